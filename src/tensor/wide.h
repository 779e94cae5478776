/* Products in double of rows that are floats, for sums that must not round: M outputs, N rows of K values. */
#ifndef SIMILE_TENSOR_WIDE_H
#define SIMILE_TENSOR_WIDE_H

#include "real.h"
#include <stddef.h>

/* Z [M, N] (row stride ldz, =) = W [M, K] (row stride ldw) · Xᵀ, rows[j] being row j of X. Every output is one chain of
 * fused multiply-adds (in the sets with vectors) over k, whatever M and N. */
void simile_wide__multiply(double *z, size_t ldz, const double *w, size_t ldw, const simile_real *const *rows, size_t m,
                           size_t n, size_t k);

/* G [M, K] (row stride ldg) += P [M, N] (row stride ldp) · X, likewise over n. */
void simile_wide__add_outer(double *g, size_t ldg, const double *p, size_t ldp, const simile_real *const *rows,
                            size_t m, size_t n, size_t k);

#endif
