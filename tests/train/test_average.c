/* The moving average of weights against its formula, and what becomes of it in a run. */
#include "average.h"
#include "expect.h"
#include "safetensors.h"
#include "suite.h"
#include "training.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static simile_encoder *new_encoder(void)
{
    simile_encoder *encoder;
    const simile_encoder_shape shape = {.kind = SIMILE_ENCODER_STATIC, .vocabulary = 3, .hidden = 16};
    expect_ok(simile_encoder__new(&encoder, &shape));
    return encoder;
}

START_TEST(average__follows_its_formula)
{
    simile_encoder *encoder = new_encoder();
    simile_weights *weights;
    simile_average *average;
    const size_t n = simile_encoder__n_values(encoder);
    expect_ok(simile_weights__new(&weights, encoder));
    simile_real *values = simile_weights__values(weights);
    values[1] = 4;
    expect_ok(simile_average__new(&average, weights, n, 0.25));
    double expected = 4;
    for (uint64_t step = 1; step <= 5; step++) {
        /* (1 + t)/(10 + t) is 2/11, 3/12, 4/13 …: below 0.25 in the first step alone. */
        const double decay = step == 1 ? 2.0 / 11 : 0.25;
        values[1] = (simile_real)step;
        expected = decay * expected + (1 - decay) * (double)step;
        expect_ok(simile_average__update(average, weights, step, NULL));
        /* Five float sums of numbers below 8. */
        ck_assert_double_eq_tol((double)simile_average__values(average)[1], expected, 5 * 8 * 6e-8);
    }
    ck_assert_double_eq((double)simile_average__values(average)[0], 0);
    const simile_real kept = simile_average__values(average)[1];
    simile_average__swap(average, weights);
    ck_assert_double_eq((double)values[1], (double)kept);
    ck_assert_double_eq((double)simile_average__values(average)[1], 5);
    simile_average__free(average);
    simile_weights__free(weights);
    simile_encoder__free(encoder);
}
END_TEST

#define N_STEPS 4

/* The table that a run of so many steps saves; the caller frees. */
static float *train_table(size_t *n, size_t steps, const char *rate, const char *average)
{
    char set[256], folder[64];
    simile_safetensors *file;
    snprintf(folder, sizeof folder, "%zu-%s-%s", steps, rate, average);
    snprintf(set, sizeof set,
             "train={steps: %zu, batch_size: 24, learning_rate: %s, warmup: 0, schedule: constant, average: %s}", steps,
             rate, average);
    expect_ok(training_run(&(training){.folder = folder, .yaml = training_static, .set = set}));
    expect_ok(simile_safetensors__open(&file, training_path(folder, "model.safetensors")));
    const simile_tensor_view *table = simile_safetensors__at(file, 0);
    float *values = malloc(table->n_elements * sizeof *values);
    ck_assert_ptr_nonnull(values);
    *n = table->n_elements;
    expect_ok(simile_safetensors__read(values, file, table));
    simile_safetensors__free(file);
    return values;
}

START_TEST(average__is_what_is_saved)
{
    /* At a constant rate a run of t steps ends with the weights of step t of a longer one. */
    size_t n;
    float *expected = train_table(&n, 1, "0", "0");
    float *weights = NULL;
    for (size_t step = 1; step <= N_STEPS; step++) {
        free(weights);
        weights = train_table(&n, step, "0.01", "0");
        const double grown = (1 + (double)step) / (10 + (double)step), decay = grown < 0.3 ? grown : 0.3;
        for (size_t i = 0; i < n; i++) {
            expected[i] = (float)(decay * (double)expected[i] + (1 - decay) * (double)weights[i]);
        }
    }
    float *average = train_table(&n, N_STEPS, "0.01", "0.3");
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        /* Four steps of float sums of numbers below 0.25. */
        ck_assert_double_eq_tol((double)average[i], (double)expected[i], 4 * 0.25 * 6e-8 * 2);
        most = fmax(most, fabs((double)average[i] - (double)weights[i]));
    }
    ck_assert_double_gt(most, 1e-3);
    free(expected);
    free(average);
    free(weights);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {average__follows_its_formula, average__is_what_is_saved};
    return suite_run("average", tests, sizeof tests / sizeof *tests);
}
