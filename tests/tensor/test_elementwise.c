/* Operators of every kernel set against libm in double, and the vector sets against each other bit for bit. */
#include "elementwise.h"
#include "kernel_sets.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS  5
#define WIDTH 77 /* leaves a remainder in every vector width */
#define N     (ROWS * WIDTH)

/* Polynomials of the sets are good to a few units in the last place (2⁻²³ = 1.2e-7). */
#define UNIT 1.2e-7

static double gelu(double x)
{
    return 0.5 * x * (1 + erf(x / sqrt(2)));
}

static double gelu_slope(double x)
{
    return 0.5 * (1 + erf(x / sqrt(2))) + x * exp(-0.5 * x * x) / sqrt(2 * acos(-1));
}

static void expect_close(const char *set, const char *what, double x, double y, double expected, double allowed)
{
    ck_assert_msg(fabs(y - expected) <= allowed, "%s: %s(%.9g) = %.9g, not %.9g", set, what, x, y, expected);
}

/* From −20 to 20, and around zero. */
static float point(size_t i)
{
    double x = ((double)i - 2000) / 100;
    return (float)(i % 3 == 0 ? x : i % 3 == 1 ? x * 0.01 : x * x * x * 1e-3);
}

START_TEST(elementwise__agrees_with_libm)
{
    enum { N_POINTS = 4001 };
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    static float x[N_POINTS], ones[N_POINTS], g[N_POINTS], again[N_POINTS], dg[N_POINTS], t[N_POINTS], e[N_POINTS];
    for (size_t i = 0; i < N_POINTS; i++) {
        x[i] = point(i);
        ones[i] = 1;
    }
    for (size_t s = 0; s < n_sets; s++) {
        const char *name = sets[s]->name;
        sets[s]->gelu_forward(g, x, N_POINTS);
        sets[s]->gelu_backward(dg, again, ones, x, N_POINTS);
        ck_assert_mem_eq(again, g, sizeof g);
        sets[s]->tanh_forward(t, x, N_POINTS);
        sets[s]->exp_weigh(e, x, 0, 1, 1, N_POINTS);
        for (size_t i = 0; i < N_POINTS; i++) {
            const double v = x[i];
            expect_close(name, "gelu", v, g[i], gelu(v), 4 * UNIT * fmax(fabs(v), 1e-30));
            expect_close(name, "gelu slope", v, dg[i], gelu_slope(v), 8 * UNIT);
            expect_close(name, "tanh", v, t[i], tanh(v), 4 * UNIT * fabs(tanh(v)) + 1e-30);
            expect_close(name, "exp", v, e[i], exp(v), 2e-7 * exp(v)); /* as elementwise.h says */
        }
    }
}
END_TEST

/* A reduction in 16 partial sums rounds about WIDTH / 16 times, an element a few times more: 16 units of values of
 * order one. */
#define REDUCTION (16 * UNIT)

START_TEST(elementwise__layer_norm_is_of_mean_0_and_variance_1)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    float *x = kernel_sets_values(N, 2, 1), y[N], statistics[2 * ROWS];
    float *gamma = kernel_sets_values(WIDTH, 1, 2), *beta = kernel_sets_values(WIDTH, 1, 3);
    for (size_t i = 0; i < n_sets * ROWS; i++) {
        const float *row = x + i % ROWS * WIDTH;
        double mean = 0, variance = 0;
        sets[i / ROWS]->layer_norm_forward(y, statistics, x, gamma, beta, ROWS, WIDTH, 1e-5);
        for (size_t k = 0; k < WIDTH; k++) {
            mean += row[k] / (double)WIDTH;
        }
        for (size_t k = 0; k < WIDTH; k++) {
            variance += (row[k] - mean) * (row[k] - mean) / WIDTH;
        }
        expect_close(sets[i / ROWS]->name, "mean", (double)i, statistics[i % ROWS * 2], mean, REDUCTION);
        for (size_t k = 0; k < WIDTH; k++) {
            double expected = (row[k] - mean) / sqrt(variance + 1e-5) * gamma[k] + beta[k];
            expect_close(sets[i / ROWS]->name, "layer norm", row[k], y[i % ROWS * WIDTH + k], expected,
                         REDUCTION * (1 + fabs(expected)));
        }
    }
    free(x);
    free(gamma);
    free(beta);
}
END_TEST

START_TEST(elementwise__softmax_leaves_the_stride_alone)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size_t width = WIDTH - 6;
    float *x = kernel_sets_values(N, 20, 1), y[N];
    for (size_t i = 0; i < n_sets * ROWS; i++) {
        const float *row = x + i % ROWS * WIDTH;
        const float *p = y + i % ROWS * WIDTH;
        double sum = 0;
        memcpy(y, x, sizeof y);
        sets[i / ROWS]->softmax_forward(y, ROWS, width, WIDTH, 0.5F);
        for (size_t k = 0; k < width; k++) {
            sum += exp(0.5 * row[k]);
        }
        for (size_t k = 0; k < width; k++) {
            expect_close(sets[i / ROWS]->name, "softmax", row[k], p[k], exp(0.5 * row[k]) / sum, REDUCTION);
        }
        ck_assert_mem_eq(p + width, row + width, 6 * sizeof *p);
    }
    free(x);
}
END_TEST

START_TEST(elementwise__normalize_gives_unit_length)
{
    float *x = kernel_sets_values(N, 3, 1), y[N], norms[ROWS];
    memset(x, 0, WIDTH * sizeof *x); /* a row of zeros stays one */
    simile_normalize__forward(y, norms, x, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++) {
        double square = simile_vector__square_sum(y + i * WIDTH, WIDTH);
        ck_assert_double_le(fabs(square - (i > 0)), REDUCTION);
        ck_assert_double_le(fabs(norms[i] - sqrt(simile_vector__square_sum(x + i * WIDTH, WIDTH))),
                            REDUCTION * norms[i]);
    }
    free(x);
}
END_TEST

START_TEST(elementwise__exponentials_agree_with_libm)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    float *x = kernel_sets_values(N, 1, 1), *shifts = kernel_sets_values(N, 1, 2);
    x[3] = -INFINITY; /* what a hidden pair is */
    for (size_t s = 0; s < n_sets; s++) {
        float each[N], weighted[N], larger[N] = {0};
        const float top = sets[s]->largest(x, N);
        double sum = 0, most = -INFINITY;
        sets[s]->larger(larger, x, N);
        memcpy(each, shifts, sizeof each);
        memcpy(weighted, shifts, sizeof weighted);
        sets[s]->exp_add(each, x, shifts, 3, N);
        sets[s]->exp_add_weighted(weighted, x, shifts, 3, shifts, N);
        for (size_t i = 0; i < N; i++) {
            const double e = exp(3 * ((double)x[i] - shifts[i]));
            sum += exp(3 * ((double)x[i] - top));
            most = fmax(most, (double)x[i]);
            /* The exponent, of order 10, is rounded twice: as many units of the exponential. */
            expect_close(sets[s]->name, "exp_add", x[i], each[i], shifts[i] + e, 32 * UNIT * (1 + e));
            expect_close(sets[s]->name, "exp_add_weighted", x[i], weighted[i], shifts[i] * (1 + e),
                         32 * UNIT * (1 + e));
            ck_assert_float_eq(larger[i], x[i] > 0 ? x[i] : 0);
        }
        ck_assert_float_eq(top, (float)most);
        expect_close(sets[s]->name, "exp_sum", top, sets[s]->exp_sum(x, top, 3, N), sum, 32 * UNIT * sum);
        ck_assert_float_eq(sets[s]->largest(x, 0), -INFINITY);
    }
    free(x);
    free(shifts);
}
END_TEST

START_TEST(elementwise__adamw_is_the_published_step)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const simile_adamw a = {.rate = 0.01,
                            .beta1 = 0.9,
                            .beta2 = 0.999,
                            .epsilon = 1e-8,
                            .weight_decay = 0.1,
                            .clip = 0.5,
                            .correction1 = 1 - 0.9 * 0.9,
                            .correction2 = 1 - 0.999 * 0.999};
    for (size_t s = 0; s < n_sets; s++) {
        float *w = kernel_sets_values(N, 1, 1), *old = kernel_sets_values(N, 1, 1), *g = kernel_sets_values(N, 1, 2);
        float m[N] = {0}, v[N];
        for (size_t i = 0; i < N; i++) {
            v[i] = 0.25F;
        }
        const simile_adamw_factors factors = simile_adamw__factors(&a);
        sets[s]->adamw(w, m, v, g, N, &factors);
        for (size_t i = 0; i < N; i++) {
            double gradient = a.clip * g[i];
            double first = 0.1 * gradient, second = 0.999 * 0.25 + 0.001 * gradient * gradient;
            double step = first / a.correction1 / (sqrt(second / a.correction2) + a.epsilon) + 0.1 * old[i];
            expect_close(sets[s]->name, "m", g[i], m[i], first, 4 * UNIT);
            expect_close(sets[s]->name, "v", g[i], v[i], second, 4 * UNIT);
            expect_close(sets[s]->name, "w", g[i], w[i], old[i] - a.rate * step, 4 * UNIT * (1 + fabs((double)old[i])));
        }
        free(w);
        free(old);
        free(g);
    }
}
END_TEST

/* Factors of a few steps. */
static void list_steps(simile_adamw_factors *steps, size_t n)
{
    for (size_t s = 0; s < n; s++) {
        const double t = (double)s + 3;
        const simile_adamw settings = {.rate = 0.01 / t,
                                       .beta1 = 0.9,
                                       .beta2 = 0.999,
                                       .epsilon = 1e-8,
                                       .weight_decay = 0.1,
                                       .clip = 1 / t,
                                       .correction1 = 1 - pow(0.9, t),
                                       .correction2 = 1 - pow(0.999, t)};
        steps[s] = simile_adamw__factors(&settings);
    }
}

START_TEST(elementwise__idle_adamw_is_adamw_with_zeros)
{
    enum { STEPS = 7 };
    static const float zeros[N];
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    simile_adamw_factors steps[STEPS];
    list_steps(steps, STEPS);
    for (size_t s = 0; s < n_sets; s++) {
        for (int has_moments = 0; has_moments < 2; has_moments++) {
            float w[2][N], m[2][N] = {0}, v[2][N] = {0};
            for (size_t i = 0; i < N; i++) {
                w[0][i] = w[1][i] = (float)i / 7 - 3;
                m[0][i] = m[1][i] = has_moments ? 1 - (float)i / 11 : 0;
                v[0][i] = v[1][i] = has_moments ? (float)i / 13 : 0;
            }
            for (size_t t = 0; t < STEPS; t++) {
                sets[s]->adamw(w[0], m[0], v[0], zeros, N, &steps[t]);
            }
            if (has_moments) {
                sets[s]->adamw_idle(w[1], m[1], v[1], N, steps, STEPS);
            } else {
                sets[s]->adamw_decay(w[1], N, steps, STEPS);
            }
            ck_assert_mem_eq(w[0], w[1], sizeof w[0]);
            ck_assert_mem_eq(m[0], m[1], sizeof m[0]);
            ck_assert_mem_eq(v[0], v[1], sizeof v[0]);
        }
    }
}
END_TEST

/* What each operator leaves behind on one input. */
typedef struct outputs {
    float gelu[N], dgelu[N], gelu_again[N], tanh[N], exp[N], exps[N], norm[N], statistics[2 * ROWS], dnorm[N],
        dgamma[WIDTH], dbeta[WIDTH];
    float softmax[N], dsoftmax[N], sum[N], dot, total, largest, exp_sum, larger[N], w[N], m[N], v[N];
} outputs;

static void compute(outputs *o, const simile_kernels *set, const float *x, const float *dy)
{
    const simile_adamw adamw = {0.01, 0.9, 0.999, 1e-8, 0.1, 0.5, 0.19, 0.002};
    const simile_adamw_factors factors = simile_adamw__factors(&adamw);
    memset(o, 0, sizeof *o);
    set->gelu_forward(o->gelu, x, N);
    set->gelu_backward(o->dgelu, o->gelu_again, dy, x, N);
    set->tanh_forward(o->tanh, x, N);
    set->exp_weigh(o->exp, x, 0.3F, 2.5F, 0.7F, N);
    set->exp_add(o->exps, x, dy, 0.9F, N);
    set->exp_add_weighted(o->exps, x, dy, 0.4F, x, N);
    o->exp_sum = set->exp_sum(x, 0.3F, 2.5F, N);
    o->largest = set->largest(x, N);
    o->total = set->sum(x, N);
    set->larger(o->larger, x, N);
    set->layer_norm_forward(o->norm, o->statistics, x, dy, dy + WIDTH, ROWS, WIDTH, 1e-12);
    set->layer_norm_backward(o->dnorm, o->dgamma, o->dbeta, dy, x, o->statistics, dy, ROWS, WIDTH);
    memcpy(o->softmax, x, sizeof o->softmax);
    set->softmax_forward(o->softmax, ROWS, WIDTH, WIDTH, 0.3F);
    set->softmax_backward(o->dsoftmax, dy, o->softmax, ROWS, WIDTH, WIDTH, 0.3F);
    set->add(o->sum, x, N);
    set->add_scaled(o->sum, dy, 0.7F, N);
    set->scale(o->sum, o->sum, 1.1F, N);
    o->dot = set->dot(x, dy, N);
    set->adamw(o->w, o->m, o->v, dy, N, &factors);
}

START_TEST(elementwise__vector_sets_give_the_same_bits)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    float *x = kernel_sets_values(N, 2, 1), *dy = kernel_sets_values(N, 1, 2);
    outputs narrow, wide;
    for (size_t s = 2; s < n_sets; s++) {
        compute(&narrow, sets[1], x, dy);
        compute(&wide, sets[s], x, dy);
        for (size_t i = 0; i < sizeof narrow / sizeof(float); i++) {
            /* The bits are compared. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
            ck_assert_msg(memcmp((float *)&narrow + i, (float *)&wide + i, sizeof(float)) == 0,
                          "the sets differ at value %zu of the outputs", i);
        }
    }
    free(x);
    free(dy);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {elementwise__agrees_with_libm,
                                  elementwise__layer_norm_is_of_mean_0_and_variance_1,
                                  elementwise__softmax_leaves_the_stride_alone,
                                  elementwise__normalize_gives_unit_length,
                                  elementwise__exponentials_agree_with_libm,
                                  elementwise__adamw_is_the_published_step,
                                  elementwise__idle_adamw_is_adamw_with_zeros,
                                  elementwise__vector_sets_give_the_same_bits};
    return suite_run("elementwise", tests, sizeof tests / sizeof *tests);
}
