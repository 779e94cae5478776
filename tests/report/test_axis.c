/* Ticks at round numbers, and what a plot has to show. */
#include "axis.h"
#include "suite.h"
#include <math.h>

static void expect_axis(double low, double high, size_t n_wanted, const char *first, const char *last, double step)
{
    char text[SIMILE_DECIMAL_SIZE];
    const simile_axis axis = simile_axis__make((simile_range){low, high}, n_wanted);
    ck_assert(axis.low <= low + 1e-9 * step && axis.high >= high - 1e-9 * step);
    ck_assert_double_eq_tol(axis.step, step, 1e-12 * step);
    simile_axis__print_tick(text, &axis, 0);
    ck_assert_str_eq(text, first);
    simile_axis__print_tick(text, &axis, axis.n_ticks - 1);
    ck_assert_str_eq(text, last);
}

START_TEST(axis__has_ticks_at_round_numbers)
{
    expect_axis(0, 1, 5, "0.0", "1.0", 0.2);
    expect_axis(0.3, 4.9, 5, "0", "5", 1);
    expect_axis(-0.13, 0.97, 6, "−0.2", "1.0", 0.2);
    expect_axis(1, 1498, 5, "0", "1,500", 500);
    expect_axis(0.0001, 0.00031, 5, "0.00010", "0.00035", 0.00005);
    expect_axis(0.1, 0.3, 2, "0.1", "0.3", 0.1); /* 0.3 / 0.1 is not quite 3 */
}
END_TEST

START_TEST(plot__measures_what_is_finite_and_wished)
{
    double x[] = {1, NAN, 3}, y[] = {5, 100, INFINITY};
    simile_series series = {.kind = SIMILE_SERIES_LINE, .n = 3, .x = x, .y = y};
    simile_plot plot = {.series = &series, .n_series = 1, .x = {"", 0, NAN, false}, .y = {"", NAN, NAN, false}};
    simile_range rx, ry;
    simile_plot__measure(&rx, &ry, &plot);
    ck_assert(rx.low == 0 && rx.high == 1); /* the one point that is whole, and the wish for 0 */
    ck_assert(ry.low == 4.5 && ry.high == 5.5);
    plot.n_series = 0;
    simile_plot__measure(&rx, &ry, &plot);
    ck_assert(ry.low == 0 && ry.high == 1);
}
END_TEST

START_TEST(plot__counts_into_bars)
{
    const double values[] = {0, 0.05, 0.5, 1, 2, -3, NAN};
    double edges[5], counts[4];
    simile_plot__count(edges, counts, 4, 0, 1, values, 7);
    ck_assert(edges[0] == 0 && edges[1] == 0.25 && edges[4] == 1);
    ck_assert(counts[0] == 3 && counts[1] == 0 && counts[2] == 1 && counts[3] == 2);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {axis__has_ticks_at_round_numbers, plot__measures_what_is_finite_and_wished,
                                  plot__counts_into_bars};
    return suite_run("axis", tests, sizeof tests / sizeof *tests);
}
