/* JSON: reading with places, building, and numbers and texts that print so that they read back the same. */
#include "json.h"
#include "trial.h"
#include <float.h>
#include <math.h>

static simile_json *parse(const char *text)
{
    simile_json *json;

    if (simile_json__parse(&json, text, strlen(text), "t.json") != SIMILE_OK)
        ck_abort_msg("%s", simile_status_message());
    return json;
}

static void expect_print(simile_json *json, size_t indent, const char *expected)
{
    char *text = simile_json__print(json, indent);

    ck_assert_str_eq(text, expected);
    simile_memory__free(text);
    simile_json__free(json);
}

static void expect_failure(const char *text, const char *message)
{
    simile_json *json;

    trial_expect(simile_json__parse(&json, text, strlen(text), "t.json"), SIMILE_ERROR_FORMAT, message);
    ck_assert_ptr_null(json);
}

START_TEST(json__keeps_the_order_of_keys)
{
    expect_print(parse("{\"z\": 1, \"a\": [true, null], \"m\": {}}"), 0, "{\"z\": 1, \"a\": [true, null], \"m\": {}}");
    expect_print(parse("\xEF\xBB\xBF{\"z\": [1, []]}"), 2, "{\n  \"z\": [\n    1,\n    []\n  ]\n}");
}
END_TEST

START_TEST(json__prints_numbers_that_read_back)
{
    static const double numbers[] = {
        0.1, 1.0 / 3, 1e300, DBL_MIN, 5e-324, DBL_MAX, 0.30000000000000004, 9007199254740993.0, -0.0, 123456.75};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        simile_json *json = simile_json__new_number(numbers[i]), *again;
        char *text = simile_json__print(json, 0);
        ck_assert_int_eq(simile_json__parse(&again, text, strlen(text), "n"), SIMILE_OK);
        ck_assert(simile_json__number(again, 7) == numbers[i]);
        ck_assert_int_eq(signbit(simile_json__number(again, 7)) != 0, signbit(numbers[i]) != 0);
        simile_memory__free(text);
        simile_json__free(json);
        simile_json__free(again);
    }
    expect_print(simile_json__new_number(0.1), 0, "0.1");
    expect_print(simile_json__new_number(3), 0, "3");
    expect_print(simile_json__new_number(0.30000000000000004), 0, "0.30000000000000004");
    expect_print(simile_json__new_number((double)NAN), 0, "null");
    expect_print(simile_json__new_number(-(double)INFINITY), 0, "null");
    expect_print(simile_json__new_integer(INT64_MIN), 0, "-9223372036854775808");
}
END_TEST

START_TEST(json__escapes_texts)
{
    expect_print(simile_json__new_text("\"\\\n\t\x01/\x7F\xC3\xA9"), 0, "\"\\\"\\\\\\n\\t\\u0001/\x7F\xC3\xA9\"");
    expect_print(simile_json__new_text_sized("a\0b", 3), 0, "\"a\\u0000b\"");
    ck_assert_ptr_null(simile_json__new_text("\xFF"));
}
END_TEST

START_TEST(json__reads_missing_values_as_defaults)
{
    simile_json *json = parse("{\"n\": 2.0, \"h\": 2.5, \"t\": \"a\\u0000b\", \"b\": true}");

    ck_assert_int_eq(simile_json__integer(simile_json__get(json, "n"), 0), 2);
    ck_assert_int_eq(simile_json__integer(simile_json__get(json, "h"), -1), -1);
    ck_assert_uint_eq(simile_json__text_size(simile_json__get(json, "t")), 3);
    ck_assert(simile_json__bool(simile_json__get(json, "b"), false));
    ck_assert_str_eq(simile_json__text(simile_json__get(json, "x"), "none"), "none");
    ck_assert_int_eq(simile_json__kind(simile_json__get(NULL, "x")), SIMILE_JSON_NULL);
    ck_assert_uint_eq(simile_json__size(NULL), 0);
    ck_assert_ptr_null(simile_json__at(NULL, 0));
    ck_assert(simile_json__number(NULL, 1.5) == 1.5);
    ck_assert(!simile_json__next(&(simile_json_walk){.object = NULL}));
    simile_json__free(json);
}
END_TEST

START_TEST(json__reports_bad_text_with_its_place)
{
    simile_json *json;

    expect_failure("{\"a\": 1,\n \"a\": 2}", "t.json:2:");
    expect_failure("{\"a\": 1, \"a\": 2}", "duplicate");
    expect_failure("", "t.json:1:1: bad JSON");
    expect_failure("[1] x", "t.json:1:");
    expect_failure("{\"a\\u0000b\": 1}", "NUL");
    expect_failure("\"\xFF\"", "unable to decode byte 0xff");
    expect_failure("[1e999]", "t.json:1:");
    trial_expect(simile_json__parse_line(&json, "[", 1, "rows", 7), SIMILE_ERROR_FORMAT, "rows:7:");
    trial_expect(simile_json__load(&json, "/nonexistent.json"), SIMILE_ERROR_IO, "/nonexistent.json");
}
END_TEST

START_TEST(json__limits_nesting)
{
    char deep[100001];
    simile_json *json;

    memset(deep, '[', sizeof(deep));
    trial_expect(simile_json__parse(&json, deep, sizeof(deep), "deep"), SIMILE_ERROR_FORMAT, "deep:1:");
}
END_TEST

START_TEST(json__takes_over_values_also_when_it_fails)
{
    simile_json *object = simile_json__new_object();
    int64_t live = simile_memory__live();

    ck_assert_int_eq(simile_json__set(object, "a", NULL), SIMILE_ERROR_MEMORY);
    ck_assert_int_eq(simile_json__set(object, "\xFF", simile_json__new_number(1)), SIMILE_ERROR_MEMORY);
    ck_assert_int_eq(simile_json__set(NULL, "a", simile_json__new_text("x")), SIMILE_ERROR_MEMORY);
    ck_assert_int_eq(simile_json__append(NULL, simile_json__new_text("x")), SIMILE_ERROR_MEMORY);
    ck_assert_int_eq(simile_memory__live(), live);
    simile_json__free(object);
}
END_TEST

static simile_status copy_file(const char *path)
{
    simile_json *json;
    simile_status status = simile_json__load(&json, path);

    if (status == SIMILE_OK)
        status = simile_json__save(json, trial_path("copy.json"), 2);
    simile_json__free(json);
    return status;
}

START_TEST(json__survives_damage_and_failed_allocations)
{
    static const char text[] = "{\"a\": [1, -2.5e3, \"x\\n\"], \"b\": {\"c\": null}}";
    char path[512];

    trial_damage("d.json", text, strlen(text), copy_file);
    snprintf(path, sizeof(path), "%s", trial_write("s.json", text, strlen(text)));
    trial_starve(path, copy_file);
    unlink(path);
    unlink(trial_path("copy.json"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, json__keeps_the_order_of_keys);
    tcase_add_test(tcase, json__prints_numbers_that_read_back);
    tcase_add_test(tcase, json__escapes_texts);
    tcase_add_test(tcase, json__reads_missing_values_as_defaults);
    tcase_add_test(tcase, json__reports_bad_text_with_its_place);
    tcase_add_test(tcase, json__limits_nesting);
    tcase_add_test(tcase, json__takes_over_values_also_when_it_fails);
    tcase_add_test(tcase, json__survives_damage_and_failed_allocations);
    suite_add_tcase(suite, tcase);
    return trial_run(suite);
}
