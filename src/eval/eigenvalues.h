/* Eigenvalues of a symmetric matrix. */
#ifndef SIMILE_EVAL_EIGENVALUES_H
#define SIMILE_EVAL_EIGENVALUES_H

#include "simile/status.h"
#include <stddef.h>

/* values [n] (=), in no order: of the symmetric matrix [n, n], of which the lower half is read and all is overwritten.
 * Householder's reduction to tridiagonal form, then the QL algorithm with implicit shifts (Martin, Reinsch and
 * Wilkinson 1968; Martin and Wilkinson 1968). Not finite values end as SIMILE_ERROR_NUMERIC. */
simile_status simile_eigenvalues__find(double *values, double *matrix, size_t n);

#endif
