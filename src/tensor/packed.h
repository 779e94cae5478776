/* The products of a linear layer in one precision: with weights packed once, y = x·Wᵀ + b, and the gradient of the
 * weights. Every output depends on its own row of x and its own row of W alone, whatever the number of rows: see
 * gemm.h.
 *
 * Shapes: M rows of x, K = `in` columns of x, N = `out` outputs; W [N, K]. */
#ifndef SIMILE_TENSOR_PACKED_H
#define SIMILE_TENSOR_PACKED_H

#include "gemm.h"
#include "real.h"
#include "simile/precision.h"
#include <stdbool.h>
#include <stddef.h>

/* The longest row that int8 sums hold: 255 · 127 · K stays below 2³¹. */
#define SIMILE_INT8_LONGEST 65536

typedef struct simile_packed {
    simile_precision precision;
    size_t in, out;
    void *panel; /* simile_packed__size bytes, aligned to 64; whoever fills the struct owns them */
} simile_packed;

/* Whether the kernel set in use multiplies bfloat16 values by instructions of their own; else it rounds the operands
 * alike and multiplies them as float32. */
bool simile_packed__has_bf16(void);

/* Bytes of the panel. */
size_t simile_packed__size(simile_precision precision, size_t in, size_t out);
/* Fills the panel: rows[n] is the row of K weights of output n. */
void simile_packed__pack(const simile_packed *packed, const simile_real *const *rows);
/* The same from Wᵀ [K, N] (row stride ldw), as the gradient of a layer's input takes its weights: of f32 and bf16. */
void simile_packed__pack_columns(const simile_packed *packed, const simile_real *w, size_t ldw);

/* Bytes of workspace that a product needs, whatever M. */
size_t simile_packed__work(simile_precision precision, size_t in);
/* y [M, N] (row stride ldy) = start + x [M, K] (row stride ldx) · Wᵀ; `bias` [N] is read where it starts from that. The
 * old y is a start for f32 and bf16. `work` as above, aligned to 64. Works in the calling thread. */
void simile_packed__multiply(simile_real *y, size_t ldy, const simile_packed *packed, const simile_real *x, size_t ldx,
                             size_t m, simile_gemm_start start, const simile_real *bias, void *work);

/* C [M, N] += Aᵀ · B with A [T, M] and B [T, N], as simile_gemm__outer, in f32 or bf16: both operands are rounded, C is
 * not. `work`: simile_packed__outer_work(precision, T, N) bytes, aligned to 64. */
size_t simile_packed__outer_work(simile_precision precision, size_t t, size_t n);
void simile_packed__outer(simile_precision precision, simile_real *c, size_t ldc, const simile_real *a, size_t lda,
                          const simile_real *b, size_t ldb, size_t t, size_t m, size_t n, void *work);

#endif
