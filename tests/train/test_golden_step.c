/* Whole training steps against PyTorch (tests/golden/step/README.md): loss, gradient, weights after AdamW. The sampler
 * may draw the rows in another order than the golden batch has them: nothing of this depends on it but rounding. */
#include "expect.h"
#include "json.h"
#include "run.h"
#include "safetensors.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_STEPS 3
#define RATE    1e-3

/* The objective divides cosines by 0.05, so that float's 6e-8 becomes about 1e-6 in a logit, and the loss is near 1. */
#define LOSS_TOLERANCE 1e-5
/* Sums over some hundred products, relative to the norm of the parameter's gradient. */
#define GRADIENT_TOLERANCE 1e-4
/* PyTorch's own float32 is within 3e-7. Ten times that: AdamW divides a small gradient by its own size, so that its
 * relative error, not the absolute one, becomes an error of rate · error. */
#define WEIGHT_TOLERANCE 3e-6

static simile_json *golden;

/* Rows as a table, and a configuration that takes all of them into every batch. */
static const char *write_task(const char *name, size_t n_steps)
{
    static char yaml[1024];
    char path[64], table[2048] = "";
    snprintf(path, sizeof path, "tests/golden/step/%s.json", name);
    expect_ok(simile_json__load(&golden, path));
    const simile_json *rows = simile_json__get(golden, "rows");
    for (size_t i = 0; i < simile_json__size(rows); i++) {
        const simile_json *row = simile_json__at(rows, i);
        for (size_t j = 0; j < simile_json__size(row); j++) {
            const size_t used = strlen(table);
            snprintf(table + used, sizeof table - used, "%s%s", j == 0 ? "" : "\t",
                     simile_json__text(simile_json__at(row, j), ""));
        }
        strcat(table, "\n");
        ck_assert_uint_lt(strlen(table), sizeof table - 256);
    }
    snprintf(yaml, sizeof yaml,
             "model: {init: tests/golden/bert, dropout: 0}\n"
             "objective: {loss: infonce, temperature: 0.05, symmetric: true}\n"
             "data: {sources: [{path: \"%s\", kind: %s}]}\n"
             "train: {steps: %zu, batch_size: %zu, learning_rate: %g, warmup: 0, schedule: constant,\n"
             "        weight_decay: 0.01, clip: 1}\n"
             "compute: {threads: 1, micro_batch_tokens: 64}\n",
             scratch_write_text("rows.tsv", table), name, n_steps, simile_json__size(rows), RATE);
    return yaml;
}

static simile_status expect_report(void *context, const simile_train_progress *report)
{
    const simile_json *step = simile_json__at(simile_json__get(golden, "steps"), (size_t)report->step - 1);
    const double loss = simile_json__number(simile_json__get(step, "loss"), NAN);
    const double norm = simile_json__number(simile_json__get(step, "gradient_norm"), NAN);
    ++*(size_t *)context;
    ck_assert_msg(fabs(report->loss - loss) <= LOSS_TOLERANCE, "step %llu: loss %.9g, not %.9g",
                  (unsigned long long)report->step, report->loss, loss);
    ck_assert_msg(fabs(report->gradient_norm - norm) <= GRADIENT_TOLERANCE * norm, "step %llu: norm %.9g, not %.9g",
                  (unsigned long long)report->step, report->gradient_norm, norm);
    return SIMILE_OK;
}

/* A tensor as floats; the caller frees. */
static float *read_tensor(const simile_safetensors *file, const simile_tensor_view *tensor)
{
    float *values = malloc(tensor->n_elements * sizeof *values);
    ck_assert_ptr_nonnull(values);
    expect_ok(simile_safetensors__read(values, file, tensor));
    return values;
}

static void expect_weights(const char *folder, const char *name, size_t n_steps)
{
    simile_safetensors *expected, *actual;
    char path[96];
    snprintf(path, sizeof path, "tests/golden/step/%s.step%zu.safetensors", name, n_steps);
    expect_ok(simile_safetensors__open(&expected, path));
    expect_ok(simile_safetensors__open(&actual, training_path(folder, "model.safetensors")));
    ck_assert_uint_ge(simile_safetensors__size(expected), 30);
    for (size_t i = 0; i < simile_safetensors__size(expected); i++) {
        const simile_tensor_view *tensor = simile_safetensors__at(expected, i);
        const simile_tensor_view *trained = simile_safetensors__find(actual, tensor->name);
        /* The true gradient of a key's bias is 0: AdamW makes up to a whole rate a step out of rounding noise. */
        const bool is_noise = strstr(tensor->name, "key.bias") != NULL;
        const double tolerance = is_noise ? 1.01 * RATE * (double)n_steps : WEIGHT_TOLERANCE;
        ck_assert_msg(trained && trained->n_elements == tensor->n_elements, "%s is missing", tensor->name);
        float *a = read_tensor(expected, tensor), *b = read_tensor(actual, trained);
        for (size_t k = 0; k < tensor->n_elements; k++) {
            ck_assert_msg(fabs((double)a[k] - (double)b[k]) <= tolerance, "%s[%zu] is %.9g, not %.9g", tensor->name, k,
                          (double)b[k], (double)a[k]);
        }
        free(a);
        free(b);
    }
    simile_safetensors__free(expected);
    simile_safetensors__free(actual);
}

static void expect_training(const char *name, size_t n_steps)
{
    size_t n_reports = 0;
    const training run = {.yaml = write_task(name, n_steps)};
    simile_config *config = training_configuration(&run);
    const simile_train_request request = {
        .folder = scratch_path(name), .progress = expect_report, .context = &n_reports};
    expect_ok(simile_train(config, &request));
    ck_assert_uint_eq(n_reports, n_steps);
    expect_weights(name, name, n_steps);
    simile_config_free(config);
    simile_json__free(golden);
}

START_TEST(golden_step__weights_after_one_step_on_pairs)
{
    expect_training("pairs", 1);
}
END_TEST

START_TEST(golden_step__weights_after_three_steps_on_pairs)
{
    expect_training("pairs", N_STEPS);
}
END_TEST

START_TEST(golden_step__weights_after_one_step_on_triples)
{
    expect_training("triples", 1);
}
END_TEST

START_TEST(golden_step__weights_after_three_steps_on_triples)
{
    expect_training("triples", N_STEPS);
}
END_TEST

static void expect_parameter(const simile_run *run, const simile_real *gradient, const simile_json_walk *walk)
{
    const simile_parameter *parameter = simile_encoder__find(run->model->encoder, walk->key);
    const double norm = simile_json__number(simile_json__get(walk->value, "norm"), NAN);
    const simile_json *first = simile_json__get(walk->value, "first");
    double sum = 0;
    ck_assert_msg(parameter != NULL, "%s is missing", walk->key);
    const simile_real *values = gradient + parameter->offset;
    for (size_t i = 0; i < parameter->rows * parameter->cols; i++) {
        sum += (double)values[i] * (double)values[i];
    }
    /* Noise of a key's bias, whose true gradient is 0, is measured by float's 6e-8 of gradients near 1. */
    const double tolerance = GRADIENT_TOLERANCE * norm + 1e-6;
    ck_assert_msg(fabs(sqrt(sum) - norm) <= tolerance, "%s: norm %.9g, not %.9g", walk->key, sqrt(sum), norm);
    for (size_t i = 0; i < simile_json__size(first); i++) {
        const double value = simile_json__number(simile_json__at(first, i), NAN);
        ck_assert_msg(fabs((double)values[i] - value) <= tolerance, "%s[%zu]: %.9g, not %.9g", walk->key, i,
                      (double)values[i], value);
    }
}

static void expect_gradients(const char *name)
{
    const training task = {.yaml = write_task(name, 1)};
    simile_config *config = training_configuration(&task);
    const simile_train_request request = {.folder = scratch_path("gradients")};
    simile_run *run;
    simile_step_result result;
    bool is_done;
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    expect_ok(simile_sampler__draw(&run->batch, run->sampler, 1));
    expect_ok(simile_step__run(&result, run->step, &run->batch, &config->sources[0].objective, 1));
    const simile_json *gradients = simile_json__get(golden, "gradients");
    ck_assert_uint_ge(simile_json__size(gradients), 30);
    for (simile_json_walk walk = {.object = gradients}; simile_json__next(&walk);) {
        expect_parameter(run, simile_gradient__values(result.gradient), &walk);
    }
    simile_run__free(run);
    simile_config_free(config);
    simile_json__free(golden);
}

START_TEST(golden_step__gradient_of_every_parameter_on_pairs)
{
    expect_gradients("pairs");
}
END_TEST

START_TEST(golden_step__gradient_of_every_parameter_on_triples)
{
    expect_gradients("triples");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        golden_step__weights_after_one_step_on_pairs,      golden_step__weights_after_three_steps_on_pairs,
        golden_step__weights_after_one_step_on_triples,    golden_step__weights_after_three_steps_on_triples,
        golden_step__gradient_of_every_parameter_on_pairs, golden_step__gradient_of_every_parameter_on_triples};
    return suite_run("golden_step", tests, sizeof tests / sizeof *tests);
}
