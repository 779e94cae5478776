/* How vectors lie: labels together and apart, directions used, hubs. */
#include "eigenvalues.h"
#include "elementwise.h"
#include "expect.h"
#include "grouping.h"
#include "hubness.h"
#include "metric_cases.h"
#include "spectrum.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>

#define NEAR 1e-9

START_TEST(grouping__is_that_of_scikit_learn)
{
    const simile_json *one = simile_json__at(metric_cases("grouping"), 0);
    size_t n, width;
    float *x = metric_points(&n, &width, one, "points");
    int64_t *labels = metric_integers(one, "labels");
    const simile_labelled rows = {x, labels, n, width};
    simile_grouping result;
    /* a label more, without rows */
    expect_ok(simile_grouping__measure(&result, NULL, &rows, 5));
    ck_assert_double_eq_tol(result.silhouette, metric_number(one, "silhouette"), NEAR);
    ck_assert_double_eq_tol(result.separation, metric_number(one, "separation"), NEAR);
    ck_assert_double_eq_tol(result.davies_bouldin, metric_number(one, "davies_bouldin"), NEAR);
    free(x);
    free(labels);
}
END_TEST

START_TEST(grouping__is_undefined_for_one_label_or_single_rows)
{
    const float x[] = {1, 0, 0, 1, 1, 1};
    const int64_t same[] = {1, 1, 1}, different[] = {0, 1, 2};
    const simile_labelled of_one = {x, same, 3, 2}, of_each = {x, different, 3, 2};
    simile_grouping result;
    expect_ok(simile_grouping__measure(&result, NULL, &of_one, 2));
    ck_assert(isnan(result.silhouette) && isnan(result.separation) && isnan(result.davies_bouldin));
    expect_ok(simile_grouping__measure(&result, NULL, &of_each, 3));
    ck_assert(isnan(result.silhouette));
}
END_TEST

START_TEST(spectrum__is_that_of_numpy)
{
    const simile_json *list = metric_cases("space");
    simile_pool *pool = NULL;
    expect_ok(simile_pool__new(&pool, 3));
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        size_t n, width;
        float *x = metric_points(&n, &width, one, "x");
        simile_spectrum result, again;
        expect_ok(simile_spectrum__measure(&result, NULL, NULL, x, n, width, NULL));
        expect_ok(simile_spectrum__measure(&again, NULL, NULL, x, n, width, pool));
        ck_assert_double_eq_tol(result.effective_rank, metric_number(one, "effective_rank"), NEAR);
        if (simile_json__kind(simile_json__get(one, "isotropy")) == SIMILE_JSON_NUMBER) {
            ck_assert_double_eq_tol(result.isotropy, metric_number(one, "isotropy"), NEAR);
        }
        ck_assert(result.isotropy == again.isotropy && result.effective_rank == again.effective_rank);
        free(x);
    }
    simile_pool__free(pool);
}
END_TEST

/* A circle varies alike in its two directions; rows that are all alike vary in none. */
START_TEST(spectrum__knows_its_ends)
{
    const float circle[] = {1, 0, 0, 1, -1, 0, 0, -1}, same[] = {1, 2, 1, 2}, line[] = {1, 0, 2, 0, 3, 0};
    simile_spectrum result;
    expect_ok(simile_spectrum__measure(&result, NULL, NULL, circle, 4, 2, NULL));
    ck_assert_double_eq_tol(result.isotropy, 1, NEAR);
    ck_assert_double_eq_tol(result.effective_rank, 2, NEAR);
    expect_ok(simile_spectrum__measure(&result, NULL, NULL, line, 3, 2, NULL));
    ck_assert_double_eq_tol(result.isotropy, 0, NEAR);
    ck_assert_double_eq_tol(result.effective_rank, 1, NEAR);
    expect_ok(simile_spectrum__measure(&result, NULL, NULL, same, 2, 2, NULL));
    ck_assert(isnan(result.isotropy) && isnan(result.effective_rank));
}
END_TEST

/* 2 − 2·cos(kπ/(n + 1)) are those of the second difference (a textbook result). */
START_TEST(eigenvalues__are_those_of_the_second_difference)
{
    enum { N = 9 };
    double matrix[N * N] = {0}, values[N];
    for (size_t i = 0; i < N; i++) {
        matrix[i * N + i] = 2;
        if (i > 0) {
            matrix[i * N + i - 1] = -1;
        }
    }
    expect_ok(simile_eigenvalues__find(values, NULL, matrix, N, NULL));
    for (size_t k = 1; k <= N; k++) {
        const double wanted = 2 - 2 * cos((double)k * 3.14159265358979323846 / (N + 1));
        size_t n_near = 0;
        for (size_t i = 0; i < N; i++) {
            n_near += fabs(values[i] - wanted) < 1e-12;
        }
        ck_assert_uint_eq(n_near, 1);
    }
}
END_TEST

START_TEST(eigenvalues__of_what_is_not_finite_are_refused)
{
    double matrix[] = {1, 0, NAN, 1}, values[2];
    expect_failure(simile_eigenvalues__find(values, NULL, matrix, 2, NULL), SIMILE_ERROR_NUMERIC, "not found");
}
END_TEST

START_TEST(hubness__is_that_of_scipy)
{
    const simile_json *list = metric_cases("space");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        size_t n, width;
        simile_hubness hubness = {0}, of_few = {0};
        float *x = metric_points(&n, &width, one, "x");
        simile_normalize__forward(x, NULL, x, n, width);
        double *weights = calloc(2 * n, sizeof *weights);
        for (size_t i = 0; i < n; i++) {
            weights[i] = 1;
        }
        expect_ok(simile_hubness__find(&hubness, x, n, width, 5, NULL));
        ck_assert_double_eq_tol(simile_hubness__measure(&hubness, weights, weights + n), metric_number(one, "hubness5"),
                                NEAR);
        expect_ok(simile_hubness__find(&of_few, x, 5, width, 5, NULL));
        ck_assert(isnan(simile_hubness__measure(&of_few, weights, weights + n)));
        simile_hubness__dispose(&hubness);
        simile_hubness__dispose(&of_few);
        free(x);
        free(weights);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {grouping__is_that_of_scikit_learn,
                                  grouping__is_undefined_for_one_label_or_single_rows,
                                  spectrum__is_that_of_numpy,
                                  spectrum__knows_its_ends,
                                  eigenvalues__are_those_of_the_second_difference,
                                  eigenvalues__of_what_is_not_finite_are_refused,
                                  hubness__is_that_of_scipy};
    return suite_run("shapes", tests, sizeof tests / sizeof *tests);
}
