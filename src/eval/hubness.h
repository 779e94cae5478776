/* Whether a few vectors are near everything (Radovanović, Nanopoulos and Ivanović 2010, "Hubs in Space"). */
#ifndef SIMILE_EVAL_HUBNESS_H
#define SIMILE_EVAL_HUBNESS_H

#include "simile/status.h"
#include "threads.h"
#include "topk.h"
#include <stddef.h>

/* Who is found by whom. Valid when zeroed. */
typedef struct simile_hubness {
    simile_neighbour *found; /* [n, k]: the nearest others of each row; NULL: there are k rows or fewer */
    size_t n, k;
} simile_hubness;

/* x [n, width] of unit length. The caller disposes, on failure too. */
simile_status simile_hubness__find(simile_hubness *hubness, const float *x, size_t n, size_t width, size_t k,
                                   simile_pool *pool);
void simile_hubness__dispose(simile_hubness *hubness);

/* The skewness of how often each row is found when row i looks weights[i] times: m₃ / m₂^1.5, as scipy.stats.skew; 0
 * when all rows are found alike, high when a few are found everywhere. NaN with k rows or fewer, and when all counts
 * are equal. counts [n] is scratch. */
double simile_hubness__measure(const simile_hubness *hubness, const double *weights, double *counts);

#endif
