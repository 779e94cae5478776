/* Option rows: text in, text out, and what a user is told. */
#include "expect.h"
#include "memory.h"
#include "simile/option.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct settings {
    bool normalize;
    int64_t steps;
    double temperature;
    double margin;
    uint64_t memory;
    int loss;
    char *init;
    char *vocab;
} settings;

static const char *const losses[] = {"infonce", "nt-xent", "supcon", NULL};

static const simile_option rows[] = {
    {"normalize", SIMILE_OPTION_BOOL, offsetof(settings, normalize), "true", 0, 0, NULL, NULL, "unit vectors"},
    {"steps", SIMILE_OPTION_INT, offsetof(settings, steps), "2000", 1, INFINITY, NULL, NULL, "length of the run"},
    {"temperature", SIMILE_OPTION_REAL, offsetof(settings, temperature), "0.05", 0.001, 5, NULL, NULL, "softness"},
    {"margin", SIMILE_OPTION_REAL, offsetof(settings, margin), "-0.5", 0, 0, NULL, NULL, "distance to keep"},
    {"memory", SIMILE_OPTION_SIZE, offsetof(settings, memory), "2GiB", 1 << 20, 0x1p40, NULL, NULL, "for activations"},
    {"loss", SIMILE_OPTION_CHOICE, offsetof(settings, loss), "nt-xent", 0, 0, losses, NULL, "row loss"},
    {"init", SIMILE_OPTION_TEXT, offsetof(settings, init), NULL, 0, 0, NULL, NULL, "model to start from"},
    {"vocab", SIMILE_OPTION_TEXT, offsetof(settings, vocab), "vocab/a.txt", 0, 0, NULL, NULL, "vocabulary"},
};
enum { n_rows = sizeof rows / sizeof *rows };

static simile_status set(settings *target, const char *name, const char *text)
{
    const simile_option *row = simile_option_find(rows, n_rows, name);
    ck_assert_ptr_nonnull(row);
    return simile_option_set(row, target, text);
}

/* Refused with exactly this message, and nothing changes. */
static void expect_refusal(const char *name, const char *text, const char *message)
{
    settings target = {0};
    char before[64], after[64];
    expect_ok(simile_option_set_defaults(rows, n_rows, &target));
    simile_option_print(simile_option_find(rows, n_rows, name), &target, before, sizeof before);
    expect_failure(set(&target, name, text), SIMILE_ERROR_CONFIG, message);
    ck_assert_str_eq(simile_status_message(), message);
    simile_option_print(simile_option_find(rows, n_rows, name), &target, after, sizeof after);
    ck_assert_str_eq(before, after);
    simile_option_dispose_all(rows, n_rows, &target);
}

START_TEST(option__defaults_come_from_the_rows)
{
    settings target = {0};
    expect_ok(simile_option_set_defaults(rows, n_rows, &target));
    ck_assert(target.normalize);
    ck_assert_int_eq(target.steps, 2000);
    ck_assert_double_eq(target.temperature, 0.05);
    ck_assert_double_eq(target.margin, -0.5);
    ck_assert_uint_eq(target.memory, UINT64_C(2) << 30);
    ck_assert_int_eq(target.loss, 1);
    ck_assert_ptr_null(target.init);
    ck_assert_str_eq(target.vocab, "vocab/a.txt");
    simile_option_dispose_all(rows, n_rows, &target);
    ck_assert_ptr_null(target.vocab);
}
END_TEST

START_TEST(option__sets_what_is_allowed)
{
    settings target = {0};
    expect_ok(set(&target, "normalize", "true"));
    expect_ok(set(&target, "steps", "9223372036854775807"));
    expect_ok(set(&target, "temperature", "5"));
    expect_ok(set(&target, "temperature", "1e-3"));
    expect_ok(set(&target, "margin", "-1e300"));
    expect_ok(set(&target, "memory", "1048576"));
    expect_ok(set(&target, "loss", "supcon"));
    expect_ok(set(&target, "init", "a"));
    expect_ok(set(&target, "init", ""));
    ck_assert_str_eq(target.init, "");
    expect_ok(set(&target, "init", NULL));
    ck_assert_ptr_null(target.init);
    ck_assert(target.normalize);
    ck_assert_double_eq(target.temperature, 1e-3);
    ck_assert_int_eq(target.loss, 2);
    simile_option_dispose_all(rows, n_rows, &target);
}
END_TEST

START_TEST(option__tells_what_is_wrong)
{
    expect_refusal("normalize", "yes", "normalize: \"yes\" is not true or false");
    expect_refusal("steps", "12 ", "steps: \"12 \" is not a whole number");
    expect_refusal("steps", "1e3", "steps: \"1e3\" is not a whole number");
    expect_refusal("steps", "9223372036854775808", "steps: \"9223372036854775808\" is not a whole number");
    expect_refusal("steps", "0", "steps: 0 is out of range (at least 1)");
    expect_refusal("temperature", "7", "temperature: 7 is out of range (0.001 to 5)");
    expect_refusal("temperature", "nan", "temperature: \"nan\" is not a number");
    expect_refusal("margin", "inf", "margin: \"inf\" is not a number");
    expect_refusal("memory", "2 GiB", "memory: \"2 GiB\" is not a number of bytes, such as 2GiB, 512MiB or 1000");
    expect_refusal("memory", "1KiB", "memory: 1KiB is out of range (1MiB to 1TiB)");
    expect_refusal("loss", "infonc",
                   "loss: unknown word \"infonc\" (did you mean infonce? one of: infonce, nt-xent, supcon)");
    expect_refusal("loss", "mse", "loss: unknown word \"mse\" (one of: infonce, nt-xent, supcon)");
    expect_refusal("loss", NULL, "loss: null is no value for this option");
}
END_TEST

START_TEST(option__shows_the_hint_behind_a_long_text)
{
    char text[5001];
    for (size_t i = 0; i < 5000; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    settings target = {0};
    expect_failure(set(&target, "loss", text), SIMILE_ERROR_CONFIG, "\xc3\xa9...\" (one of: infonce, nt-xent, supcon)");
}
END_TEST

START_TEST(option__prints_what_reads_back)
{
    static const char *const expected[n_rows] = {"true", "2000",    "0.05", "-0.5",
                                                 "2GiB", "nt-xent", "null", "vocab/a.txt"};
    settings target = {0}, again = {0};
    expect_ok(simile_option_set_defaults(rows, n_rows, &target));
    for (size_t i = 0; i < n_rows; i++) {
        char text[64], text_again[64];
        ck_assert_uint_eq(simile_option_print(&rows[i], &target, text, sizeof text), strlen(expected[i]));
        ck_assert_str_eq(text, expected[i]);
        expect_ok(simile_option_set(&rows[i], &again, text));
        simile_option_print(&rows[i], &again, text_again, sizeof text_again);
        ck_assert_str_eq(text_again, text);
    }
    simile_option_dispose_all(rows, n_rows, &target);
    simile_option_dispose_all(rows, n_rows, &again);
}
END_TEST

START_TEST(option__cuts_what_it_prints_to_the_size)
{
    settings target = {.loss = 1};
    char text[8] = "xxxxxxx";
    const simile_option *row = simile_option_find(rows, n_rows, "loss");
    ck_assert_uint_eq(simile_option_print(row, &target, text, 4), 7);
    ck_assert_mem_eq(text, "nt-\0xxx", 8);
    ck_assert_uint_eq(simile_option_print(row, &target, NULL, 0), 7);
}
END_TEST

START_TEST(option__finds_rows_and_near_names)
{
    ck_assert_ptr_eq(simile_option_find(rows, n_rows, "loss"), &rows[5]);
    ck_assert_ptr_null(simile_option_find(rows, n_rows, "Loss"));
    ck_assert_ptr_null(simile_option_find(rows, 0, "loss"));
    ck_assert_str_eq(simile_option_nearest(rows, n_rows, "temprature"), "temperature");
    ck_assert_ptr_null(simile_option_nearest(rows, n_rows, "epochs"));
}
END_TEST

static simile_status make_and_refuse(void *context)
{
    (void)context;
    settings target = {0};
    simile_status status = simile_option_set_defaults(rows, n_rows, &target);
    if (status != SIMILE_OK)
        ck_assert_ptr_null(target.vocab);
    if (status == SIMILE_OK)
        status = set(&target, "vocab", "another");
    if (status == SIMILE_OK && set(&target, "loss", "x") == SIMILE_ERROR_MEMORY)
        status = SIMILE_ERROR_MEMORY;
    simile_option_dispose_all(rows, n_rows, &target);
    return status;
}

START_TEST(option__survives_lack_of_memory)
{
    ck_assert_uint_ge(expect_memory_failures(make_and_refuse, NULL), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        option__defaults_come_from_the_rows, option__sets_what_is_allowed,
        option__tells_what_is_wrong,         option__shows_the_hint_behind_a_long_text,
        option__prints_what_reads_back,      option__cuts_what_it_prints_to_the_size,
        option__finds_rows_and_near_names,   option__survives_lack_of_memory,
    };
    return suite_run("option", tests, sizeof tests / sizeof *tests);
}
