/* Activations, element by element. φ is the density and Φ the distribution function of the standard normal. */
#include "kernels.h"
#include "transcendental.h"

#define SQRT_HALF        ((simile_real)0.70710678118654752440)
#define INVERSE_SQRT_2PI ((simile_real)0.39894228040143267794)

/* y = x·Φ(x),  Φ(x) = (1 + erf(x/√2)) / 2 */
void SIMILE_KERNEL(gelu_forward)(simile_real *y, const simile_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = (simile_real)0.5 * x[i] * (1 + real_erf(x[i] * SQRT_HALF));
    }
}

/* dx = dy·(Φ(x) + x·φ(x)),  y = x·Φ(x) as above */
void SIMILE_KERNEL(gelu_backward)(simile_real *dx, simile_real *y, const simile_real *dy, const simile_real *x,
                                  size_t n)
{
    for (size_t i = 0; i < n; i++) {
        simile_real twice = 1 + real_erf(x[i] * SQRT_HALF);
        simile_real density = INVERSE_SQRT_2PI * real_exp((simile_real)-0.5 * x[i] * x[i]);
        dx[i] = dy[i] * SIMILE_FMA(x[i], density, (simile_real)0.5 * twice);
        y[i] = (simile_real)0.5 * x[i] * twice;
    }
}

void SIMILE_KERNEL(tanh_forward)(simile_real *y, const simile_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = real_tanh(x[i]);
    }
}
