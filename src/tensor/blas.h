/* OpenBLAS behind one function: the portable kernel set's product. Single-threaded: our own workers share out the work.
 */
#ifndef SIMILE_TENSOR_BLAS_H
#define SIMILE_TENSOR_BLAS_H

#include "gemm.h"

/* C [M, N] += A · B with B [K, N] row-major. Every call to the library has the same fixed M, since its edge kernels may
 * add in another order: a row's bits do not depend on M. */
void simile_blas__gemm_add(simile_real *c, size_t ldc, simile_left a, const simile_real *b, size_t m, size_t n,
                           size_t k);

#endif
