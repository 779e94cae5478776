/* Reductions over a row in sixteen interleaved partial sums, added as a fixed tree: the same order on every kernel set.
 */
#ifndef SIMILE_TENSOR_REDUCTION_H
#define SIMILE_TENSOR_REDUCTION_H

#include "simd.h"

/* Σ x·y */
static inline simile_real sum_products(const simile_real *x, const simile_real *y, size_t n)
{
    simile_real partial[LANES] = {0};
    vec sum[LANES_VECTORS];
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        sum[v] = vec_set(0);
    }
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t v = 0; v < LANES_VECTORS; v++) {
            sum[v] = vec_fma(vec_load(x + i + v * VEC_WIDTH), vec_load(y + i + v * VEC_WIDTH), sum[v]);
        }
    }
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        vec_store(partial + v * VEC_WIDTH, sum[v]);
    }
    for (size_t l = 0; i < n; i++, l++) {
        partial[l] = SIMILE_FMA(x[i], y[i], partial[l]);
    }
    return lanes_sum(partial);
}

/* Σ x */
static inline simile_real sum_values(const simile_real *x, size_t n)
{
    simile_real partial[LANES] = {0};
    vec sum[LANES_VECTORS];
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        sum[v] = vec_set(0);
    }
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t v = 0; v < LANES_VECTORS; v++) {
            sum[v] = vec_load(x + i + v * VEC_WIDTH) + sum[v];
        }
    }
    for (size_t v = 0; v < LANES_VECTORS; v++) {
        vec_store(partial + v * VEC_WIDTH, sum[v]);
    }
    for (size_t l = 0; i < n; i++, l++) {
        partial[l] += x[i];
    }
    return lanes_sum(partial);
}

#endif
