/* Eigenvalues and eigenvectors of a symmetric matrix. */
#ifndef SIMILE_EVAL_EIGENVALUES_H
#define SIMILE_EVAL_EIGENVALUES_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

/* values [n] (=), in no order: of the symmetric matrix [n, n], of which the lower half is read and all is overwritten.
 * vectors [n, n] (=): row i is the one of values[i], of length 1; NULL: not wanted.
 * Householder's reduction to tridiagonal form, then the QL algorithm with implicit shifts (Martin, Reinsch and
 * Wilkinson 1968; Bowdler, Martin, Reinsch and Wilkinson 1968). Not finite values end as SIMILE_ERROR_NUMERIC. The same
 * bits for any number of threads. */
simile_status simile_eigenvalues__find(double *values, double *vectors, double *matrix, size_t n, simile_pool *pool);

#endif
