/* Cases of tests/golden/metrics.json. */
#include "metric_cases.h"
#include "expect.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>

static simile_json *golden;

const simile_json *metric_cases(const char *list)
{
    if (!golden) {
        expect_ok(simile_json__load(&golden, "tests/golden/metrics.json"));
    }
    const simile_json *found = simile_json__get(golden, list);
    ck_assert_uint_gt(simile_json__size(found), 0);
    return found;
}

double metric_number(const simile_json *object, const char *key)
{
    const simile_json *value = simile_json__get(object, key);
    ck_assert_int_eq(simile_json__kind(value), SIMILE_JSON_NUMBER);
    return simile_json__number(value, 0);
}

double *metric_numbers(size_t *n, const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    *n = simile_json__size(list);
    double *values = calloc(*n + 1, sizeof *values);
    for (size_t i = 0; i < *n; i++) {
        values[i] = simile_json__number(simile_json__at(list, i), NAN);
    }
    return values;
}

int64_t *metric_integers(const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    const size_t n = simile_json__size(list);
    int64_t *values = calloc(n + 1, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        values[i] = simile_json__integer(simile_json__at(list, i), -1);
    }
    return values;
}

float *metric_points(size_t *n, size_t *width, const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    *n = simile_json__size(list);
    *width = simile_json__size(simile_json__at(list, 0));
    float *values = calloc(*n * *width, sizeof *values);
    for (size_t i = 0; i < *n * *width; i++) {
        values[i] = (float)simile_json__number(simile_json__at(simile_json__at(list, i / *width), i % *width), NAN);
    }
    return values;
}
