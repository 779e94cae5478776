/* Element-wise and row-wise operators, forward and backward, over packed rows (row-major, no padding between rows).
 * They dispatch to the kernel set in use. Reductions over a row run in 16 interleaved partial sums that are added as a
 * fixed tree, so a row's bits depend on the row alone. Backward functions say for each gradient whether it is added to
 * (+=) or overwritten (=). Buffers may not overlap unless said. */
#ifndef SIMILE_TENSOR_ELEMENTWISE_H
#define SIMILE_TENSOR_ELEMENTWISE_H

#include "real.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* y = gelu(x) = x·Φ(x), the exact erf form [n]; y may be x. */
void simile_gelu__forward(simile_real *y, const simile_real *x, size_t n);
/* dx = dy · (Φ(x) + x·φ(x)), and y = gelu(x) once more, which shares the work; dx may be dy, y may be x. */
void simile_gelu__backward(simile_real *dx, simile_real *y, const simile_real *dy, const simile_real *x, size_t n);

/* y = tanh(x); y may be x. dx = dy · (1 − y²), from the output y. */
void simile_tanh__forward(simile_real *y, const simile_real *x, size_t n);
void simile_tanh__backward(simile_real *dx, const simile_real *dy, const simile_real *y, size_t n);

/* Layer norm over rows x [rows, width]: y = (x − mean)/√(var + eps) · gamma + beta. statistics [rows, 2] keeps mean and
 * 1/√(var + eps) for the backward; NULL: not kept. y may be x. */
void simile_layer_norm__forward(simile_real *y, simile_real *statistics, const simile_real *x, const simile_real *gamma,
                                const simile_real *beta, size_t rows, size_t width, double eps);
/* dx = …; dgamma += Σ dy·x̂; dbeta += Σ dy (rows in order). dx may be dy. */
void simile_layer_norm__backward(simile_real *dx, simile_real *dgamma, simile_real *dbeta, const simile_real *dy,
                                 const simile_real *x, const simile_real *statistics, const simile_real *gamma,
                                 size_t rows, size_t width);

/* Softmax of each row of s [rows, width] (row stride `stride`), scaled first: p = softmax(scale · s); in place. */
void simile_softmax__forward(simile_real *s, size_t rows, size_t width, size_t stride, simile_real scale);
/* ds = scale · p · (dp − Σ p·dp), per row; ds may be dp. */
void simile_softmax__backward(simile_real *ds, const simile_real *dp, const simile_real *p, size_t rows, size_t width,
                              size_t stride, simile_real scale);

/* Where a dropout mask is drawn: key and counter of Philox4x32-10; element i of the sentence uses counter word 0 = i /
 * 8 (16 bits an element). Keyed by (seed, step, row, view, layer, site), so two views never share a mask and a replay
 * is exact. */
typedef struct simile_dropout_site {
    uint32_t key[2];
    uint32_t counter[3]; /* words 1 … 3 */
} simile_dropout_site;
/* y[i] = keep(first + i) ? x[i] / (1 − p) : 0 for n elements, `first` a multiple of 8; y may be x. The backward is the
 * same call on dy. p = 0 copies. */
void simile_dropout__apply(simile_real *y, const simile_real *x, size_t n, double p, const simile_dropout_site *site,
                           size_t first);

/* y += x, y += a·x, y = a·x, where y may be x */
void simile_vector__add(simile_real *y, const simile_real *x, size_t n);
void simile_vector__add_scaled(simile_real *y, const simile_real *x, simile_real a, size_t n);
void simile_vector__scale(simile_real *y, const simile_real *x, simile_real a, size_t n);
simile_real simile_vector__dot(const simile_real *x, const simile_real *y, size_t n);
/* dbias [width] += Σ over rows of dy, rows in order. */
void simile_bias__backward(simile_real *dbias, const simile_real *dy, size_t rows, size_t width);
/* y = x / max(‖x‖, 1e-12) per row; norms [rows] keeps ‖x‖ (NULL: not kept). y may be x. */
void simile_normalize__forward(simile_real *y, simile_real *norms, const simile_real *x, size_t rows, size_t width);
/* dx = (dy − y·(y·dy)) / max(norm, 1e-12); dx may be dy. */
void simile_normalize__backward(simile_real *dx, const simile_real *dy, const simile_real *y, const simile_real *norms,
                                size_t rows, size_t width);

/* Sum of squares in double, fixed order: 16 partial sums per block of 4096 elements, blocks added in order. */
double simile_vector__square_sum(const simile_real *x, size_t n);

/* AdamW (Loshchilov and Hutter 2019), one slab: g is scaled by `clip` first; m, v updated; w −= rate·(m̂/(√v̂ + eps) +
 * decay·w). */
typedef struct simile_adamw {
    double rate, beta1, beta2, epsilon, weight_decay, clip;
    double correction1, correction2; /* 1 − βᵗ */
} simile_adamw;
/* A step's settings as the values' arithmetic takes them. */
typedef struct simile_adamw_factors {
    simile_real beta1, rest1, beta2, rest2, clip, epsilon;
    simile_real step, inverse2, keep; /* rate/correction1, 1/correction2, 1 − rate·decay */
} simile_adamw_factors;
simile_adamw_factors simile_adamw__factors(const simile_adamw *settings);
void simile_adamw__update(simile_real *w, simile_real *m, simile_real *v, const simile_real *g, size_t n,
                          const simile_adamw_factors *factors);
/* The updates of n_steps steps with a gradient of 0, one after another: to the last bit what simile_adamw__update gives
 * with zeros. */
void simile_adamw__update_idle(simile_real *w, simile_real *m, simile_real *v, size_t n,
                               const simile_adamw_factors *factors, size_t n_steps);
/* The same where m and v are zeros, as they are until the first gradient: they stay as they are. */
void simile_adamw__decay(simile_real *w, size_t n, const simile_adamw_factors *factors, size_t n_steps);

/* The largest of x [n]; −∞ for none. y = max(y, x). Σ x. */
simile_real simile_vector__largest(const simile_real *x, size_t n);
void simile_vector__larger(simile_real *y, const simile_real *x, size_t n);
simile_real simile_vector__sum(const simile_real *x, size_t n);

/* Exponentials of row losses: e^{(x − shift)·scale}, whose relative error is under 2e-7 while the exponent is at most
 * 88; below −87.3, and at x = −∞, it is 0. With one shift: their sum; y = weight · them (y may be x). With a shift for
 * each: sums += them; y += weights · them. */
simile_real simile_exp__sum(const simile_real *x, simile_real shift, simile_real scale, size_t n);
void simile_exp__weigh(simile_real *y, const simile_real *x, simile_real shift, simile_real scale, simile_real weight,
                       size_t n);
void simile_exp__add(simile_real *sums, const simile_real *x, const simile_real *shifts, simile_real scale, size_t n);
void simile_exp__add_weighted(simile_real *y, const simile_real *x, const simile_real *shifts, simile_real scale,
                              const simile_real *weights, size_t n);

#endif
