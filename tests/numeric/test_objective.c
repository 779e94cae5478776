/* The gradient of every loss against differences, over similarities, directions, columns and masks. N rows, C columns,
 * E width. */
#include "difference.h"
#include "expect.h"
#include "objective.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>

#define N_ROWS    5
#define N_COLUMNS 4
#define WIDTH     6
#define N_VALUES  (N_COLUMNS * N_ROWS * WIDTH)

typedef struct subject {
    simile_objective *objective;
    simile_objective_options options;
    simile_objective_batch batch;
    double embeddings[N_VALUES];
    char name[128];
} subject;

/* Which texts are no negatives: none, equal texts, rows of one group, both. */
typedef enum mask_kind { MASK_NONE, MASK_TEXTS, MASK_GROUPS, MASK_BOTH, N_MASKS } mask_kind;

static const uint64_t hashes[N_COLUMNS * N_ROWS] = {1, 2,  3,  4, 5,  6,  7,  8,  6,  10,
                                                    1, 12, 13, 7, 15, 16, 16, 18, 19, 20};
static const int64_t groups[N_ROWS] = {0, -1, 0, 2, -1};
static const int64_t labels[N_ROWS] = {0, 1, 0, 1, -1};

typedef struct scaled_subject {
    subject *subject;
    double scale;
} scaled_subject;

static double value(void *context)
{
    subject *s = context;
    simile_objective_result result;
    double gradient[N_VALUES];
    expect_ok(simile_objective__compute(&result, gradient, s->objective, &s->options, &s->batch, NULL));
    return result.loss;
}

/* dL/dσ, with the temperature e^−σ. */
static double value_at_scale(void *context)
{
    scaled_subject *s = context;
    s->subject->options.temperature = exp(-s->scale);
    return value(s->subject);
}

static void expect_gradient(simile_objective_options options, size_t n_columns, mask_kind mask)
{
    subject s = {.batch = {.n_rows = N_ROWS, .n_columns = n_columns, .width = WIDTH}};
    simile_objective_result result;
    double gradient[N_VALUES];
    const bool has_groups = mask == MASK_GROUPS || mask == MASK_BOTH;
    snprintf(s.name, sizeof s.name, "loss %d, similarity %d, symmetric %d, hard negatives %d, columns %zu, mask %d: e",
             options.loss, options.similarity, options.symmetric, options.hard_negatives, n_columns, (int)mask);
    difference_fill(s.embeddings, N_VALUES, 1, 1);
    s.batch.embeddings = s.embeddings;
    s.batch.text_hashes = mask == MASK_TEXTS || mask == MASK_BOTH ? hashes : NULL;
    s.batch.groups = options.loss == SIMILE_LOSS_SUPCON ? labels : has_groups ? groups : NULL;
    options.mask_false_negatives = mask != MASK_NONE;
    s.options = options;
    expect_ok(simile_objective__new(&s.objective, NULL));
    expect_ok(simile_objective__compute(&result, gradient, s.objective, &s.options, &s.batch, NULL));
    ck_assert_double_gt(result.loss, 0);
    for (size_t i = 0; i < n_columns * N_ROWS * WIDTH; i++) {
        expect_derivative(s.name, i, gradient[i], &s.embeddings[i], value, &s);
    }
    scaled_subject scaled = {.subject = &s, .scale = -log(options.temperature)};
    expect_derivative("scale", 0, result.dscale, &scaled.scale, value_at_scale, &scaled);
    simile_objective__free(s.objective);
}

/* Every similarity and mask. */
static void expect_gradients(simile_objective_options options, size_t n_columns)
{
    options.temperature = 0.3;
    for (int similarity = SIMILE_SIMILARITY_COSINE; similarity <= SIMILE_SIMILARITY_EUCLIDEAN; similarity++) {
        options.similarity = similarity;
        for (int mask = MASK_NONE; mask < N_MASKS; mask++) {
            expect_gradient(options, n_columns, (mask_kind)mask);
        }
    }
}

START_TEST(objective__infonce)
{
    for (size_t n_columns = 2; n_columns <= N_COLUMNS; n_columns++) {
        for (int i = 0; i < 4; i++) {
            expect_gradients((simile_objective_options){.symmetric = i % 2 == 1, .hard_negatives = i >= 2}, n_columns);
        }
    }
}
END_TEST

START_TEST(objective__nt_xent)
{
    expect_gradients((simile_objective_options){.loss = SIMILE_LOSS_NT_XENT}, 2);
}
END_TEST

START_TEST(objective__supcon)
{
    expect_gradients((simile_objective_options){.loss = SIMILE_LOSS_SUPCON}, 1);
    expect_gradients((simile_objective_options){.loss = SIMILE_LOSS_SUPCON}, 2);
}
END_TEST

START_TEST(objective__with_cuts)
{
    const simile_objective_options cuts = {.cuts = {{4, 1}, {2, 0.25}}, .n_cuts = 2};
    for (int loss = SIMILE_LOSS_INFONCE; loss <= SIMILE_LOSS_SUPCON; loss++) {
        simile_objective_options options = cuts;
        options.loss = loss;
        expect_gradients(options, 2);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {objective__infonce, objective__nt_xent, objective__supcon, objective__with_cuts};
    return suite_run("objective", tests, sizeof tests / sizeof *tests);
}
