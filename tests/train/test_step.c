/* One step from data to objective: two dropout views differ, and false negatives are masked. */
#include "expect.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <stdio.h>

/* What the objective says of the first step of a configuration. */
static simile_objective_result first_step(const char *folder, const char *yaml)
{
    simile_config *config = training_configuration(&(training){.yaml = yaml});
    const simile_train_request request = {.folder = scratch_path(folder), .n_threads = 2};
    simile_run *run;
    simile_step_result result;
    bool is_done;
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    expect_ok(simile_sampler__draw(&run->batch, run->sampler, 1));
    expect_ok(simile_step__run(&result, run->step, &run->batch, &config->sources[0].objective, 1));
    simile_run__free(run);
    simile_config_free(config);
    return result.objective;
}

static double similarity_of_views(const char *folder, const char *dropout)
{
    char yaml[512];
    snprintf(yaml, sizeof yaml,
             "model: {init: tests/golden/bert, dropout: %s}\n"
             "objective: {mode: self-supervised, loss: nt-xent}\n"
             "data: {sources: [{path: corpora/sts.dev.tsv, kind: text, format: tsv, columns: \"2\"}]}\n"
             "train: {batch_size: 16}\n",
             dropout);
    return first_step(folder, yaml).positive_similarity;
}

START_TEST(step__sees_two_dropout_views_of_a_text)
{
    /* Without dropout both are the same unit vector: 1 but for float's rounding of 32 products. */
    ck_assert_double_eq_tol(similarity_of_views("same", "0"), 1, 1e-5);
    const double little = similarity_of_views("little", "0.1"), much = similarity_of_views("much", "0.4");
    ck_assert_double_lt(little, 0.999);
    ck_assert_double_lt(much, little);
    ck_assert_double_gt(much, 0);
}
END_TEST

static simile_objective_result masked(const char *folder, const char *kind, const char *rows, const char *objective)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml,
             "model: {init: tests/golden/bert, dropout: 0}\n"
             "objective: {%s}\n"
             "data: {sources: [{path: \"%s\", kind: %s, loss: infonce}]}\n"
             "train: {batch_size: 4}\n",
             objective, scratch_write_text("rows.tsv", rows), kind);
    return first_step(folder, yaml);
}

START_TEST(step__masks_equal_texts)
{
    static const char rows[] = "the cat\tsnow\nTHE cat\twind\nfilm\tsea\n";
    const simile_objective_result on = masked("on", "pairs", rows, "mask_false_negatives: true");
    const simile_objective_result off = masked("off", "pairs", rows, "mask_false_negatives: false");
    ck_assert_uint_gt(on.n_masked, 0);
    ck_assert_uint_eq(off.n_masked, 0);
    ck_assert_double_lt(on.loss, off.loss); /* fewer terms in the denominators */
    ck_assert_uint_eq(masked("none", "pairs", "cat\tsnow\nfilm\tsea\n", "mask_false_negatives: true").n_masked, 0);
}
END_TEST

START_TEST(step__takes_one_row_a_group)
{
    /* A batch of groups has no two rows of one group, so nothing is there to mask. */
    static const char rows[] = "a\tcat\na\tsnow\nb\tfilm\nb\tsea\na\twind\n";
    ck_assert_uint_eq(masked("groups", "groups", rows, "mask_false_negatives: true").n_masked, 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {step__sees_two_dropout_views_of_a_text, step__masks_equal_texts,
                                  step__takes_one_row_a_group};
    return suite_run("step", tests, sizeof tests / sizeof *tests);
}
