/* Minimising a smooth function: L-BFGS (Liu and Nocedal 1989) with backtracking. */
#ifndef SIMILE_EVAL_LBFGS_H
#define SIMILE_EVAL_LBFGS_H

#include "simile/status.h"
#include <stddef.h>

/* The function's value at x [n], and its gradient [n] (=). */
typedef double (*simile_lbfgs_function)(double *gradient, void *context, const double *x);

typedef struct simile_lbfgs_options {
    size_t max_iterations;
    double tolerance; /* ends when no entry of the gradient is larger */
} simile_lbfgs_options;

/* Improves x [n] in place, until the tolerance, the iterations, or the precision of double are reached. */
simile_status simile_lbfgs__minimize(double *x, size_t n, simile_lbfgs_function function, void *context,
                                     const simile_lbfgs_options *options);

#endif
