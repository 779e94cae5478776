/* Layer norm over rows (Ba et al. 2016). */
#include "kernels.h"
#include "reduction.h"

/* μ = Σx/n,  σ² = Σ(x − μ)²/n,  y = (x − μ)/√(σ² + ε)·γ + β */
void SIMILE_KERNEL(layer_norm_forward)(simile_real *y, simile_real *statistics, const simile_real *x,
                                       const simile_real *gamma, const simile_real *beta, size_t rows, size_t width,
                                       double eps)
{
    for (size_t r = 0; r < rows; r++, x += width, y += width) {
        simile_real mean = sum_values(x, width) / (simile_real)width;
        for (size_t i = 0; i < width; i++) {
            y[i] = x[i] - mean;
        }
        double variance = (double)sum_products(y, y, width) / (double)width;
        simile_real inverse = (simile_real)(1 / sqrt(variance + eps));
        for (size_t i = 0; i < width; i++) {
            y[i] = SIMILE_FMA(y[i] * inverse, gamma[i], beta[i]);
        }
        if (statistics) {
            statistics[2 * r] = mean;
            statistics[2 * r + 1] = inverse;
        }
    }
}

/* With x̂ = (x − μ)/√(σ² + ε) and g = dy·γ:  dx = (g − mean(g) − x̂·mean(g·x̂)) / √(σ² + ε) */
void SIMILE_KERNEL(layer_norm_backward)(simile_real *dx, simile_real *dgamma, simile_real *dbeta, const simile_real *dy,
                                        const simile_real *x, const simile_real *statistics, const simile_real *gamma,
                                        size_t rows, size_t width)
{
    for (size_t r = 0; r < rows; r++, x += width, dx += width, dy += width) {
        const simile_real mean = statistics[2 * r], inverse = statistics[2 * r + 1];
        simile_real partial_g[LANES] = {0}, partial_gx[LANES] = {0};
        size_t i = 0;
        for (; i + LANES <= width; i += LANES) {
            for (size_t l = 0; l < LANES; l++) {
                simile_real normal = (x[i + l] - mean) * inverse, g = dy[i + l] * gamma[i + l];
                partial_g[l] += g;
                partial_gx[l] = SIMILE_FMA(g, normal, partial_gx[l]);
                dgamma[i + l] = SIMILE_FMA(dy[i + l], normal, dgamma[i + l]);
                dbeta[i + l] += dy[i + l];
            }
        }
        for (size_t l = 0; i < width; i++, l++) {
            simile_real normal = (x[i] - mean) * inverse, g = dy[i] * gamma[i];
            partial_g[l] += g;
            partial_gx[l] = SIMILE_FMA(g, normal, partial_gx[l]);
            dgamma[i] = SIMILE_FMA(dy[i], normal, dgamma[i]);
            dbeta[i] += dy[i];
        }
        const simile_real mean_g = lanes_sum(partial_g) / (simile_real)width;
        const simile_real mean_gx = lanes_sum(partial_gx) / (simile_real)width;
        for (i = 0; i < width; i++) {
            simile_real normal = (x[i] - mean) * inverse;
            dx[i] = (SIMILE_FMA(-normal, mean_gx, dy[i] * gamma[i]) - mean_g) * inverse;
        }
    }
}
