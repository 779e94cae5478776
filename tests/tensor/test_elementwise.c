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
        sets[s]->exp_forward(e, x, N_POINTS);
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
        sets[s]->adamw(w, m, v, g, N, &a);
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

/* What each operator leaves behind on one input. */
typedef struct outputs {
    float gelu[N], dgelu[N], gelu_again[N], tanh[N], exp[N], norm[N], statistics[2 * ROWS], dnorm[N], dgamma[WIDTH],
        dbeta[WIDTH];
    float softmax[N], dsoftmax[N], sum[N], dot, w[N], m[N], v[N];
} outputs;

static void compute(outputs *o, const simile_kernels *set, const float *x, const float *dy)
{
    const simile_adamw adamw = {0.01, 0.9, 0.999, 1e-8, 0.1, 0.5, 0.19, 0.002};
    memset(o, 0, sizeof *o);
    set->gelu_forward(o->gelu, x, N);
    set->gelu_backward(o->dgelu, o->gelu_again, dy, x, N);
    set->tanh_forward(o->tanh, x, N);
    set->exp_forward(o->exp, x, N);
    set->layer_norm_forward(o->norm, o->statistics, x, dy, dy + WIDTH, ROWS, WIDTH, 1e-12);
    set->layer_norm_backward(o->dnorm, o->dgamma, o->dbeta, dy, x, o->statistics, dy, ROWS, WIDTH);
    memcpy(o->softmax, x, sizeof o->softmax);
    set->softmax_forward(o->softmax, ROWS, WIDTH, WIDTH, 0.3F);
    set->softmax_backward(o->dsoftmax, dy, o->softmax, ROWS, WIDTH, WIDTH, 0.3F);
    set->add(o->sum, x, N);
    set->add_scaled(o->sum, dy, 0.7F, N);
    set->scale(o->sum, 1.1F, N);
    o->dot = set->dot(x, dy, N);
    set->adamw(o->w, o->m, o->v, dy, N, &adamw);
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
                                  elementwise__adamw_is_the_published_step,
                                  elementwise__vector_sets_give_the_same_bits};
    return suite_run("elementwise", tests, sizeof tests / sizeof *tests);
}
