/* Percentile intervals by resampling rows (Efron 1979). */
#ifndef SIMILE_EVAL_BOOTSTRAP_H
#define SIMILE_EVAL_BOOTSTRAP_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

/* A metric of the rows rows[0 … n − 1], numbers of rows that may repeat. NaN: undefined for these rows. */
typedef simile_status (*simile_bootstrap_metric)(double *value, void *context, const size_t *rows, size_t n);

typedef struct simile_bootstrap_options {
    size_t n_draws; /* 0: 1000 */
    uint64_t seed;
} simile_bootstrap_options;

/* *low, *high: the 2.5th and 97.5th percentile (linear between neighbours, as numpy.percentile) of the metric over
 * draws of n out of n rows with replacement. Draws without a value are left out; both are NaN when none has one. */
simile_status simile_bootstrap__interval(double *low, double *high, simile_bootstrap_metric metric, void *context,
                                         size_t n, const simile_bootstrap_options *options);

#endif
