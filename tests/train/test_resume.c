/* What a run leaves in its folder, and what `resume` makes of it. */
#include "expect.h"
#include "scratch.h"
#include "simile/model.h"
#include "suite.h"
#include "training.h"
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
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG, "learning_rate: 0.5");
    run.set = "data.sources[1]={path: corpora/sts.train.tsv, kind: sts}";
    expect_failure(training_run(&run), SIMILE_ERROR_CONFIG, "sts.train.tsv");
    run.set = "compute={threads: 2, lanes: 4, micro_batch_tokens: 128, memory: 1MiB}";
    expect_ok(training_run(&run));
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
    static const char *const files[] = {"checkpoint/state.json", "checkpoint/slabs-4.safetensors"};
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
                                  resume__cuts_the_log_back_to_the_checkpoint,
                                  resume__follows_whatever_the_progress_function_answers,
                                  resume__tells_a_damaged_checkpoint,
                                  resume__leaves_a_model_that_opens};
    return suite_run("resume", tests, sizeof tests / sizeof *tests);
}
