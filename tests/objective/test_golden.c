/* Losses and gradients against values computed elsewhere in double (tests/golden/README.md). */
#include "expect.h"
#include "json.h"
#include "objective.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_VALUES 512
#define MAX_ROWS   32

/* In float a logit s/τ carries 2⁻²⁴ · |s|/τ, with τ = 0.05 about 1e-6, and as much again from exp and the sums. The
 * derivative of a unit vector takes a difference of near equal terms, so single elements lose two more digits. */
#define VALUE_RELATIVE    1e-4
#define GRADIENT_RELATIVE 1e-3
#define GRADIENT_ABSOLUTE 1e-5

static int find(const char *name, const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, names[i]) == 0) {
            return (int)i;
        }
    }
    ck_abort_msg("unknown choice \"%s\"", name);
}

static simile_objective_options read_options(const simile_json *json)
{
    static const char *const losses[] = {"infonce", "nt-xent", "supcon"};
    static const char *const similarities[] = {"cosine", "dot", "euclidean"};
    return (simile_objective_options){
        .loss = find(simile_json__text(simile_json__get(json, "loss"), ""), losses, 3),
        .similarity = find(simile_json__text(simile_json__get(json, "similarity"), ""), similarities, 3),
        .temperature = simile_json__number(simile_json__get(json, "temperature"), 0),
        .symmetric = simile_json__bool(simile_json__get(json, "symmetric"), false),
        .hard_negatives = true,
        .mask_false_negatives = true};
}

static size_t read_size(const simile_json *json, const char *key)
{
    return (size_t)simile_json__integer(simile_json__get(json, key), 0);
}

/* The numbers of nested arrays, in order; answers how many. */
static size_t read_numbers(double *values, size_t n, const simile_json *json)
{
    if (simile_json__kind(json) == SIMILE_JSON_NUMBER) {
        ck_assert_uint_lt(n, MAX_VALUES);
        values[n] = simile_json__number(json, NAN);
        return n + 1;
    }
    for (size_t i = 0; i < simile_json__size(json); i++) {
        n = read_numbers(values, n, simile_json__at(json, i));
    }
    return n;
}

static void expect_case(const simile_json *json)
{
    const char *name = simile_json__text(simile_json__get(json, "name"), "");
    const simile_objective_options options = read_options(json);
    const simile_json *group_list = simile_json__get(json, "groups");
    double embeddings[MAX_VALUES], expected[MAX_VALUES];
    simile_real values[MAX_VALUES], gradient[MAX_VALUES];
    int64_t groups[MAX_ROWS];
    simile_objective *objective;
    simile_objective_result result;
    const size_t n = read_numbers(embeddings, 0, simile_json__get(json, "embeddings"));
    ck_assert_uint_eq(read_numbers(expected, 0, simile_json__get(json, "gradient")), n);
    for (size_t i = 0; i < n; i++) {
        values[i] = (simile_real)embeddings[i];
    }
    for (size_t i = 0; i < simile_json__size(group_list); i++) {
        groups[i] = simile_json__integer(simile_json__at(group_list, i), -1);
    }
    const simile_objective_batch batch = {.n_rows = read_size(json, "n_rows"),
                                          .n_columns = read_size(json, "n_columns"),
                                          .width = read_size(json, "width"),
                                          .embeddings = values,
                                          .groups = group_list ? groups : NULL};
    ck_assert_uint_eq(n, batch.n_rows * batch.n_columns * batch.width);
    expect_ok(simile_objective__new(&objective, NULL));
    expect_ok(simile_objective__compute(&result, gradient, objective, &options, &batch, NULL));
    const double value = simile_json__number(simile_json__get(json, "value"), NAN);
    ck_assert_msg(fabs(result.loss - value) <= VALUE_RELATIVE * fabs(value), "%s: loss %.9g, not %.9g", name,
                  result.loss, value);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(fabs(gradient[i] - expected[i]) <= GRADIENT_RELATIVE * fabs(expected[i]) + GRADIENT_ABSOLUTE,
                      "%s: gradient[%zu] = %.9g, not %.9g", name, i, (double)gradient[i], expected[i]);
    }
    simile_objective__free(objective);
}

START_TEST(golden__losses_and_gradients)
{
    simile_json *cases;
    expect_ok(simile_json__load(&cases, "tests/golden/objective.json"));
    ck_assert_uint_ge(simile_json__size(cases), 22);
    for (size_t i = 0; i < simile_json__size(cases); i++) {
        expect_case(simile_json__at(cases, i));
    }
    simile_json__free(cases);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {golden__losses_and_gradients};
    return suite_run("golden", tests, sizeof tests / sizeof *tests);
}
