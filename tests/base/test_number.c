/* Numbers as text: what is taken, what is refused, and that what is printed reads back. */
#include "number.h"
#include "random.h"
#include "suite.h"
#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

START_TEST(number__reads_reals)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0},
                 {"1.5", 1.5},
                 {"-2.", -2},
                 {".25", 0.25},
                 {"+3e2", 300},
                 {"5E-4", 5e-4},
                 {"1e-400", 0},
                 {"0.1e+1", 1},
                 {"007", 7},
                 {"-0", 0},
                 {"4.9e-324", 4.9406564584124654e-324},
                 {"1.7976931348623157e308", DBL_MAX}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN;
        ck_assert_msg(simile_number__parse_real(&value, cases[i].text), "\"%s\"", cases[i].text);
        ck_assert_double_eq(value, cases[i].value);
    }
}
END_TEST

START_TEST(number__refuses_what_is_no_real)
{
    static const char *const texts[] = {"",      " 1",    "1 ", "1x",  "nan",  "inf", "-infinity", "0x10",
                                        "1e",    "1e+",   "e5", ".",   "-",    "+-1", "1,5",       "1e999",
                                        "1.2.3", "1_000", "١",  "1\n", "1e5.", "--1", "1.5f",      "-1e309"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 42;
        ck_assert_msg(!simile_number__parse_real(&value, texts[i]), "\"%s\"", texts[i]);
        ck_assert_double_eq(value, 42);
    }
}
END_TEST

START_TEST(number__reads_whole_numbers_that_fit)
{
    int64_t value;
    ck_assert(simile_number__parse_int(&value, "-12") && value == -12);
    ck_assert(simile_number__parse_int(&value, "+7") && value == 7);
    ck_assert(simile_number__parse_int(&value, "-0") && value == 0);
    ck_assert(simile_number__parse_int(&value, "9223372036854775807") && value == INT64_MAX);
    ck_assert(simile_number__parse_int(&value, "-9223372036854775808") && value == INT64_MIN);
    static const char *const refused[] = {"",
                                          "-",
                                          "1.0",
                                          "1e3",
                                          " 1",
                                          "1 ",
                                          "0x1",
                                          "9223372036854775808",
                                          "+-1",
                                          "12KB",
                                          "١",
                                          "-9223372036854775809",
                                          "18446744073709551617"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ck_assert_msg(!simile_number__parse_int(&value, refused[i]), "\"%s\"", refused[i]);
}
END_TEST

START_TEST(number__reads_sizes)
{
    static const struct {
        const char *text;
        uint64_t value;
    } cases[] = {{"0", 0},
                 {"1000", 1000},
                 {"5B", 5},
                 {"2KiB", 2048},
                 {"512MiB", UINT64_C(512) << 20},
                 {"2GiB", UINT64_C(2) << 30},
                 {"1TiB", UINT64_C(1) << 40},
                 {"3KB", 3000},
                 {"3MB", 3000000},
                 {"3GB", UINT64_C(3000000000)},
                 {"3TB", UINT64_C(3000000000000)},
                 {"18446744073709551615", UINT64_MAX}};
    uint64_t value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(simile_number__parse_size(&value, cases[i].text), "\"%s\"", cases[i].text);
        ck_assert_uint_eq(value, cases[i].value);
    }
    static const char *const refused[] = {"",
                                          "-1",
                                          "+1",
                                          "1.5GiB",
                                          "GiB",
                                          "2 GiB",
                                          "2gib",
                                          "2GiBx",
                                          "1e3B",
                                          "2K",
                                          " 1",
                                          "18446744073709551616",
                                          "18446744073709551615KB",
                                          "16777216TiB"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ck_assert_msg(!simile_number__parse_size(&value, refused[i]), "\"%s\"", refused[i]);
}
END_TEST

START_TEST(number__prints_reals_short)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},         {0.05, "0.05"}, {5e-4, "0.0005"},
                 {1e-5, "1e-05"},  {20, "20"},     {2000000, "2000000"},
                 {0.1, "0.1"},     {-1.5, "-1.5"}, {1.0 / 3, "0.3333333333333333"},
                 {1e300, "1e+300"}};
    char text[SIMILE_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        simile_number__print_real(text, cases[i].value);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(number__prints_reals_that_read_back)
{
    simile_random random;
    simile_random__init(&random, 1, 1);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)simile_random__next(&random) << 32 | simile_random__next(&random);
        double value, again;
        char text[SIMILE_NUMBER_SIZE];
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        simile_number__print_real(text, value);
        ck_assert_msg(simile_number__parse_real(&again, text), "\"%s\"", text);
        ck_assert_mem_eq(&again, &value, sizeof value);
    }
}
END_TEST

START_TEST(number__prints_sizes_with_the_largest_whole_unit)
{
    static const struct {
        uint64_t value;
        const char *text;
    } cases[] = {{0, "0"},
                 {1, "1"},
                 {1000, "1000"},
                 {1024, "1KiB"},
                 {1536, "1536"},
                 {UINT64_C(3) << 29, "1536MiB"},
                 {UINT64_C(2) << 30, "2GiB"},
                 {UINT64_C(1) << 50, "1024TiB"},
                 {UINT64_MAX, "18446744073709551615"}};
    char text[SIMILE_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t again;
        simile_number__print_size(text, cases[i].value);
        ck_assert_str_eq(text, cases[i].text);
        ck_assert(simile_number__parse_size(&again, text));
        ck_assert_uint_eq(again, cases[i].value);
    }
}
END_TEST

START_TEST(number__knows_no_decimal_comma)
{
    static const char *const comma_locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "de_DE.utf8"};
    for (size_t i = 0; i < sizeof comma_locales / sizeof *comma_locales; i++)
        if (setlocale(LC_ALL, comma_locales[i]))
            break;
    /* Where no such locale is installed, the C locale must pass as well. */
    double value;
    char text[SIMILE_NUMBER_SIZE];
    ck_assert(simile_number__parse_real(&value, "0.5"));
    ck_assert_double_eq(value, 0.5);
    ck_assert(!simile_number__parse_real(&value, "0,5"));
    simile_number__print_real(text, 0.5);
    ck_assert_str_eq(text, "0.5");
    setlocale(LC_ALL, "C");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        number__reads_reals,
        number__refuses_what_is_no_real,
        number__reads_whole_numbers_that_fit,
        number__reads_sizes,
        number__prints_reals_short,
        number__prints_reals_that_read_back,
        number__prints_sizes_with_the_largest_whole_unit,
        number__knows_no_decimal_comma,
    };
    return suite_run("number", tests, sizeof tests / sizeof *tests);
}
