/* The watch: what it tells of a run that goes wrong, and when. Results of steps are made up. */
#include "expect.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include "watch.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A run that is set up, and what it has told. */
typedef struct subject {
    simile_config *config;
    simile_train_request request;
    simile_run *run;
    char told[4096];
    size_t n_told;
} subject;

static void note(void *context, const char *line)
{
    subject *s = context;
    if (strncmp(line, "plan: ", 6) == 0) {
        return; /* every run tells it */
    }
    s->n_told++;
    strncat(s->told, line, sizeof s->told - strlen(s->told) - 2);
    strcat(s->told, "\n");
}

static void set_up(subject *s, const char *folder, const char *set)
{
    bool is_done;
    *s = (subject){.config = training_configuration(&(training){.yaml = training_static, .set = set})};
    s->request = (simile_train_request){.folder = scratch_path(folder), .message = note, .context = s};
    expect_ok(simile_run__new(&s->run, &is_done, s->config, &s->request));
    expect_ok(simile_sampler__draw(&s->run->batch, s->run->sampler, 1));
    s->run->batch.source = 0;
}

static void tear_down(subject *s)
{
    simile_run__free(s->run);
    simile_config_free(s->config);
}

/* Steps that say the same; the status of the last one. */
static simile_status step(subject *s, size_t n, double loss, double negative)
{
    const simile_objective_result result = {.loss = loss, .positive_similarity = 0.5, .negative_similarity = negative};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = simile_watch__step(s->run, &result);
        s->run->state.step++;
    }
    return status;
}

static void expect_told(const subject *s, size_t n, const char *part)
{
    ck_assert_msg(s->n_told == n && (n == 0 || strstr(s->told, part)), "%zu lines, not %zu with \"%s\": %s", s->n_told,
                  n, part, s->told);
}

START_TEST(watch__is_silent_when_all_is_well)
{
    subject s;
    set_up(&s, "a", NULL);
    for (size_t i = 0; i < 300; i++) {
        expect_ok(step(&s, 1, 3 - 0.005 * (double)i, 0.2));
    }
    expect_told(&s, 0, "");
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_vectors_that_are_alike)
{
    subject s;
    set_up(&s, "a", NULL);
    expect_ok(step(&s, 49, 3, 0.96));
    expect_ok(step(&s, 1, 3, 0.9)); /* in a row */
    expect_ok(step(&s, 49, 3, 0.96));
    expect_told(&s, 0, "");
    expect_ok(step(&s, 100, 3, 0.96));
    expect_told(&s, 1,
                "step 100: vectors of different meanings (of corpora/triples.train.tsv) have a mean cosine of 0.960");
    expect_ok(step(&s, 19, 3, 0.9995));
    expect_ok(step(&s, 1, 3, 0.9985));
    expect_ok(step(&s, 19, 3, 0.9995));
    ck_assert_int_eq(step(&s, 1, 3, 0.9995), SIMILE_ERROR_NUMERIC);
    tear_down(&s);
}
END_TEST

START_TEST(watch__names_step_source_and_rows_of_what_is_not_finite)
{
    subject s;
    char rows[64];
    set_up(&s, "a", NULL);
    expect_ok(step(&s, 2, 3, 0));
    snprintf(rows, sizeof rows, "rows of lines %llu, %llu, ", (unsigned long long)s.run->batch.lines[0],
             (unsigned long long)s.run->batch.lines[1]);
    expect_failure(step(&s, 1, NAN, 0), SIMILE_ERROR_NUMERIC, "step 3, source corpora/triples.train.tsv, ");
    s.run->state.step--;
    expect_failure(step(&s, 1, INFINITY, 0), SIMILE_ERROR_NUMERIC, rows);
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_a_saturated_loss)
{
    subject s;
    set_up(&s, "a", NULL);
    expect_ok(step(&s, 49, 1e-4, 0));
    expect_told(&s, 0, "");
    expect_ok(step(&s, 100, 1e-4, 0));
    expect_told(&s, 1, "step 50: the loss over corpora/triples.train.tsv has been below 0.001 for 50 steps");
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_a_loss_that_rises)
{
    subject s;
    set_up(&s, "a", NULL);
    expect_ok(step(&s, 10, 2, 0));
    expect_ok(step(&s, 100, 2.9, 0)); /* below 1.5 times the start */
    expect_told(&s, 0, "");
    expect_ok(step(&s, 100, 5, 0));
    expect_told(&s, 1, "has risen from 2 at the start to 3");
    ck_assert_ptr_nonnull(strstr(s.told, "train.learning_rate"));
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_rows_that_were_seen_often)
{
    subject s;
    set_up(&s, "a", NULL);
    const size_t rows = simile_sampler__epoch_size(s.run->sampler, 0);
    s.run->state.drawn[0] = 99 * rows;
    s.run->state.drawn[1] = 0;
    expect_ok(step(&s, 1, 3, 0));
    expect_told(&s, 0, "");
    s.run->state.drawn[0] = 100 * rows;
    expect_ok(step(&s, 2, 3, 0));
    expect_told(&s, 1, "each row of corpora/triples.train.tsv has been seen 100 times");
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_batches_that_no_source_fills)
{
    subject s;
    set_up(&s, "a", "train.batch_size=5000");
    expect_told(&s, 1, "train.batch_size is 5000, but no source has so many rows");
    tear_down(&s);
}
END_TEST

START_TEST(watch__tells_texts_that_are_cut)
{
    subject s;
    char set[512];
    const char *words = "one two three four five six seven eight nine ten eleven twelve";
    char rows[512];
    snprintf(rows, sizeof rows, "%s\tb\nc\td\ne\tf\n", words);
    snprintf(set, sizeof set, "data.sources=[{path: \"%s\", kind: pairs}]", scratch_write_text("rows.tsv", rows));
    s = (subject){0};
    bool is_done;
    s.config = training_configuration(
        &(training){.yaml = "model: {layers: 1, hidden: 16, heads: 2, ffn: 16, max_tokens: 8}\n"
                            "data: {sources: [{path: corpora/sts.dev.tsv, kind: sts}]}\ntrain: {batch_size: 3}\n",
                    .set = set});
    s.request = (simile_train_request){.folder = scratch_path("cut"), .message = note, .context = &s};
    expect_ok(simile_run__new(&s.run, &is_done, s.config, &s.request));
    expect_told(&s, 1, "of 6 texts 1 were cut at the length limit (that is often: raise model.max_tokens");
    tear_down(&s);
}
END_TEST

START_TEST(watch__means_go_from_line_to_line)
{
    subject s;
    set_up(&s, "a", NULL);
    expect_ok(step(&s, 1, 1, 0.2));
    expect_ok(step(&s, 1, 2, 0.4));
    s.run->batch.source = 1;
    expect_ok(step(&s, 1, 7, 0));
    simile_json *report = simile_watch__report(s.run);
    ck_assert_uint_eq(simile_json__size(report), 2);
    const simile_json *first = simile_json__at(report, 0);
    ck_assert_str_eq(simile_json__text(simile_json__get(first, "source"), ""), "corpora/triples.train.tsv");
    ck_assert_double_eq(simile_json__number(simile_json__get(first, "steps"), 0), 2);
    ck_assert_double_eq(simile_json__number(simile_json__get(first, "loss"), 0), 1.5);
    ck_assert_double_eq_tol(simile_json__number(simile_json__get(first, "negative"), 0), 0.3, 1e-15);
    simile_json__free(report);
    expect_ok(step(&s, 1, 5, 0));
    report = simile_watch__report(s.run);
    ck_assert_uint_eq(simile_json__size(report), 1);
    ck_assert_double_eq(simile_json__number(simile_json__get(simile_json__at(report, 0), "loss"), 0), 5);
    simile_json__free(report);
    tear_down(&s);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {watch__is_silent_when_all_is_well,
                                  watch__tells_vectors_that_are_alike,
                                  watch__names_step_source_and_rows_of_what_is_not_finite,
                                  watch__tells_a_saturated_loss,
                                  watch__tells_a_loss_that_rises,
                                  watch__tells_rows_that_were_seen_often,
                                  watch__tells_batches_that_no_source_fills,
                                  watch__tells_texts_that_are_cut,
                                  watch__means_go_from_line_to_line};
    return suite_run("watch", tests, sizeof tests / sizeof *tests);
}
