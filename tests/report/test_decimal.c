/* Numbers for readers. */
#include "decimal.h"
#include "suite.h"
#include <locale.h>
#include <math.h>

static void expect_print(double value, int decimals, const char *expected)
{
    char text[SIMILE_DECIMAL_SIZE];
    simile_decimal__print(text, value, decimals);
    ck_assert_str_eq(text, expected);
}

START_TEST(decimal__prints_so_many_decimals)
{
    expect_print(0, 0, "0");
    expect_print(0.86694, 4, "0.8669");
    expect_print(-0.5, 3, "−0.500");
    expect_print(-0.0004, 3, "0.000");
    expect_print(0.9996, 3, "1.000");
    expect_print(1234567, 0, "1,234,567");
    expect_print(1000.5, 1, "1,000.5");
    expect_print(NAN, 3, "–");
    expect_print(-INFINITY, 3, "–");
    expect_print(1.5e9, 1, "150,000,000.0e1");
    expect_print(1e18, 0, "100,000,000,000,000e4");
}
END_TEST

START_TEST(decimal__prints_places_in_few_bytes)
{
    const struct {
        double value;
        const char *expected;
    } cases[] = {{1.25, "1.2"}, {3, "3"}, {-0.04, "0"}, {12345.67, "12345.7"}, {NAN, "0"}, {-2.5, "-2.5"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[SIMILE_DECIMAL_SIZE];
        simile_decimal__print_place(text, cases[i].value);
        ck_assert_str_eq(text, cases[i].expected);
    }
}
END_TEST

START_TEST(decimal__prints_seconds_in_units_that_suit)
{
    const struct {
        double seconds;
        const char *expected;
    } cases[] = {{0.04, "0.0 s"},     {9.94, "9.9 s"}, {45, "45 s"},   {200, "3 min 20 s"},
                 {7500, "2 h 5 min"}, {-1, "0.0 s"},   {INFINITY, "–"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[SIMILE_DECIMAL_SIZE];
        simile_decimal__print_seconds(text, cases[i].seconds);
        ck_assert_str_eq(text, cases[i].expected);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {decimal__prints_so_many_decimals, decimal__prints_places_in_few_bytes,
                                  decimal__prints_seconds_in_units_that_suit};
    return suite_run("decimal", tests, sizeof tests / sizeof *tests);
}
