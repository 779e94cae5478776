/* The sweep. */
#include "threshold.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>

typedef struct scored_pair {
    double similarity, gold;
} scored_pair;

static int compare(const void *a, const void *b)
{
    const scored_pair *x = a, *y = b;
    return x->similarity > y->similarity ? -1 : x->similarity < y->similarity;
}

/* n_true of the n_above pairs above the threshold are alike, and n_alike of all n. */
static simile_threshold measure(double at, double n_true, double n_above, double n_alike, double n)
{
    const double n_right = n_true + (n - n_alike) - (n_above - n_true);
    return (simile_threshold){.at = at,
                              .accuracy = n_right / n,
                              .precision = n_above > 0 ? n_true / n_above : NAN,
                              .recall = n_alike > 0 ? n_true / n_alike : NAN,
                              .f1 = n_true > 0 ? 2 * n_true / (n_above + n_alike) : 0};
}

simile_status simile_threshold__sweep(simile_threshold *thresholds, size_t *n_thresholds, const double *gold,
                                      const double *similarity, size_t n)
{
    scored_pair *pairs = simile_memory__alloc(n, sizeof *pairs);
    double n_alike = 0, n_true = 0;
    *n_thresholds = 0;
    if (!pairs) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        pairs[i] = (scored_pair){similarity[i], gold[i]};
        n_alike += gold[i];
    }
    qsort(pairs, n, sizeof *pairs, compare);
    if (n > 0) {
        thresholds[(*n_thresholds)++] = measure(nextafter(pairs[0].similarity, INFINITY), 0, 0, n_alike, (double)n);
    }
    for (size_t i = 0; i < n; i++) {
        n_true += pairs[i].gold;
        const bool is_last = i + 1 == n;
        if (is_last || pairs[i + 1].similarity < pairs[i].similarity) {
            const double at = is_last ? pairs[i].similarity : (pairs[i].similarity + pairs[i + 1].similarity) / 2;
            thresholds[(*n_thresholds)++] = measure(at, n_true, (double)i + 1, n_alike, (double)n);
        }
    }
    simile_memory__free(pairs);
    return SIMILE_OK;
}
