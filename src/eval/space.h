/* The shape of a set of vectors (Wang and Isola 2020, "Understanding contrastive representation learning through
 * alignment and uniformity on the hypersphere"). All vectors are of unit length, [n, width]. */
#ifndef SIMILE_EVAL_SPACE_H
#define SIMILE_EVAL_SPACE_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

/* Mean over rows of ‖x_i − y_i‖²: 0 when positives coincide. NaN for n of 0. */
double simile_space__alignment(const float *x, const float *y, size_t n, size_t width);

typedef struct simile_space {
    double uniformity; /* log of the mean over i < j of exp(−2·‖x_i − x_j‖²): 0 at worst, about −4 at best */
    double mean_cosine; /* mean over i < j of x_i·x_j: near 0 when no direction is preferred */
} simile_space;

/* Both are NaN for n below 2: there is no pair. The same bits for any number of threads. kernels, cosines [n] (=): for
 * each row the means over all others of exp(−2·‖x_i − x_j‖²) and x_i·x_j; both NULL: not asked for. */
simile_status simile_space__measure(simile_space *result, double *kernels, double *cosines, const float *x, size_t n,
                                    size_t width, simile_pool *pool);

#endif
