/* Principal components: the directions in which vectors differ most. */
#ifndef SIMILE_REPORT_PCA_H
#define SIMILE_REPORT_PCA_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>
#include <stdint.h>

/* Most components that can be asked for. */
#define SIMILE_PCA_MAX 8

/* points [n, n_components] (=): x [n, width], less its mean, on the first components, largest variance first; the sign
 * of a component is such that its largest loading is positive. shares [n_components] (=): of the whole variance. What
 * lies beyond min(n − 1, width) components, or beyond the variance there is, is 0.
 *
 * Eigenvectors of the covariance by subspace iteration with Rayleigh-Ritz steps (Rutishauser 1970, "Simultaneous
 * Iteration Method for Symmetric Matrices") from a start that the seed gives. The same bits for any number of threads.
 */
simile_status simile_pca__project(double *points, double *shares, const float *x, size_t n, size_t width,
                                  size_t n_components, uint64_t seed, simile_pool *pool);

#endif
