/* Principal components against tests/golden/pca.json, and where there is nothing to find. */
#include "expect.h"
#include "json.h"
#include "pca.h"
#include "suite.h"
#include "threads.h"
#include <math.h>
#include <stdlib.h>

static double at(const simile_json *object, const char *key, size_t index)
{
    return simile_json__number(simile_json__at(simile_json__get(object, key), index), NAN);
}

static void check_case(const simile_json *golden, simile_pool *pool)
{
    const size_t n = (size_t)simile_json__integer(simile_json__get(golden, "n"), 0);
    const size_t width = (size_t)simile_json__integer(simile_json__get(golden, "width"), 0);
    const size_t n_components = simile_json__size(simile_json__get(golden, "shares"));
    float *x = calloc(n * width, sizeof *x);
    double *points = calloc(n * n_components, sizeof *points), shares[SIMILE_PCA_MAX];
    ck_assert(x && points);
    for (size_t i = 0; i < n * width; i++) {
        x[i] = (float)at(golden, "x", i);
    }
    expect_ok(simile_pca__project(points, shares, x, n, width, n_components, 7, pool));
    for (size_t j = 0; j < n_components; j++) {
        ck_assert_double_eq_tol(shares[j], at(golden, "shares", j), 1e-7); /* x is rounded to float */
    }
    for (size_t i = 0; i < n * n_components; i++) {
        ck_assert_double_eq_tol(points[i], at(golden, "points", i), 3e-6); /* likewise, in sums of 12 to 30 terms */
    }
    free(x);
    free(points);
}

START_TEST(pca__is_that_of_scikit_learn)
{
    simile_json *golden = NULL;
    simile_pool *pool = NULL;
    expect_ok(simile_json__load(&golden, "tests/golden/pca.json"));
    const simile_json *cases = simile_json__get(golden, "pca");
    ck_assert_uint_gt(simile_json__size(cases), 0);
    expect_ok(simile_pool__new(&pool, 2));
    for (size_t i = 0; i < simile_json__size(cases); i++) {
        check_case(simile_json__at(cases, i), NULL);
        check_case(simile_json__at(cases, i), pool);
    }
    simile_pool__free(pool);
    simile_json__free(golden);
}
END_TEST

START_TEST(pca__of_rows_that_are_all_alike_is_zero)
{
    const float x[] = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};
    double points[8], shares[2];
    expect_ok(simile_pca__project(points, shares, x, 4, 3, 2, 1, NULL));
    for (size_t i = 0; i < 8; i++) {
        ck_assert(points[i] == 0);
    }
    ck_assert(shares[0] == 0 && shares[1] == 0);
}
END_TEST

START_TEST(pca__of_rows_on_a_line_has_one_component)
{
    const float x[] = {0, 0, 1, 2, 2, 4, 3, 6};
    double points[8], shares[2];
    expect_ok(simile_pca__project(points, shares, x, 4, 2, 2, 1, NULL));
    ck_assert_double_eq_tol(shares[0], 1, 1e-12);
    ck_assert(shares[1] == 0);
    ck_assert_double_eq_tol(points[6] - points[0], sqrt(45), 1e-12);
    ck_assert(points[1] == 0 && points[7] == 0);
}
END_TEST

START_TEST(pca__takes_one_row_and_one_column)
{
    const float x[] = {3, 5};
    double points[4], shares[2];
    expect_ok(simile_pca__project(points, shares, x, 1, 2, 2, 1, NULL));
    ck_assert(points[0] == 0 && points[1] == 0);
    expect_ok(simile_pca__project(points, shares, x, 2, 1, 2, 1, NULL));
    ck_assert_double_eq_tol(points[2], 1, 1e-12);
    ck_assert(points[1] == 0 && points[3] == 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {pca__is_that_of_scikit_learn, pca__of_rows_that_are_all_alike_is_zero,
                                  pca__of_rows_on_a_line_has_one_component, pca__takes_one_row_and_one_column};
    return suite_run("pca", tests, sizeof tests / sizeof *tests);
}
