/* Whether a few vectors are near everything (Radovanović, Nanopoulos and Ivanović 2010, "Hubs in Space"). */
#ifndef SIMILE_EVAL_HUBNESS_H
#define SIMILE_EVAL_HUBNESS_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

/* *skewness of how often each row is among the k nearest of the others: m₃ / m₂^1.5, as scipy.stats.skew; 0 when all
 * rows are found alike, high when a few are found everywhere. NaN with k rows or fewer, and when all counts are equal.
 * x [n, width] of unit length. */
simile_status simile_hubness__measure(double *skewness, const float *x, size_t n, size_t width, size_t k,
                                      simile_pool *pool);

#endif
