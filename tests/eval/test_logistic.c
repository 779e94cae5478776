/* Logistic regression against tests/golden/metrics.json. */
#include "expect.h"
#include "logistic.h"
#include "metric_cases.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>

/* The file has twelve significant digits. */
#define NEAR 1e-9

/* p_k ~ e^{w_k·x + b_k}; with one output that of the first class is e^0. */
static void find_probabilities(double *p, const simile_logistic *model, const float *x)
{
    const size_t first = model->n_classes - model->n_outputs;
    double sum = first > 0;
    p[0] = 1;
    for (size_t o = 0; o < model->n_outputs; o++) {
        const double *w = model->weights + o * (model->width + 1);
        double z = w[model->width];
        for (size_t i = 0; i < model->width; i++) {
            z += w[i] * (double)x[i];
        }
        p[first + o] = exp(z);
        sum += p[first + o];
    }
    for (size_t k = 0; k < model->n_classes; k++) {
        p[k] /= sum;
    }
}

/* The optimum is found to 1e-4 in the weights by either side. */
static void check_probe(const simile_json *one)
{
    size_t n, n_test, width, n_right = 0;
    float *x = metric_points(&n, &width, one, "train"), *test = metric_points(&n_test, &width, one, "test");
    int64_t *labels = metric_integers(one, "train_labels"), *test_labels = metric_integers(one, "test_labels");
    const simile_labelled train = {x, labels, n, width};
    simile_logistic model;
    expect_ok(simile_logistic__fit(&model, &train, NULL, 0, NULL));
    for (size_t o = 0; o < model.n_outputs; o++) {
        const simile_json *row = simile_json__at(simile_json__get(one, "coefficients"), o);
        for (size_t i = 0; i < width; i++) {
            ck_assert_double_eq_tol(model.weights[o * (width + 1) + i], simile_json__number(simile_json__at(row, i), 9),
                                    1e-4);
        }
    }
    for (size_t i = 0; i < n_test; i++) {
        double p[8] = {0};
        const simile_json *row = simile_json__at(simile_json__get(one, "probabilities"), i);
        find_probabilities(p, &model, test + i * width);
        for (size_t k = 0; k < model.n_classes; k++) {
            ck_assert_double_eq_tol(p[k], simile_json__number(simile_json__at(row, k), 9), 1e-4);
        }
        n_right += simile_logistic__predict(&model, test + i * width) == test_labels[i];
    }
    ck_assert_double_eq_tol((double)n_right / (double)n_test, metric_number(one, "accuracy"), NEAR);
    simile_logistic__dispose(&model);
    free(x);
    free(test);
    free(labels);
    free(test_labels);
}

START_TEST(logistic__is_that_of_scikit_learn)
{
    const simile_json *list = metric_cases("probe");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        check_probe(simile_json__at(list, c));
    }
}
END_TEST

START_TEST(logistic__of_one_label_always_answers_it)
{
    const float x[] = {1, 2};
    const int64_t labels[] = {3, 3};
    const simile_labelled rows = {x, labels, 2, 1};
    simile_logistic model;
    expect_ok(simile_logistic__fit(&model, &rows, NULL, 0, NULL));
    ck_assert_int_eq(simile_logistic__predict(&model, x), 3);
    simile_logistic__dispose(&model);
}
END_TEST

/* Rows enough for three parts, of two labels and of three. */
START_TEST(logistic__has_the_same_bits_for_any_threads)
{
    enum { N_ROWS = 3100, N_FEATURES = 3 };
    static float x[N_ROWS * N_FEATURES];
    static int64_t labels[N_ROWS];
    simile_pool *pool = NULL;
    expect_ok(simile_pool__new(&pool, 3));
    for (int64_t n_labels = 2; n_labels <= 3; n_labels++) {
        const simile_labelled rows = {x, labels, N_ROWS, N_FEATURES};
        const simile_logistic_options shared = {.pool = pool};
        simile_logistic a, b;
        for (size_t i = 0; i < N_ROWS; i++) {
            labels[i] = (int64_t)i % n_labels;
            for (size_t e = 0; e < N_FEATURES; e++) {
                x[i * N_FEATURES + e] = (float)sin((double)(i * N_FEATURES + e)) + (labels[i] == (int64_t)e ? 0.5F : 0);
            }
        }
        expect_ok(simile_logistic__fit(&a, &rows, NULL, 0, NULL));
        expect_ok(simile_logistic__fit(&b, &rows, NULL, 0, &shared));
        ck_assert_mem_eq(a.weights, b.weights, a.n_outputs * (N_FEATURES + 1) * sizeof *a.weights);
        simile_logistic__dispose(&a);
        simile_logistic__dispose(&b);
    }
    simile_pool__free(pool);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {logistic__is_that_of_scikit_learn, logistic__of_one_label_always_answers_it,
                                  logistic__has_the_same_bits_for_any_threads};
    return suite_run("logistic", tests, sizeof tests / sizeof *tests);
}
