/* Element-wise and row-wise operators through the kernel set in use, and those that need no kernel of their own. */
#include "elementwise.h"
#include "cpu.h"
#include "kernels/kernels.h"
#include <math.h>
#include <string.h>

#define NORM_FLOOR       1e-12
#define SQUARE_SUM_BLOCK 4096
#define PARTIAL_SUMS     16

void simile_gelu__forward(simile_real *y, const simile_real *x, size_t n)
{
    simile_cpu__kernels()->gelu_forward(y, x, n);
}

void simile_gelu__backward(simile_real *dx, simile_real *y, const simile_real *dy, const simile_real *x, size_t n)
{
    simile_cpu__kernels()->gelu_backward(dx, y, dy, x, n);
}

void simile_tanh__forward(simile_real *y, const simile_real *x, size_t n)
{
    simile_cpu__kernels()->tanh_forward(y, x, n);
}

/* dx = dy·(1 − y²) */
void simile_tanh__backward(simile_real *dx, const simile_real *dy, const simile_real *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dx[i] = dy[i] * (1 - y[i] * y[i]);
    }
}

simile_real simile_vector__largest(const simile_real *x, size_t n)
{
    return simile_cpu__kernels()->largest(x, n);
}

void simile_vector__larger(simile_real *y, const simile_real *x, size_t n)
{
    simile_cpu__kernels()->larger(y, x, n);
}

simile_real simile_vector__sum(const simile_real *x, size_t n)
{
    return simile_cpu__kernels()->sum(x, n);
}

simile_real simile_exp__sum(const simile_real *x, simile_real shift, simile_real scale, size_t n)
{
    return simile_cpu__kernels()->exp_sum(x, shift, scale, n);
}

void simile_exp__add(simile_real *sums, const simile_real *x, const simile_real *shifts, simile_real scale, size_t n)
{
    simile_cpu__kernels()->exp_add(sums, x, shifts, scale, n);
}

void simile_exp__weigh(simile_real *y, const simile_real *x, simile_real shift, simile_real scale, simile_real weight,
                       size_t n)
{
    simile_cpu__kernels()->exp_weigh(y, x, shift, scale, weight, n);
}

void simile_exp__add_weighted(simile_real *y, const simile_real *x, const simile_real *shifts, simile_real scale,
                              const simile_real *weights, size_t n)
{
    simile_cpu__kernels()->exp_add_weighted(y, x, shifts, scale, weights, n);
}

void simile_layer_norm__forward(simile_real *y, simile_real *statistics, const simile_real *x, const simile_real *gamma,
                                const simile_real *beta, size_t rows, size_t width, double eps)
{
    simile_cpu__kernels()->layer_norm_forward(y, statistics, x, gamma, beta, rows, width, eps);
}

void simile_layer_norm__backward(simile_real *dx, simile_real *dgamma, simile_real *dbeta, const simile_real *dy,
                                 const simile_real *x, const simile_real *statistics, const simile_real *gamma,
                                 size_t rows, size_t width)
{
    simile_cpu__kernels()->layer_norm_backward(dx, dgamma, dbeta, dy, x, statistics, gamma, rows, width);
}

void simile_softmax__forward(simile_real *s, size_t rows, size_t width, size_t stride, simile_real scale)
{
    simile_cpu__kernels()->softmax_forward(s, rows, width, stride, scale);
}

void simile_softmax__backward(simile_real *ds, const simile_real *dp, const simile_real *p, size_t rows, size_t width,
                              size_t stride, simile_real scale)
{
    simile_cpu__kernels()->softmax_backward(ds, dp, p, rows, width, stride, scale);
}

void simile_dropout__apply(simile_real *y, const simile_real *x, size_t n, double p, const simile_dropout_site *site,
                           size_t first)
{
    simile_cpu__kernels()->dropout(y, x, n, p, site, first);
}

void simile_vector__add(simile_real *y, const simile_real *x, size_t n)
{
    simile_cpu__kernels()->add(y, x, n);
}

void simile_vector__add_scaled(simile_real *y, const simile_real *x, simile_real a, size_t n)
{
    simile_cpu__kernels()->add_scaled(y, x, a, n);
}

void simile_vector__scale(simile_real *y, const simile_real *x, simile_real a, size_t n)
{
    simile_cpu__kernels()->scale(y, x, a, n);
}

simile_real simile_vector__dot(const simile_real *x, const simile_real *y, size_t n)
{
    return simile_cpu__kernels()->dot(x, y, n);
}

void simile_bias__backward(simile_real *dbias, const simile_real *dy, size_t rows, size_t width)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    for (size_t r = 0; r < rows; r++) {
        kernels->add(dbias, dy + r * width, width);
    }
}

void simile_normalize__forward(simile_real *y, simile_real *norms, const simile_real *x, size_t rows, size_t width)
{
    for (size_t r = 0; r < rows; r++, x += width, y += width) {
        simile_real norm = (simile_real)sqrt((double)simile_vector__dot(x, x, width));
        simile_real inverse = (simile_real)(1 / fmax((double)norm, NORM_FLOOR));
        simile_vector__scale(y, x, inverse, width);
        if (norms) {
            norms[r] = norm;
        }
    }
}

/* dx = (dy − y·(y·dy)) / max(‖x‖, 1e-12) */
void simile_normalize__backward(simile_real *dx, const simile_real *dy, const simile_real *y, const simile_real *norms,
                                size_t rows, size_t width)
{
    for (size_t r = 0; r < rows; r++, dx += width, dy += width, y += width) {
        simile_real projection = simile_vector__dot(y, dy, width);
        simile_real inverse = (simile_real)(1 / fmax((double)norms[r], NORM_FLOOR));
        memmove(dx, dy, width * sizeof *dx);
        simile_vector__add_scaled(dx, y, -projection, width);
        simile_vector__scale(dx, dx, inverse, width);
    }
}

double simile_vector__square_sum(const simile_real *x, size_t n)
{
    double total = 0;
    for (size_t start = 0; start < n;) {
        size_t end = n - start < SQUARE_SUM_BLOCK ? n : start + SQUARE_SUM_BLOCK;
        double partial[PARTIAL_SUMS] = {0};
        for (; start + PARTIAL_SUMS <= end; start += PARTIAL_SUMS) {
            for (size_t i = 0; i < PARTIAL_SUMS; i++) {
                partial[i] += (double)x[start + i] * (double)x[start + i];
            }
        }
        for (size_t i = 0; start < end; i++, start++) {
            partial[i] += (double)x[start] * (double)x[start];
        }
        for (size_t i = 0; i < PARTIAL_SUMS; i++) {
            total += partial[i];
        }
    }
    return total;
}

simile_adamw_factors simile_adamw__factors(const simile_adamw *settings)
{
    return (simile_adamw_factors){.beta1 = (simile_real)settings->beta1,
                                  .rest1 = (simile_real)(1 - settings->beta1),
                                  .beta2 = (simile_real)settings->beta2,
                                  .rest2 = (simile_real)(1 - settings->beta2),
                                  .clip = (simile_real)settings->clip,
                                  .epsilon = (simile_real)settings->epsilon,
                                  .step = (simile_real)(settings->rate / settings->correction1),
                                  .inverse2 = (simile_real)(1 / settings->correction2),
                                  .keep = (simile_real)(1 - settings->rate * settings->weight_decay)};
}

void simile_adamw__update(simile_real *w, simile_real *m, simile_real *v, const simile_real *g, size_t n,
                          const simile_adamw_factors *factors)
{
    simile_cpu__kernels()->adamw(w, m, v, g, n, factors);
}

void simile_adamw__update_idle(simile_real *w, simile_real *m, simile_real *v, size_t n,
                               const simile_adamw_factors *factors, size_t n_steps)
{
    simile_cpu__kernels()->adamw_idle(w, m, v, n, factors, n_steps);
}

void simile_adamw__decay(simile_real *w, size_t n, const simile_adamw_factors *factors, size_t n_steps)
{
    simile_cpu__kernels()->adamw_decay(w, n, factors, n_steps);
}
