/* Rates by stage, and what is frozen. The subject is tests/golden/bert: two layers. */
#include "expect.h"
#include "rates.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define YAML                                                                                                           \
    "model: {init: tests/golden/bert, dropout: 0.1, projection: tanh}\n"                                               \
    "data: {sources: [{path: corpora/triples.train.tsv, kind: triples}]}\n"                                            \
    "train: {steps: 1, batch_size: 16, warmup: 0, schedule: constant, clip: 0, %s}\n"

static const char *yaml_with(const char *train)
{
    static char yaml[1024];
    snprintf(yaml, sizeof yaml, YAML, train);
    return yaml;
}

/* A run that is set up, and what belongs to it. */
typedef struct subject {
    simile_config *config;
    simile_train_request request;
    simile_run *run;
} subject;

static simile_status set_up(subject *s, const char *train)
{
    bool is_done;
    s->config = training_configuration(&(training){.yaml = yaml_with(train)});
    s->request = (simile_train_request){.folder = scratch_path("model"), .n_threads = 1, .resume = true};
    return simile_run__new(&s->run, &is_done, s->config, &s->request);
}

static void tear_down(subject *s)
{
    simile_run__free(s->run);
    simile_config_free(s->config);
}

static double factor_of(const char *train, const char *name)
{
    subject s;
    expect_ok(set_up(&s, train));
    const simile_encoder *encoder = s.run->model->encoder;
    const double factor = simile_rates__factor(&s.config->train, encoder, simile_encoder__find(encoder, name));
    tear_down(&s);
    return factor;
}

START_TEST(rates__are_factors_of_stages)
{
    static const char words[] = "embeddings.word_embeddings.weight", norm[] = "embeddings.LayerNorm.bias";
    static const char first[] = "encoder.layer.0.output.dense.weight", last[] = "encoder.layer.1.output.dense.bias";
    static const char head[] = "projection.0.weight";
    const struct {
        const char *train, *name;
        double factor;
    } cases[] = {
        {"average: 0", words, 1},
        {"layer_decay: 0.5", head, 1},
        {"layer_decay: 0.5", last, 1},
        {"layer_decay: 0.5", first, 0.5},
        {"layer_decay: 0.5", words, 0.25},
        {"layer_decay: 0.5, embedding_rate: 8", norm, 2},
        {"layer_decay: 0.5, head_rate: 3", head, 3},
        {"freeze_embeddings: true", words, 0},
        {"freeze_embeddings: true", first, 1},
        {"freeze_layers: 1", words, 0},
        {"freeze_layers: 1", first, 0},
        {"freeze_layers: 1", last, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_double_eq(factor_of(cases[i].train, cases[i].name), cases[i].factor);
    }
}
END_TEST

/* The weights' values after one step, and the model's parameters; the caller tears down. */
static const simile_real *make_step(subject *s, const char *train)
{
    simile_step_result result;
    double norm;
    expect_ok(set_up(s, train));
    simile_run *run = s->run;
    expect_ok(simile_sampler__draw(&run->batch, run->sampler, 1));
    expect_ok(simile_step__run(&result, run->step, &run->batch, &run->objectives[0], 1));
    expect_ok(
        simile_optimizer__update(&norm, run->optimizer, run->model->weights, result.gradient, 1, 0.01, run->pool));
    return simile_weights__read(run->model->weights);
}

/* A parameter's values in both runs are the same bytes. */
static bool is_same(const subject *s, const simile_real *a, const simile_real *b, const simile_parameter *parameter)
{
    (void)s;
    return memcmp(a + parameter->offset, b + parameter->offset,
                  parameter->rows * parameter->cols * sizeof(simile_real)) == 0;
}

START_TEST(rates__freezing_keeps_the_frozen_and_changes_nothing_else)
{
    /* Adam's step does not depend on the norm when nothing is clipped, so what is not frozen learns as ever. */
    static const char *const trains[] = {"freeze_embeddings: true", "freeze_layers: 1", "embedding_rate: 0"};
    static const size_t stages[] = {1, 2, 1};
    subject start, whole, frozen;
    size_t n;
    expect_ok(set_up(&start, "average: 0"));
    const simile_real *before = simile_weights__read(start.run->model->weights);
    const simile_real *trained = make_step(&whole, "average: 0");
    const simile_parameter *parameters = simile_encoder__parameters(&n, start.run->model->encoder);
    for (size_t t = 0; t < 3; t++) {
        const simile_real *values = make_step(&frozen, trains[t]);
        ck_assert_uint_eq(simile_rates__frozen_stages(&frozen.config->train), stages[t]);
        for (size_t i = 0; i < n; i++) {
            const bool is_frozen =
                simile_rates__factor(&frozen.config->train, frozen.run->model->encoder, &parameters[i]) <= 0;
            ck_assert_msg(is_same(&frozen, values, is_frozen ? before : trained, &parameters[i]), "%s: %s", trains[t],
                          parameters[i].name);
            ck_assert_msg(!is_same(&start, before, trained, &parameters[i]), "%s is not trained", parameters[i].name);
        }
        tear_down(&frozen);
    }
    tear_down(&whole);
    tear_down(&start);
}
END_TEST

START_TEST(rates__scale_the_step)
{
    subject start, whole, half;
    expect_ok(set_up(&start, "average: 0"));
    const simile_real *before = simile_weights__read(start.run->model->weights);
    const simile_real *full = make_step(&whole, "weight_decay: 0"),
                      *less = make_step(&half, "weight_decay: 0, embedding_rate: 0.5");
    const simile_parameter *table =
        simile_encoder__find(start.run->model->encoder, "embeddings.position_embeddings.weight");
    for (size_t i = table->offset; i < table->offset + table->rows * table->cols; i++) {
        /* Differences of weights below 0.5, whose float spacing is 3e-8. */
        ck_assert_double_eq_tol((double)(less[i] - before[i]), 0.5 * (double)(full[i] - before[i]), 6e-8);
    }
    tear_down(&half);
    tear_down(&whole);
    tear_down(&start);
}
END_TEST

static void expect_refusal(const char *train, const char *part)
{
    subject s = {.run = NULL};
    expect_failure(set_up(&s, train), SIMILE_ERROR_CONFIG, part);
    tear_down(&s);
}

START_TEST(rates__must_leave_something_to_train)
{
    /* The projection head is not kept. */
    expect_refusal("freeze_layers: 3", "the model has 2 layers, not 3");
    expect_refusal("freeze_layers: 2", "nothing of the model");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {rates__are_factors_of_stages,
                                  rates__freezing_keeps_the_frozen_and_changes_nothing_else, rates__scale_the_step,
                                  rates__must_leave_something_to_train};
    return suite_run("rates", tests, sizeof tests / sizeof *tests);
}
