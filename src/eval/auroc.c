/* The area under the receiver operating characteristic. */
#include "auroc.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>

typedef struct scored_row {
    double score;
    bool is_positive;
} scored_row;

/* Lowest score first. */
static int compare(const void *a, const void *b)
{
    const scored_row *x = a, *y = b;
    return (x->score > y->score) - (x->score < y->score);
}

/* Each positive row wins against the negative ones below it, and half against those at its score. */
static double walk(const scored_row *sorted, size_t n)
{
    size_t n_below = 0, n_positive = 0;
    double wins = 0;
    for (size_t i = 0; i < n;) {
        const double score = sorted[i].score;
        size_t n_equal = 0, n_wins = 0;
        for (; i < n && sorted[i].score == score; i++) {
            n_wins += sorted[i].is_positive;
            n_equal += !sorted[i].is_positive;
        }
        wins += (double)n_wins * ((double)n_below + 0.5 * (double)n_equal);
        n_positive += n_wins;
        n_below += n_equal;
    }
    return n_positive > 0 && n_below > 0 ? wins / ((double)n_positive * (double)n_below) : NAN;
}

simile_status simile_auroc__measure(double *auroc, const double *scores, const bool *is_positive, size_t n)
{
    scored_row *sorted = simile_memory__alloc(n, sizeof *sorted);
    if (!sorted) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (scored_row){scores[i], is_positive[i]};
    }
    qsort(sorted, n, sizeof *sorted, compare);
    *auroc = walk(sorted, n);
    simile_memory__free(sorted);
    return SIMILE_OK;
}
