/* Learned temperatures: AdamW's step on one number, its bounds, and what a run makes of it. */
#include "expect.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include "temperature.h"
#include "training.h"
#include <math.h>
#include <string.h>

#define YAML                                                                                                           \
    "model: {kind: static, hidden: 16}\n"                                                                              \
    "objective: {temperature: 0.1, temperature_low: 0.08, temperature_high: 0.2}\n"                                    \
    "data: {sources: [{path: corpora/triples.train.tsv, kind: triples, learn_temperature: true},\n"                    \
    "                 {path: corpora/sts.dev.tsv, kind: sts, temperature: 0.3}]}\n"                                    \
    "train: {steps: 30, batch_size: 16, learning_rate: 0.05, schedule: constant, temperature_rate: 2}\n"

typedef struct subject {
    simile_config *config;
    simile_objective_options objectives[2];
    simile_temperatures *temperatures;
} subject;

static void set_up(subject *s)
{
    s->config = training_configuration(&(training){.yaml = YAML});
    for (size_t i = 0; i < 2; i++) {
        s->objectives[i] = s->config->sources[i].objective;
    }
    expect_ok(simile_temperatures__new(&s->temperatures, s->config, s->objectives));
}

static void tear_down(subject *s)
{
    simile_temperatures__free(s->temperatures);
    simile_config_free(s->config);
}

START_TEST(temperature__makes_steps_of_adamw)
{
    subject s;
    set_up(&s);
    ck_assert_double_eq_tol(simile_temperatures__of(s.temperatures, 0), 0.1, 1e-15);
    /* The first step of Adam is the rate, whatever the gradient; a positive gradient makes e^σ smaller. */
    simile_temperatures__update(s.temperatures, 0, 5, 0.01);
    ck_assert_double_eq_tol(simile_temperatures__of(s.temperatures, 0), 0.1 * exp(0.02), 1e-9);
    /* m = (0.9·0.5 − 0.1)/(1 − 0.81), v = (0.999·0.025 + 0.001)/(1 − 0.998001) after gradients 5 and −1. */
    simile_temperatures__update(s.temperatures, 0, -1, 0.01);
    const double m = 0.35 / 0.19, v = (0.999 * 0.025 + 0.001) / 0.001999;
    ck_assert_double_eq_tol(simile_temperatures__of(s.temperatures, 0), 0.1 * exp(0.02 + 0.02 * m / sqrt(v)), 1e-9);
    tear_down(&s);
}
END_TEST

START_TEST(temperature__stays_within_its_bounds)
{
    subject s;
    set_up(&s);
    simile_temperatures__update(s.temperatures, 0, 1, 10);
    ck_assert_double_eq_tol(simile_temperatures__of(s.temperatures, 0), 0.2, 1e-12);
    for (size_t i = 0; i < 40; i++) {
        simile_temperatures__update(s.temperatures, 0, -1, 10);
    }
    ck_assert_double_eq_tol(simile_temperatures__of(s.temperatures, 0), 0.08, 1e-12);
    tear_down(&s);
}
END_TEST

START_TEST(temperature__of_other_sources_stays)
{
    subject s;
    set_up(&s);
    simile_temperatures__update(s.temperatures, 1, 1, 10);
    ck_assert_double_eq(simile_temperatures__of(s.temperatures, 1), 0.3);
    tear_down(&s);
}
END_TEST

START_TEST(temperature__moves_in_training)
{
    /* Of random vectors most is wrong that a sharp softmax says: at first a higher temperature is better. */
    bool is_done;
    simile_run *run;
    simile_config *config = training_configuration(&(training){.yaml = YAML});
    training stopped = {.folder = "model", .yaml = YAML, .stop_after = 29, .stop_status = SIMILE_ERROR_INTERRUPTED};
    const simile_train_request request = {.folder = scratch_path("model"), .resume = true};
    ck_assert_int_eq(training_run(&stopped), SIMILE_ERROR_INTERRUPTED);
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    ck_assert_double_eq_tol(simile_temperatures__of(run->temperatures, 0), 0.2, 1e-12);
    ck_assert_double_eq(simile_temperatures__of(run->temperatures, 1), 0.3);
    simile_run__free(run);
    simile_config_free(config);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {temperature__makes_steps_of_adamw, temperature__stays_within_its_bounds,
                                  temperature__of_other_sources_stays, temperature__moves_in_training};
    return suite_run("temperature", tests, sizeof tests / sizeof *tests);
}
