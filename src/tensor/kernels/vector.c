/* Sums, products and the optimiser's update over plain vectors. */
#include "kernels.h"
#include "reduction.h"

void SIMILE_KERNEL(add)(simile_real *y, const simile_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] += x[i];
    }
}

void SIMILE_KERNEL(add_scaled)(simile_real *y, const simile_real *x, simile_real a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = SIMILE_FMA(a, x[i], y[i]);
    }
}

void SIMILE_KERNEL(scale)(simile_real *y, simile_real a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] *= a;
    }
}

simile_real SIMILE_KERNEL(dot)(const simile_real *x, const simile_real *y, size_t n)
{
    return sum_products(x, y, n);
}

/* m = β₁m + (1 − β₁)g,  v = β₂v + (1 − β₂)g²,  w −= rate·( (m/c₁) / (√(v/c₂) + ε) + decay·w ),  c = 1 − βᵗ */
void SIMILE_KERNEL(adamw)(simile_real *w, simile_real *m, simile_real *v, const simile_real *g, size_t n,
                          const simile_adamw *settings)
{
    const simile_real beta1 = (simile_real)settings->beta1, beta2 = (simile_real)settings->beta2;
    const simile_real rest1 = (simile_real)(1 - settings->beta1), rest2 = (simile_real)(1 - settings->beta2);
    const simile_real clip = (simile_real)settings->clip, epsilon = (simile_real)settings->epsilon;
    const simile_real step = (simile_real)(settings->rate / settings->correction1);
    const simile_real inverse2 = (simile_real)(1 / settings->correction2);
    const simile_real keep = (simile_real)(1 - settings->rate * settings->weight_decay);
    for (size_t i = 0; i < n; i++) {
        simile_real gradient = g[i] * clip;
        m[i] = SIMILE_FMA(beta1, m[i], rest1 * gradient);
        v[i] = SIMILE_FMA(beta2, v[i], rest2 * gradient * gradient);
#ifdef SIMILE_REAL_IS_DOUBLE
        simile_real root = sqrt(v[i] * inverse2);
#else
        simile_real root = sqrtf(v[i] * inverse2);
#endif
        w[i] = w[i] * keep - step * m[i] / (root + epsilon);
    }
}
