/* Hubness. */
#include "hubness.h"
#include "memory.h"
#include "topk.h"
#include <math.h>

static double skewness_of(const double *counts, size_t n, double mean)
{
    double second = 0, third = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = counts[i] - mean;
        second += d * d / (double)n;
        third += d * d * d / (double)n;
    }
    return second > 0 ? third / (second * sqrt(second)) : NAN;
}

simile_status simile_hubness__measure(double *skewness, const float *x, size_t n, size_t width, size_t k,
                                      simile_pool *pool)
{
    *skewness = NAN;
    if (n <= k) {
        return SIMILE_OK;
    }
    simile_neighbour *found = simile_memory__alloc(n * k, sizeof *found);
    double *counts = simile_memory__alloc(n, sizeof *counts);
    simile_status status =
        found && counts ? simile_topk__find(found, x, n, x, n, width, k, true, pool) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n * k && status == SIMILE_OK; i++) {
        counts[found[i].index] += 1;
    }
    if (status == SIMILE_OK) {
        *skewness = skewness_of(counts, n, (double)k);
    }
    simile_memory__free(found);
    simile_memory__free(counts);
    return status;
}
