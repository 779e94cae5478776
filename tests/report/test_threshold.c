/* Thresholds, worked out by hand. */
#include "expect.h"
#include "suite.h"
#include "threshold.h"
#include <math.h>

START_TEST(threshold__sweeps_from_the_top)
{
    const double gold[] = {1, 0, 1, 0}, similarity[] = {0.9, 0.8, 0.4, 0.4};
    simile_threshold found[5];
    size_t n;
    expect_ok(simile_threshold__sweep(found, &n, gold, similarity, 4));
    ck_assert_uint_eq(n, 4); /* 0.4 occurs twice: they fall on one side together */
    ck_assert(found[0].at > 0.9 && found[0].accuracy == 0.5 && found[0].recall == 0 && isnan(found[0].precision));
    ck_assert_double_eq_tol(found[1].at, 0.85, 1e-12);
    ck_assert(found[1].accuracy == 0.75 && found[1].precision == 1 && found[1].recall == 0.5);
    ck_assert_double_eq_tol(found[1].f1, 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(found[2].at, 0.6, 1e-12);
    ck_assert(found[2].accuracy == 0.5 && found[2].precision == 0.5);
    ck_assert(found[3].at == 0.4 && found[3].accuracy == 0.5 && found[3].recall == 1);
}
END_TEST

START_TEST(threshold__takes_one_kind_alone)
{
    const double gold[] = {0, 0}, similarity[] = {0.2, 0.1};
    simile_threshold found[3];
    size_t n;
    expect_ok(simile_threshold__sweep(found, &n, gold, similarity, 2));
    ck_assert_uint_eq(n, 3);
    ck_assert(found[0].accuracy == 1 && found[2].accuracy == 0 && found[2].f1 == 0 && isnan(found[2].recall));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {threshold__sweeps_from_the_top, threshold__takes_one_kind_alone};
    return suite_run("threshold", tests, sizeof tests / sizeof *tests);
}
