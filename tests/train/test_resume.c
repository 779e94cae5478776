/* What a run leaves in its folder, and what `resume` makes of it. */
#include "expect.h"
#include "scratch.h"
#include "simile/model.h"
#include "suite.h"
#include "training.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static training stopped_at(const char *folder, uint64_t step)
{
    return (training){
        .folder = folder, .yaml = training_static, .stop_after = step, .stop_status = SIMILE_ERROR_INTERRUPTED};
}

static void stop_at(training *run, const char *folder, uint64_t step)
{
    *run = stopped_at(folder, step);
    expect_failure(training_run(run), SIMILE_ERROR_INTERRUPTED, "--resume");
    run->stop_after = 0;
    run->resume = true;
}

START_TEST(resume__does_nothing_on_a_finished_run)
{
    training run = {.folder = "a", .yaml = training_static};
    expect_ok(training_run(&run));
    size_t size, size_after;
    char *before = scratch_read(training_path("a", "train.jsonl"), &size);
    run.resume = true;
    expect_ok(training_run(&run));
    char *after = scratch_read(training_path("a", "train.jsonl"), &size_after);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
}
END_TEST

START_TEST(resume__must_be_asked_for)
{
    training run;
    stop_at(&run, "begun", 4);
    run.resume = false;
    expect_failure(training_run(&run), SIMILE_ERROR_IO, "holds a run already");
    run.resume = true;
    expect_ok(training_run(&run));
    run.resume = false;
    expect_failure(training_run(&run), SIMILE_ERROR_IO, "holds a model already");
}
END_TEST

START_TEST(resume__starts_from_zero_without_a_checkpoint)
{
    expect_ok(training_run(&(training){.folder = "a", .yaml = training_static}));
    expect_ok(training_run(&(training){.folder = "b", .yaml = training_static, .resume = true}));
    training_expect_same_weights("a", "b");
}
END_TEST

START_TEST(resume__refuses_another_configuration)
{
    training run;
    stop_at(&run, "a", 4);
    run.set = "train.learning_rate=0.5";
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG, "(train.learning_rate: 0.001 → 0.5)");
    run.set = "data.sources[1]={path: corpora/sts.train.tsv, kind: sts}";
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG,
                   "(data.sources[1].path: corpora/sentiment.dev.tsv → corpora/sts.train.tsv; data.sources[1].kind: "
                   "labelled → sts; data.sources[1].loss: supcon → infonce)");
    run.set = "compute={threads: 2, lanes: 4, micro_batch_tokens: 128, memory: 1MiB}";
    expect_ok(training_run(&run));
}
END_TEST

START_TEST(resume__lists_all_differences)
{
    training run;
    stop_at(&run, "a", 4);
    run.set = "objective={loss: infonce, temperature: 0.5}";
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG, "(objective.temperature: 0.05 → 0.5)");
    run.yaml = "seed: 7\nmodel: {kind: static, hidden: 16}\naugment: {segmentation: 0.1}\n"
               "objective: {mode: mixed}\n"
               "data: {mix: row, sources: [{path: corpora/triples.train.tsv, kind: triples, weight: 3}],\n"
               "       dev: [{path: corpora/sts.dev.tsv}]}\n"
               "train: {steps: 7, batch_size: 24, learning_rate: 1e-3, checkpoint_every: 1, eval_every: 2}\n"
               "compute: {threads: 1, lanes: 2, micro_batch_tokens: 128}\n";
    run.set = NULL;
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG,
                   "(seed: 1 → 7; objective.mode: supervised → mixed; data.mix: batch → row; model.hidden: 32 → 16; "
                   "compute.lanes: 4 → 2; data.sources: 2 items → 1; data.sources[0].weight: 2 → 3; data.dev: 0 items "
                   "→ 1)");
}
END_TEST

START_TEST(resume__refuses_a_source_that_has_changed)
{
    const char *rows = scratch_write_text("rows.tsv", "a\tb\nc\td\n");
    char set[512];
    snprintf(set, sizeof set, "data.sources=[{path: \"%s\", kind: pairs}]", rows);
    training run = stopped_at("a", 4);
    run.set = set;
    ck_assert_int_eq(training_run(&run), SIMILE_ERROR_INTERRUPTED);
    scratch_write_text("rows.tsv", "a\tb\nc\te\n");
    run.stop_after = 0;
    run.resume = true;
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG, "data.sources[0] is not the one");
    scratch_write_text("rows.tsv", "a\tb\nc\td\n");
    expect_ok(training_run(&run));
}
END_TEST

static bool holds(const char *folder, unsigned step)
{
    char state[64], slabs[64];
    snprintf(state, sizeof state, "checkpoint/state-%u.json", step);
    snprintf(slabs, sizeof slabs, "checkpoint/slabs-%u.safetensors", step);
    const bool has_state = scratch_exists(training_path(folder, state));
    ck_assert(has_state == scratch_exists(training_path(folder, slabs)));
    return has_state;
}

START_TEST(resume__keeps_the_latest_checkpoints)
{
    training run = {.folder = "a",
                    .yaml = training_static,
                    .set = "train={steps: 7, batch_size: 24, checkpoint_every: 1, keep_checkpoints: 3}",
                    .stop_after = 6,
                    .stop_status = SIMILE_ERROR_INTERRUPTED};
    ck_assert_int_eq(training_run(&run), SIMILE_ERROR_INTERRUPTED);
    for (unsigned step = 1; step <= 6; step++) {
        ck_assert(holds("a", step) == (step >= 4));
    }
    /* A damaged one is named, and what stands behind it. */
    scratch_truncate(training_path("a", "checkpoint/slabs-6.safetensors"), 100);
    run.stop_after = 0;
    run.resume = true;
    expect_failure(training_run(&run), SIMILE_ERROR_FORMAT, "state-6.json to go on from the checkpoint of step 5)");
    ck_assert_int_eq(remove(training_path("a", "checkpoint/state-6.json")), 0);
    expect_ok(training_run(&run));
    ck_assert(!scratch_exists(training_path("a", "checkpoint")));
    run.folder = "plain";
    expect_ok(training_run(&run));
    training_expect_same_weights("plain", "a");
}
END_TEST

START_TEST(resume__saves_by_time)
{
    /* So short a time is over after every step. */
    training run = {.folder = "a",
                    .yaml = training_static,
                    .set = "train={steps: 7, batch_size: 24, checkpoint_every: 0, checkpoint_minutes: 1e-9}"};
    training_kill(&run, 5);
    ck_assert(holds("a", 5));
    ck_assert(!holds("a", 4));
}
END_TEST

/* The lines of train.jsonl that tell a step, without their times; the caller frees. */
static char *read_steps(const char *folder)
{
    char *text = scratch_read(training_path(folder, "train.jsonl"), NULL), *steps = calloc(strlen(text) + 1, 1);
    ck_assert_ptr_nonnull(steps);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *seconds = strstr(line, "\"seconds\"");
        ck_assert_ptr_nonnull(seconds);
        strncat(steps, line, (size_t)(seconds - line));
        strcat(steps, "\n");
    }
    free(text);
    return steps;
}

START_TEST(resume__cuts_the_log_back_to_the_checkpoint)
{
    training run = {.folder = "killed", .yaml = training_static};
    training_kill(&run, 6);
    run.resume = true;
    expect_ok(training_run(&run));
    expect_ok(training_run(&(training){.folder = "plain", .yaml = training_static}));
    char *killed = read_steps("killed"), *plain = read_steps("plain");
    ck_assert_str_eq(killed, plain);
    ck_assert_ptr_nonnull(strstr(plain, "\"step\": 7"));
    free(killed);
    free(plain);
}
END_TEST

START_TEST(resume__follows_whatever_the_progress_function_answers)
{
    training run = {.folder = "a", .yaml = training_static, .stop_after = 5, .stop_status = SIMILE_ERROR_DATA};
    ck_assert_int_eq(training_run(&run), SIMILE_ERROR_DATA);
    ck_assert(scratch_exists(training_path("a", "checkpoint/slabs-5.safetensors")));
    run.stop_after = 0;
    run.resume = true;
    expect_ok(training_run(&run));
    expect_ok(training_run(&(training){.folder = "plain", .yaml = training_static}));
    training_expect_same_weights("plain", "a");
}
END_TEST

START_TEST(resume__tells_a_damaged_checkpoint)
{
    static const char *const files[] = {"checkpoint/state-4.json", "checkpoint/slabs-4.safetensors"};
    training run;
    stop_at(&run, "a", 4);
    for (size_t f = 0; f < 2; f++) {
        size_t size;
        const char *path = training_path("a", files[f]);
        char *bytes = scratch_read(path, &size), name[64] = "a/";
        strcat(name, files[f]);
        for (size_t i = 0; i < 8; i++) {
            scratch_truncate(path, i * (size - 2) / 7);
            expect_failure(training_run(&run), SIMILE_ERROR_FORMAT, files[f]);
            path = scratch_write(name, bytes, size);
        }
        free(bytes);
    }
    expect_ok(training_run(&run));
}
END_TEST

START_TEST(resume__leaves_a_model_that_opens)
{
    simile_model *model;
    expect_ok(training_run(&(training){.folder = "a", .yaml = training_transformer}));
    expect_ok(simile_model_open(&model, scratch_path("a")));
    ck_assert_uint_eq(simile_model_dimension(model), 32);
    ck_assert_uint_eq(simile_model_describe(model).max_tokens, 32);
    simile_model_free(model);
    ck_assert(scratch_exists(training_path("a", "resolved.yaml")));
    ck_assert(scratch_exists(training_path("a", "training.json")));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {resume__does_nothing_on_a_finished_run,
                                  resume__must_be_asked_for,
                                  resume__starts_from_zero_without_a_checkpoint,
                                  resume__refuses_another_configuration,
                                  resume__lists_all_differences,
                                  resume__refuses_a_source_that_has_changed,
                                  resume__keeps_the_latest_checkpoints,
                                  resume__saves_by_time,
                                  resume__cuts_the_log_back_to_the_checkpoint,
                                  resume__follows_whatever_the_progress_function_answers,
                                  resume__tells_a_damaged_checkpoint,
                                  resume__leaves_a_model_that_opens};
    return suite_run("resume", tests, sizeof tests / sizeof *tests);
}
