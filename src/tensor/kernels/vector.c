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

void SIMILE_KERNEL(scale)(simile_real *y, const simile_real *x, simile_real a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = a * x[i];
    }
}

simile_real SIMILE_KERNEL(dot)(const simile_real *x, const simile_real *y, size_t n)
{
    return sum_products(x, y, n);
}

/* One value's step:
 * m = β₁m + (1 − β₁)g,  v = β₂v + (1 − β₂)g²,  w −= rate·( (m/c₁) / (√(v/c₂) + ε) + decay·w ),  c = 1 − βᵗ */
static inline void adamw_value(simile_real *w, simile_real *m, simile_real *v, simile_real g,
                               const simile_adamw_factors *f)
{
    simile_real gradient = g * f->clip;
    *m = SIMILE_FMA(f->beta1, *m, f->rest1 * gradient);
    *v = SIMILE_FMA(f->beta2, *v, f->rest2 * gradient * gradient);
#ifdef SIMILE_REAL_IS_DOUBLE
    simile_real root = sqrt(*v * f->inverse2);
#else
    simile_real root = sqrtf(*v * f->inverse2);
#endif
    *w = *w * f->keep - f->step * *m / (root + f->epsilon);
}

void SIMILE_KERNEL(adamw)(simile_real *w, simile_real *m, simile_real *v, const simile_real *g, size_t n,
                          const simile_adamw_factors *factors)
{
    const simile_adamw_factors f = *factors;
    for (size_t i = 0; i < n; i++) {
        adamw_value(&w[i], &m[i], &v[i], g[i], &f);
    }
}

#define IDLE_VALUES 64 /* that go through all steps at once */

void SIMILE_KERNEL(adamw_idle)(simile_real *w, simile_real *m, simile_real *v, size_t n,
                               const simile_adamw_factors *factors, size_t n_steps)
{
    for (size_t start = 0; start < n; start += IDLE_VALUES, w += IDLE_VALUES, m += IDLE_VALUES, v += IDLE_VALUES) {
        const size_t count = n - start < IDLE_VALUES ? n - start : IDLE_VALUES;
        for (size_t s = 0; s < n_steps; s++) {
            const simile_adamw_factors f = factors[s];
            for (size_t i = 0; i < count; i++) {
                adamw_value(&w[i], &m[i], &v[i], 0, &f);
            }
        }
    }
}

/* The same where both moments are 0. */
void SIMILE_KERNEL(adamw_decay)(simile_real *w, size_t n, const simile_adamw_factors *factors, size_t n_steps)
{
    for (size_t start = 0; start < n; start += IDLE_VALUES, w += IDLE_VALUES) {
        const size_t count = n - start < IDLE_VALUES ? n - start : IDLE_VALUES;
        for (size_t s = 0; s < n_steps; s++) {
            const simile_real keep = factors[s].keep;
            for (size_t i = 0; i < count; i++) {
                w[i] *= keep;
            }
        }
    }
}
