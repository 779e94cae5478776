/* Running means beside those computed window by window. */
#include "expect.h"
#include "running_mean.h"
#include "suite.h"
#include <math.h>
#include <stdbool.h>

#define MOST 60

/* The mean over the window around i, term by term. */
static double mean_at(const double *values, size_t n, size_t half, size_t i)
{
    size_t side = half;
    double sum = 0;
    side = i < side ? i : side;
    side = n - 1 - i < side ? n - 1 - i : side;
    for (size_t j = i - side; j <= i + side; j++) {
        sum += values[j];
    }
    return sum / (double)(2 * side + 1);
}

START_TEST(running_mean__is_the_mean_of_each_window)
{
    double values[MOST], means[MOST];
    for (size_t i = 0; i < MOST; i++) {
        values[i] = sin((double)i * 1.7) + (double)(i % 7);
    }
    for (size_t n = 1; n <= MOST; n++) {
        for (size_t half = 0; half < n + 3; half++) {
            expect_ok(simile_running_mean__compute(means, values, n, half));
            for (size_t i = 0; i < n; i++) {
                /* sums of at most 60 terms below 8, in another order */
                ck_assert_double_eq_tol(means[i], mean_at(values, n, half, i), 1e-13);
            }
        }
    }
}
END_TEST

START_TEST(running_mean__forgets_what_has_left_the_window)
{
    double values[MOST], means[MOST];
    for (size_t i = 0; i < MOST; i++) {
        values[i] = i == 10 ? 1e30 : i == 30 ? NAN : 0.25;
    }
    expect_ok(simile_running_mean__compute(means, values, MOST, 3));
    for (size_t i = 0; i < MOST; i++) {
        const bool has_large = i >= 7 && i <= 13, has_nan = i >= 27 && i <= 33;
        ck_assert(has_nan ? isnan(means[i]) : has_large ? means[i] > 1e29 : means[i] == 0.25);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {running_mean__is_the_mean_of_each_window,
                                  running_mean__forgets_what_has_left_the_window};
    return suite_run("running_mean", tests, sizeof tests / sizeof *tests);
}
