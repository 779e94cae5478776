/* The backward of each operator against differences of its forward. The function checked is f = Σ w·y with fixed random
 * w, so that w is the dy of the backward. Rows × width: R, W. */
#include "difference.h"
#include "elementwise.h"
#include "suite.h"
#include <string.h>

#define ROWS    3
#define WIDTH   19 /* not a multiple of the 16 partial sums */
#define N       (ROWS * WIDTH)
#define EPSILON 1e-5
#define SCALE   0.7
#define DROPOUT 0.3

typedef struct trial trial;
struct trial {
    void (*forward)(double *y, const trial *t);
    double x[N], gamma[WIDTH], beta[WIDTH], w[N];
};

static const simile_dropout_site site = {.key = {1, 2}, .counter = {3, 4, 5}};

static trial new_trial(void (*forward)(double *y, const trial *t))
{
    trial t = {.forward = forward};
    difference_fill(t.x, N, 1.5, 1);
    difference_fill(t.gamma, WIDTH, 1, 2);
    difference_fill(t.beta, WIDTH, 1, 3);
    difference_fill(t.w, N, 1, 4);
    return t;
}

static double value(void *context)
{
    const trial *t = context;
    double y[N];
    t->forward(y, t);
    return difference_dot(t->w, y, N);
}

static void expect_gradient(trial *t, const double *dx)
{
    for (size_t i = 0; i < N; i++) {
        expect_derivative("x", i, dx[i], &t->x[i], value, t);
    }
}

static void gelu(double *y, const trial *t)
{
    simile_gelu__forward(y, t->x, N);
}

START_TEST(operators__gelu)
{
    trial t = new_trial(gelu);
    double dx[N], y[N];
    simile_gelu__backward(dx, y, t.w, t.x, N);
    expect_gradient(&t, dx);
}
END_TEST

static void hyperbolic_tangent(double *y, const trial *t)
{
    simile_tanh__forward(y, t->x, N);
}

START_TEST(operators__tanh)
{
    trial t = new_trial(hyperbolic_tangent);
    double y[N], dx[N];
    hyperbolic_tangent(y, &t);
    simile_tanh__backward(dx, t.w, y, N);
    expect_gradient(&t, dx);
}
END_TEST

static void layer_norm(double *y, const trial *t)
{
    simile_layer_norm__forward(y, NULL, t->x, t->gamma, t->beta, ROWS, WIDTH, EPSILON);
}

START_TEST(operators__layer_norm)
{
    trial t = new_trial(layer_norm);
    double y[N], statistics[2 * ROWS], dx[N], dgamma[WIDTH], dbeta[WIDTH];
    for (size_t i = 0; i < WIDTH; i++) {
        dgamma[i] = dbeta[i] = 10; /* += adds to what is there */
    }
    simile_layer_norm__forward(y, statistics, t.x, t.gamma, t.beta, ROWS, WIDTH, EPSILON);
    simile_layer_norm__backward(dx, dgamma, dbeta, t.w, t.x, statistics, t.gamma, ROWS, WIDTH);
    expect_gradient(&t, dx);
    for (size_t i = 0; i < WIDTH; i++) {
        expect_derivative("gamma", i, dgamma[i] - 10, &t.gamma[i], value, &t);
        expect_derivative("beta", i, dbeta[i] - 10, &t.beta[i], value, &t);
    }
}
END_TEST

static void softmax(double *y, const trial *t)
{
    memcpy(y, t->x, sizeof t->x);
    simile_softmax__forward(y, ROWS, WIDTH, WIDTH, SCALE);
}

START_TEST(operators__softmax)
{
    trial t = new_trial(softmax);
    double p[N], dx[N];
    softmax(p, &t);
    simile_softmax__backward(dx, t.w, p, ROWS, WIDTH, WIDTH, SCALE);
    expect_gradient(&t, dx);
}
END_TEST

static void normalize(double *y, const trial *t)
{
    simile_normalize__forward(y, NULL, t->x, ROWS, WIDTH);
}

START_TEST(operators__normalize)
{
    trial t = new_trial(normalize);
    double y[N], norms[ROWS], dx[N];
    simile_normalize__forward(y, norms, t.x, ROWS, WIDTH);
    simile_normalize__backward(dx, t.w, y, norms, ROWS, WIDTH);
    expect_gradient(&t, dx);
}
END_TEST

static void dropout(double *y, const trial *t)
{
    simile_dropout__apply(y, t->x, N, DROPOUT, &site, 0);
}

START_TEST(operators__dropout_replays_its_mask)
{
    trial t = new_trial(dropout);
    double dx[N];
    size_t n_dropped = 0;
    simile_dropout__apply(dx, t.w, N, DROPOUT, &site, 0);
    expect_gradient(&t, dx);
    for (size_t i = 0; i < N; i++) {
        n_dropped += dx[i] == 0;
    }
    ck_assert_uint_gt(n_dropped, 0);
    ck_assert_uint_lt(n_dropped, N);
}
END_TEST

/* y = x + bias, each row */
static void add_bias(double *y, const trial *t)
{
    memcpy(y, t->x, sizeof t->x);
    for (size_t i = 0; i < ROWS; i++) {
        simile_vector__add(y + i * WIDTH, t->beta, WIDTH);
    }
}

START_TEST(operators__bias)
{
    trial t = new_trial(add_bias);
    double dbias[WIDTH] = {0};
    simile_bias__backward(dbias, t.w, ROWS, WIDTH);
    for (size_t i = 0; i < WIDTH; i++) {
        expect_derivative("bias", i, dbias[i], &t.beta[i], value, &t);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {operators__gelu,    operators__tanh,      operators__layer_norm,
                                  operators__softmax, operators__normalize, operators__dropout_replays_its_mask,
                                  operators__bias};
    return suite_run("operators", tests, sizeof tests / sizeof *tests);
}
