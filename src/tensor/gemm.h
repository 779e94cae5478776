/* Matrix products over operands packed once. Every output is one chain of fused multiply-adds over k, in order, from
 * the start value (bias, 0, or the old C): its bits depend on its own row and column alone, never on M, N, the tile or
 * the thread (in the sets with vectors; the portable set pads each tile to one fixed M for OpenBLAS to the same end).
 */
#ifndef SIMILE_TENSOR_GEMM_H
#define SIMILE_TENSOR_GEMM_H

#include "real.h"
#include <stdbool.h>
#include <stddef.h>

/* A right operand B [K, N], packed: `panel` holds simile_panel__size(K, N) reals, aligned to 64 bytes. */
size_t simile_panel__size(size_t k, size_t n);
/* Packs B from b: B[k][n] = b[k·ldb + n], or b[n·ldb + k] when transposed (a Linear weight [out, in] as y = x·Wᵀ). */
void simile_panel__pack(simile_real *panel, const simile_real *b, size_t ldb, bool transposed, size_t k, size_t n);

/* The left operand A [M, K]: A[m][k] = values[m·stride + k], or values[k·stride + m] when transposed. */
typedef struct simile_left {
    const simile_real *values;
    size_t stride;
    bool transposed;
} simile_left;

/* What the product starts from. */
typedef enum simile_gemm_start {
    SIMILE_GEMM_ZERO,
    SIMILE_GEMM_BIAS, /* bias [N] */
    SIMILE_GEMM_ADD,  /* the old C */
} simile_gemm_start;

/* C [M, N] (row stride ldc) = start + A · B. Works in the calling thread; needs no workspace (small ones on the stack).
 */
void simile_gemm__run(simile_real *c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n, size_t k,
                      simile_gemm_start start, const simile_real *bias);

/* Tokens that a weight gradient takes at once: bounds the packed operand. Even, so that bfloat16's pairs of tokens stay
 * whole. */
#define SIMILE_OUTER_DEPTH 384

/* C [M, N] += Aᵀ · B with A [T, M] and B [T, N] row-major: the weight gradient over T tokens. `work` holds
 * simile_gemm__outer_work(T, N) reals. */
size_t simile_gemm__outer_work(size_t t, size_t n);
void simile_gemm__outer(simile_real *c, size_t ldc, const simile_real *a, size_t lda, const simile_real *b, size_t ldb,
                        size_t t, size_t m, size_t n, simile_real *work);

#endif
