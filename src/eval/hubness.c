/* Hubness. */
#include "hubness.h"
#include "memory.h"
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

simile_status simile_hubness__find(simile_hubness *hubness, const float *x, size_t n, size_t width, size_t k,
                                   simile_pool *pool)
{
    hubness->n = n;
    hubness->k = k;
    if (n <= k) {
        return SIMILE_OK;
    }
    hubness->found = simile_memory__alloc(n * k, sizeof *hubness->found);
    return hubness->found ? simile_topk__find(hubness->found, x, n, x, n, width, k, true, pool) : SIMILE_ERROR_MEMORY;
}

void simile_hubness__dispose(simile_hubness *hubness)
{
    simile_memory__free(hubness->found);
    *hubness = (simile_hubness){0};
}

double simile_hubness__measure(const simile_hubness *hubness, const double *weights, double *counts)
{
    const size_t n = hubness->n, k = hubness->k;
    double sum = 0;
    if (!hubness->found) {
        return NAN;
    }
    for (size_t i = 0; i < n; i++) {
        counts[i] = 0;
    }
    for (size_t i = 0; i < n * k; i++) {
        counts[hubness->found[i].index] += weights[i / k];
        sum += weights[i / k];
    }
    return skewness_of(counts, n, sum / (double)n);
}
