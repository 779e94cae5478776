/* Labels that have an order against positions on a line. */
#include "order.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>

typedef struct placed_row {
    double position;
    size_t rank;
} placed_row;

/* Lowest position first. */
static int compare(const void *a, const void *b)
{
    const placed_row *x = a, *y = b;
    return (x->position > y->position) - (x->position < y->position);
}

/* below, equal [n_ranks]: rows of each rank at lower positions, and at the position at hand. */
static double walk(const placed_row *sorted, size_t n, double *below, double *equal, size_t n_ranks)
{
    double right = 0, pairs = 0;
    for (size_t i = 0; i < n;) {
        const double position = sorted[i].position;
        for (size_t r = 0; r < n_ranks; r++) {
            equal[r] = 0;
        }
        for (; i < n && sorted[i].position == position; i++) {
            equal[sorted[i].rank] += 1;
        }
        for (size_t high = 0; high < n_ranks; high++) {
            for (size_t low = 0; low < high; low++) {
                right += equal[high] * (below[low] + 0.5 * equal[low]);
            }
        }
        for (size_t r = 0; r < n_ranks; r++) {
            below[r] += equal[r];
        }
    }
    for (size_t high = 0; high < n_ranks; high++) {
        for (size_t low = 0; low < high; low++) {
            pairs += below[high] * below[low];
        }
    }
    return pairs > 0 ? right / pairs : NAN;
}

simile_status simile_order__measure(double *agreement, const double *positions, const size_t *ranks, size_t n,
                                    size_t n_ranks)
{
    placed_row *sorted = simile_memory__alloc(n, sizeof *sorted);
    double *counts = simile_memory__alloc(2 * n_ranks, sizeof *counts);
    simile_status status = sorted && counts ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        for (size_t i = 0; i < n; i++) {
            sorted[i] = (placed_row){positions[i], ranks[i]};
        }
        qsort(sorted, n, sizeof *sorted, compare);
        *agreement = walk(sorted, n, counts, counts + n_ranks, n_ranks);
    }
    simile_memory__free(sorted);
    simile_memory__free(counts);
    return status;
}
