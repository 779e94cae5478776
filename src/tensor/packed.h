/* The weights of a linear layer, packed once for y = x·Wᵀ + b in one precision. Every output depends on its own row of
 * x and its own row of W alone, whatever the number of rows: see gemm.h.
 *
 * Shapes: M rows of x, K = `in` columns of x, N = `out` outputs; W [N, K]. */
#ifndef SIMILE_TENSOR_PACKED_H
#define SIMILE_TENSOR_PACKED_H

#include "real.h"
#include "simile/precision.h"
#include <stddef.h>

/* The longest row that int8 sums hold: 255 · 127 · K stays below 2³¹. */
#define SIMILE_INT8_LONGEST 65536

typedef struct simile_packed {
    simile_precision precision;
    size_t in, out;
    void *panel; /* simile_packed__size bytes, aligned to 64; whoever fills the struct owns them */
} simile_packed;

/* Bytes of the panel. */
size_t simile_packed__size(simile_precision precision, size_t in, size_t out);
/* Fills the panel: rows[n] is the row of K weights of output n. */
void simile_packed__pack(const simile_packed *packed, const simile_real *const *rows);

/* Bytes of workspace that a product needs, whatever M. */
size_t simile_packed__work(simile_precision precision, size_t in);
/* y [M, N] (row stride ldy) = x [M, K] (row stride ldx) · Wᵀ + bias [N] (NULL: zero). `work` as above, aligned to 64.
 * Works in the calling thread. */
void simile_packed__multiply(simile_real *y, size_t ldy, const simile_packed *packed, const simile_real *x, size_t ldx,
                             size_t m, const simile_real *bias, void *work);

#endif
