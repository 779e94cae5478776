/* The promise of same bits: threads, memory, interruptions and kills change nothing in the weights of a run. */
#include "expect.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const yamls[] = {training_transformer, training_static, training_options};
#define N_YAMLS (sizeof yamls / sizeof *yamls)

/* An undisturbed run on one thread in the folder "plain-0", "plain-1" … */
static const char *train_plain(size_t yaml)
{
    static const char *const folders[N_YAMLS] = {"plain-0", "plain-1", "plain-2"};
    expect_ok(training_run(&(training){.folder = folders[yaml], .yaml = yamls[yaml]}));
    return folders[yaml];
}

START_TEST(bits__do_not_depend_on_threads)
{
    static const size_t threads[] = {2, 3, 4, 8};
    static const char *const folders[N_YAMLS][4] = {
        {"a2", "a3", "a4", "a8"}, {"b2", "b3", "b4", "b8"}, {"c2", "c3", "c4", "c8"}};
    for (size_t y = 0; y < N_YAMLS; y++) {
        const char *plain = train_plain(y);
        for (size_t i = 0; i < 4; i++) {
            expect_ok(training_run(&(training){.folder = folders[y][i], .yaml = yamls[y], .n_threads = threads[i]}));
            training_expect_same_weights(plain, folders[y][i]);
        }
    }
}
END_TEST

START_TEST(bits__depend_on_the_seed)
{
    size_t size, other_size;
    expect_ok(training_run(&(training){.folder = "other", .yaml = training_transformer, .set = "seed=2"}));
    char *bytes = scratch_read(training_path(train_plain(0), "model.safetensors"), &size);
    char *other = scratch_read(training_path("other", "model.safetensors"), &other_size);
    ck_assert_uint_eq(size, other_size);
    ck_assert_mem_ne(bytes, other, size);
    free(bytes);
    free(other);
}
END_TEST

/* Whether the first step of a run keeps its activations. */
static bool keeps_activations(const char *folder, const char *yaml, const char *set)
{
    simile_config *config = training_configuration(&(training){.yaml = yaml, .set = set});
    const simile_train_request request = {.folder = scratch_path(folder)};
    simile_run *run;
    simile_step_result result;
    bool is_done;
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    expect_ok(simile_sampler__draw(&run->batch, run->sampler, 1));
    expect_ok(simile_step__run(&result, run->step, &run->batch, &config->sources[run->batch.source].objective, 1));
    simile_run__free(run);
    simile_config_free(config);
    return result.n_kept == result.n_micro_batches;
}

START_TEST(bits__do_not_depend_on_the_gradient_cache)
{
    /* The least memory that may be given: the batch does not fit, and the forward is run twice. */
    const char *little = "compute.memory=1MiB";
    ck_assert(keeps_activations("kept", training_transformer, NULL));
    ck_assert(!keeps_activations("cached", training_transformer, little));
    for (size_t threads = 1; threads <= 3; threads += 2) {
        const training run = {.folder = threads == 1 ? "little" : "little-3",
                              .yaml = training_transformer,
                              .set = little,
                              .n_threads = threads};
        expect_ok(training_run(&run));
        if (threads == 1) {
            train_plain(0);
        }
        training_expect_same_weights("plain-0", run.folder);
    }
}
END_TEST

START_TEST(bits__are_those_of_an_undisturbed_run_after_interruptions)
{
    for (size_t y = 0; y < N_YAMLS; y++) {
        static const char *const folders[N_YAMLS] = {"stopped-0", "stopped-1", "stopped-2"};
        training run = {.folder = folders[y], .yaml = yamls[y], .stop_status = SIMILE_ERROR_INTERRUPTED};
        /* Before, at and between checkpoints (every third step), with other threads each time; and at the end. */
        for (run.stop_after = 2; run.stop_after <= TRAINING_STEPS; run.stop_after++) {
            run.n_threads = 1 + run.stop_after % 3;
            expect_failure(training_run(&run), SIMILE_ERROR_INTERRUPTED, "--resume");
            ck_assert(!scratch_exists(training_path(run.folder, "model.safetensors")));
            run.resume = true;
        }
        run.stop_after = 0;
        expect_ok(training_run(&run));
        ck_assert(!scratch_exists(training_path(run.folder, "checkpoint")));
        training_expect_same_weights(train_plain(y), run.folder);
    }
}
END_TEST

START_TEST(bits__are_those_of_an_undisturbed_run_after_kills)
{
    for (size_t y = 0; y < N_YAMLS; y++) {
        static const char *const folders[N_YAMLS] = {"killed-0", "killed-1", "killed-2"};
        training run = {.folder = folders[y], .yaml = yamls[y]};
        training_kill(&run, 2); /* no checkpoint yet: the run starts from zero */
        run.resume = true;
        training_kill(&run, 5);
        training_kill(&run, 6);
        run.n_threads = 2;
        expect_ok(training_run(&run));
        training_expect_same_weights(train_plain(y), run.folder);
    }
}
END_TEST

/* Pairs that need more than a mebibyte. */
static const char *write_many_rows(void)
{
    static char rows[1 << 20];
    size_t used = 0;
    for (unsigned i = 0; i < 12000; i++) {
        used += (size_t)snprintf(rows + used, sizeof rows - used,
                                 "the cat number %u sat on a mat\tmat %u held cat %u\n", i, i % 77, i);
    }
    return scratch_write_text("many.tsv", rows);
}

/* Whether the sources of a run lie in files. */
static bool has_files(const training *task)
{
    simile_config *config = training_configuration(task);
    const simile_train_request request = {.folder = scratch_path("set-up"), .resume = true};
    simile_run *run;
    bool is_done;
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    const bool has = simile_spill__bytes(run->spill) > 0;
    simile_run__free(run);
    simile_config_free(config);
    return has;
}

START_TEST(bits__do_not_depend_on_where_the_data_lie)
{
    char set[512];
    training run = {.folder = "memory", .yaml = training_static, .set = set};
    snprintf(set, sizeof set, "data.sources=[{path: \"%s\", kind: pairs}]", write_many_rows());
    expect_ok(training_run(&run));
    ck_assert(!has_files(&run));
    run.folder = "files";
    run.data_memory = "compute.data_memory=1MiB";
    ck_assert(has_files(&run));
    training_kill(&run, 5);
    run.resume = true;
    expect_ok(training_run(&run));
    training_expect_same_weights("memory", "files");
}
END_TEST

START_TEST(bits__of_the_best_weights_outlive_an_interruption)
{
    const char *dev = "data.dev=[{path: corpora/sts.dev.tsv, kind: sts}]";
    training run = {.folder = "best", .yaml = training_transformer, .set = dev};
    expect_ok(training_run(&run));
    run.folder = "best-stopped";
    run.stop_after = 5;
    run.stop_status = SIMILE_ERROR_INTERRUPTED;
    expect_failure(training_run(&run), SIMILE_ERROR_INTERRUPTED, "step 5");
    run.stop_after = 0;
    run.resume = true;
    run.n_threads = 2;
    expect_ok(training_run(&run));
    training_expect_same_weights("best", "best-stopped");
}
END_TEST

START_TEST(bits__of_a_run_mixed_by_rows_outlive_a_kill)
{
    const char *mix = "data={mix: row, sources: [{path: corpora/sts.train.tsv, kind: sts, weight: 0.5}, {path: "
                      "corpora/paraphrase.dev.tsv, kind: pairs}]}";
    training run = {.folder = "mixed", .yaml = training_transformer, .set = mix};
    expect_ok(training_run(&run));
    run.folder = "mixed-killed";
    training_kill(&run, 5);
    run.resume = true;
    run.n_threads = 3;
    expect_ok(training_run(&run));
    training_expect_same_weights("mixed", "mixed-killed");
}
END_TEST

START_TEST(bits__of_bf16_are_kept_as_those_of_f32_are)
{
    const char *little = "compute.memory=1MiB";
    training run = {.folder = "bf16", .yaml = training_bf16};
    expect_ok(training_run(&run));
    ck_assert(!keeps_activations("bf16-cached", training_bf16, little));
    const training others[] = {{.folder = "bf16-3", .yaml = training_bf16, .n_threads = 3},
                               {.folder = "bf16-little", .yaml = training_bf16, .set = little, .n_threads = 2}};
    for (size_t i = 0; i < 2; i++) {
        expect_ok(training_run(&others[i]));
        training_expect_same_weights(run.folder, others[i].folder);
    }
    training killed = {.folder = "bf16-killed", .yaml = training_bf16};
    training_kill(&killed, 5);
    killed.resume = true;
    killed.n_threads = 2;
    expect_ok(training_run(&killed));
    training_expect_same_weights(run.folder, killed.folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {bits__do_not_depend_on_threads,
                                  bits__depend_on_the_seed,
                                  bits__do_not_depend_on_the_gradient_cache,
                                  bits__are_those_of_an_undisturbed_run_after_interruptions,
                                  bits__are_those_of_an_undisturbed_run_after_kills,
                                  bits__do_not_depend_on_where_the_data_lie,
                                  bits__of_the_best_weights_outlive_an_interruption,
                                  bits__of_a_run_mixed_by_rows_outlive_a_kill,
                                  bits__of_bf16_are_kept_as_those_of_f32_are};
    return suite_run("bits", tests, sizeof tests / sizeof *tests);
}
