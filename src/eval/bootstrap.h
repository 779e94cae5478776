/* How far figures depend on the choice of test rows: resampling (Efron 1979, "Bootstrap Methods: Another Look at the
 * Jackknife"). Draw d takes the same rows in every call with one number of rows and one seed, so the draws of two
 * models over one file are paired. */
#ifndef SIMILE_EVAL_BOOTSTRAP_H
#define SIMILE_EVAL_BOOTSTRAP_H

#include "simile/status.h"
#include "threads.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* values [n_values] (=): the figures when row i counts weights[i] times, a whole number, 0 too. NaN: undefined for
 * these rows. Called from several threads at once; scratch is the call's own. */
typedef void (*simile_bootstrap_figures)(double *values, const void *context, const double *weights, double *scratch);

/* Figures that can be computed for any draw of rows. */
typedef struct simile_resampling {
    simile_bootstrap_figures figures;
    const void *context;
    size_t n_rows, n_values;
    size_t n_scratch;    /* numbers of scratch; 0: figures is given NULL */
    bool is_approximate; /* the figures are exact when every row counts once, else near enough for an interval */
    bool is_biased; /* rows that repeat move the figures: draws are moved back so that their mean is that of all rows */
} simile_resampling;

/* values [n_values] (=) for given weights [n_rows]; NULL: every row once. */
simile_status simile_bootstrap__figures(double *values, const simile_resampling *resampling, const double *weights);

/* draws [n_values, n_draws] (=): the figures of n_draws draws of n_rows out of n_rows with replacement. The same bits
 * for any number of threads. */
simile_status simile_bootstrap__draw(double *draws, size_t n_draws, const simile_resampling *resampling, uint64_t seed,
                                     simile_pool *pool);

/* *low, *high: the 2.5th and 97.5th percentile (linear between neighbours, as numpy.percentile) of the draws [n]. Those
 * without a value are left out; both are NaN when none has one. */
simile_status simile_bootstrap__interval(double *low, double *high, const double *draws, size_t n);

/* The difference of two figures over the same draws. */
typedef struct simile_bootstrap_difference {
    double low, high; /* 95 % percentile interval of a − b */
    double p; /* two-sided: 2·(1 + the rarer of the draws with a ≤ b and with a ≥ b) / (1 + n), at most 1 */
} simile_bootstrap_difference;

/* a, b [n]: paired draws; those where either is undefined are left out, and all is NaN when none is left. */
simile_status simile_bootstrap__compare(simile_bootstrap_difference *difference, const double *a, const double *b,
                                        size_t n);

#endif
