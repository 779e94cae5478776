/* The exponentials of row losses, over a row at once: sums along a row, and down the columns of many rows. */
#include "kernels.h"
#include "reduction.h"
#include "transcendental.h"

#define BLOCK 64 /* of exponentials that are kept until they are added */

simile_real SIMILE_KERNEL(largest)(const simile_real *x, size_t n)
{
    simile_real top[LANES];
    size_t i = 0;
    for (size_t l = 0; l < LANES; l++) {
        top[l] = -INFINITY;
    }
    for (; i + LANES <= n; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            top[l] = x[i + l] > top[l] ? x[i + l] : top[l];
        }
    }
    for (size_t l = 0; i < n; i++, l++) {
        top[l] = x[i] > top[l] ? x[i] : top[l];
    }
    for (size_t l = 1; l < LANES; l++) {
        top[0] = top[l] > top[0] ? top[l] : top[0];
    }
    return top[0];
}

void SIMILE_KERNEL(larger)(simile_real *y, const simile_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = x[i] > y[i] ? x[i] : y[i];
    }
}

simile_real SIMILE_KERNEL(sum)(const simile_real *x, size_t n)
{
    return sum_values(x, n);
}

simile_real SIMILE_KERNEL(exp_sum)(const simile_real *x, simile_real shift, simile_real scale, size_t n)
{
    simile_real sum = 0, block[BLOCK];
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t m = n - i < BLOCK ? n - i : BLOCK;
        for (size_t j = 0; j < m; j++) {
            block[j] = real_exp((x[i + j] - shift) * scale);
        }
        sum += sum_values(block, m);
    }
    return sum;
}

void SIMILE_KERNEL(exp_add)(simile_real *sums, const simile_real *x, const simile_real *shifts, simile_real scale,
                            size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sums[i] += real_exp((x[i] - shifts[i]) * scale);
    }
}

void SIMILE_KERNEL(exp_weigh)(simile_real *y, const simile_real *x, simile_real shift, simile_real scale,
                              simile_real weight, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = weight * real_exp((x[i] - shift) * scale);
    }
}

void SIMILE_KERNEL(exp_add_weighted)(simile_real *y, const simile_real *x, const simile_real *shifts, simile_real scale,
                                     const simile_real *weights, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = SIMILE_FMA(weights[i], real_exp((x[i] - shifts[i]) * scale), y[i]);
    }
}
