/* When a run ends. */
#include "budget.h"
#include "expect.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <stdlib.h>
#include <string.h>

/* At a rate of 0 no evaluation is better than the first. */
#define IDLE                                                                                                           \
    "train={steps: 40, batch_size: 24, learning_rate: 0, eval_every: 3, log_every: 100, checkpoint_every: 4, "         \
    "patience: 2}"

static const char yaml[] = "model: {kind: static, hidden: 32}\n"
                           "data: {sources: [{path: corpora/triples.train.tsv, kind: triples}],\n"
                           "       dev: [{path: corpora/sts.dev.tsv, kind: sts}]}\n";

static void expect_end(const char *folder, const char *end)
{
    char *log = scratch_read(training_path(folder, "train.jsonl"), NULL);
    ck_assert_ptr_nonnull(strstr(log, end));
    ck_assert_ptr_null(strstr(log, "\"step\": 10"));
    free(log);
}

START_TEST(budget__of_patience_counts_evaluations)
{
    /* Evaluated after steps 3 (the best), 6 and 9; the last step has its line in the log. */
    expect_ok(training_run(&(training){.folder = "a", .yaml = yaml, .set = IDLE}));
    expect_end("a", "\"step\": 9, \"loss\"");
}
END_TEST

START_TEST(budget__of_patience_outlives_an_interruption)
{
    training run = {.folder = "a", .yaml = yaml, .set = IDLE, .stop_after = 7, .stop_status = SIMILE_ERROR_INTERRUPTED};
    expect_failure(training_run(&run), SIMILE_ERROR_INTERRUPTED, "step 7");
    run.stop_after = 0;
    run.resume = true;
    expect_ok(training_run(&run));
    expect_end("a", "\"step\": 9, \"loss\"");
}
END_TEST

START_TEST(budget__of_epochs_is_in_steps)
{
    simile_run *run;
    bool is_done;
    simile_config *config =
        training_configuration(&(training){.yaml = yaml, .set = "train={steps: 0, epochs: 3, batch_size: 24}"});
    const simile_train_request request = {.folder = scratch_path("epochs")};
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    const size_t rows = simile_sampler__epoch_size(run->sampler, 0);
    ck_assert_uint_eq(simile_budget__steps(config, run->sampler), (3 * rows + 23) / 24);
    run->state.step = run->n_steps - 1;
    ck_assert(!simile_budget__is_spent(run));
    run->state.step = run->n_steps;
    ck_assert(simile_budget__is_spent(run));
    simile_run__free(run);
    simile_config_free(config);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {budget__of_patience_counts_evaluations, budget__of_patience_outlives_an_interruption,
                                  budget__of_epochs_is_in_steps};
    return suite_run("budget", tests, sizeof tests / sizeof *tests);
}
