/* Reading what the commands save, whole and damaged. */
#include "expect.h"
#include "folder.h"
#include "npy.h"
#include "saved.h"
#include "saved_evaluation.h"
#include "scratch.h"
#include "suite.h"
#include "trained_run.h"
#include <math.h>
#include <string.h>

START_TEST(training_log__tells_steps_from_development_figures)
{
    simile_map inputs = {0};
    simile_trained_run *run;
    expect_ok(simile_trained_run__load(&run, saved_run("run", 30, 2), &inputs));
    const simile_log_series *loss = simile_training_log__find(&run->log, "loss", "");
    const simile_log_series *dev = simile_training_log__find(&run->log, "dev", "");
    const simile_log_series *first = simile_training_log__part(&run->log, "loss", 0);
    const simile_log_series *second = simile_training_log__part(&run->log, "loss", 1);
    ck_assert(loss && dev && first && second);
    ck_assert_uint_eq(loss->n, 30);
    ck_assert_double_eq_tol(loss->points[1].value, 2.5, 1e-12);
    ck_assert_uint_eq(dev->n, 3);
    ck_assert_double_eq_tol(dev->points[2].seconds, 15, 1e-12);
    ck_assert_str_eq(second->part, "b.tsv");
    ck_assert_uint_eq(first->n + second->n, 30);
    ck_assert(second->points[0].step == 3);
    ck_assert_ptr_null(simile_training_log__part(&run->log, "loss", 2));
    ck_assert(run->log.last_step == 30 && run->log.last_seconds == 15);
    ck_assert_str_eq(run->name, "run");
    ck_assert(run->record && run->configuration.size > 0);
    ck_assert_uint_eq(inputs.n_entries, 3);
    simile_trained_run__free(run);
    simile_map__dispose(&inputs);
}
END_TEST

START_TEST(training_log__leaves_out_a_line_that_is_being_written)
{
    simile_training_log log = {0};
    expect_ok(simile_training_log__load(
        &log, scratch_write_text("train.jsonl", "{\"step\": 1, \"loss\": 2}\n{\"step\": 2, \"lo")));
    ck_assert_uint_eq(simile_training_log__find(&log, "loss", "")->n, 1);
    ck_assert_ptr_null(simile_training_log__find(&log, "rate", ""));
    simile_training_log__dispose(&log);
}
END_TEST

START_TEST(training_log__tells_sources_and_files_apart)
{
    simile_training_log log = {0};
    expect_ok(simile_training_log__load(
        &log,
        scratch_write_text("train.jsonl",
                           "{\"step\": 5, \"loss\": 2, \"source\": \"a\", \"sources\": [{\"source\": \"a\", "
                           "\"loss\": 3}, {\"source\": \"b\", \"loss\": null}, {\"source\": \"c\", \"loss\": 4}]}\n"
                           "{\"step\": 5, \"dev\": 0.5, \"files\": [{\"file\": \"x\", \"spearman\": 0.25, "
                           "\"alignment\": 1.5, \"uniformity\": -2}, 7]}\n")));
    ck_assert(simile_training_log__find(&log, "loss", "")->points[0].value == 2);
    ck_assert(simile_training_log__find(&log, "loss", "a")->points[0].value == 3);
    ck_assert_ptr_null(simile_training_log__find(&log, "loss", "b"));
    ck_assert_str_eq(simile_training_log__part(&log, "loss", 1)->part, "c");
    ck_assert(simile_training_log__find(&log, "dev", "x")->points[0].value == 0.25);
    ck_assert(simile_training_log__find(&log, "uniformity", "x")->points[0].value == -2);
    ck_assert(isnan(log.series[0].points[0].seconds));
    simile_training_log__dispose(&log);
}
END_TEST

START_TEST(training_log__names_the_line_of_a_fault)
{
    simile_training_log log = {0};
    expect_failure(simile_training_log__load(&log, scratch_write_text("a.jsonl", "{\"step\": 1}\n{\"loss\": 1}\n")),
                   SIMILE_ERROR_FORMAT, "a.jsonl:2: is no line of a training log");
    simile_training_log__dispose(&log);
    expect_failure(simile_training_log__load(&log, scratch_write_text("b.jsonl", "{\"step\": 1}\nnonsense\n")),
                   SIMILE_ERROR_FORMAT, "b.jsonl:2:");
    simile_training_log__dispose(&log);
}
END_TEST

START_TEST(saved_evaluation__reads_tasks_figures_and_rows)
{
    simile_map inputs = {0};
    simile_saved_evaluation *evaluation;
    expect_ok(simile_saved_evaluation__load(&evaluation, saved_evaluation("one", 12, 0), &inputs));
    ck_assert_str_eq(evaluation->name, "one");
    ck_assert_uint_eq(evaluation->n_tasks, 5);
    const simile_saved_task *sts = &evaluation->tasks[0], *labelled = &evaluation->tasks[2];
    ck_assert_str_eq(sts->base_name, "sts.tsv");
    ck_assert_uint_eq(sts->n_metrics, 2);
    ck_assert_double_eq_tol(sts->metrics[0].low, 0.6, 1e-12);
    ck_assert(isnan(sts->metrics[1].value) && isnan(sts->metrics[1].low));
    ck_assert_uint_eq(sts->rows->n, 12);
    ck_assert(sts->rows->rows[7].gold == 1);
    ck_assert_ptr_nonnull(strstr(sts->rows->rows[0].texts[0], "\xEF\xBF\xBD caf"));
    ck_assert_uint_eq(labelled->rows->labels.n_entries, 3);
    ck_assert_uint_eq(labelled->rows->width, 5);
    ck_assert_str_eq(simile_saved_rows__label(labelled->rows, labelled->rows->rows[7].predicted), "good");
    ck_assert_ptr_null(evaluation->tasks[4].rows);
    ck_assert_uint_eq(evaluation->tasks[4].n_metrics, 2);
    ck_assert_uint_eq(inputs.n_entries, 6); /* evaluation.json, four files of rows, one of vectors */
    simile_saved_evaluation__free(evaluation);
    simile_map__dispose(&inputs);
}
END_TEST

START_TEST(saved_evaluation__reads_a_list_of_figures_alone)
{
    simile_map inputs = {0};
    simile_saved_evaluation *evaluation;
    const char *path = scratch_write_text(
        "m.json", "[{\"task\": \"sts\", \"file\": \"a/b.tsv\", \"rows\": 4, \"rows_file\": \"none.jsonl\", "
                  "\"f1\": 1, \"x_low\": 2}]");
    const char *text =
        "[{\"task\": \"sts\", \"file\": \"a/b.tsv\", \"rows\": 4, \"f1\": 1, \"x_low\": 2, \"main\": \"x_low\"}]";
    expect_failure(simile_saved_evaluation__load(&evaluation, path, &inputs), SIMILE_ERROR_IO,
                   "none.jsonl: cannot be opened");
    expect_ok(simile_saved_evaluation__load(&evaluation, scratch_write_text("m.json", text), &inputs));
    ck_assert_str_eq(evaluation->name, "m.json");
    ck_assert_uint_eq(evaluation->tasks[0].main, 1);
    ck_assert_uint_eq(evaluation->tasks[0].n_metrics, 2); /* x_low is a figure: there is no x */
    ck_assert_ptr_null(evaluation->tasks[0].rows);
    simile_saved_evaluation__free(evaluation);
    simile_map__dispose(&inputs);
}
END_TEST

/* The number of NAME at a rival; NaN: it has none. */
static double rival_value(const simile_saved_task *task, const char *word, const char *name)
{
    for (size_t r = 0; r < SIMILE_N_RIVALS; r++) {
        if (strcmp(simile_rivals[r].word, word) == 0) {
            return simile_saved_task__rival_metric(task, &simile_rivals[r], name).value;
        }
    }
    return NAN;
}

START_TEST(saved_evaluation__tells_the_model_from_what_stands_beside_it)
{
    simile_saved_evaluation *evaluation;
    simile_map inputs = {0};
    double p;
    const char *text = "[{\"f1\": 0.5, \"f1_without_duplicates\": 0.4, \"against_f1\": 0.3, \"against_f1_low\": 0.2, "
                       "\"against_f1_high\": 0.35, \"f1_difference\": 0.2, \"f1_difference_low\": 0.1, "
                       "\"f1_difference_high\": 0.25, \"f1_p\": 0.01, \"tfidf_f1\": null, \"random_walk\": 7, "
                       "\"step_p\": 3, \"random_f1_without_duplicates\": 0.125, \"data\": {\"duplicates\": 3, "
                       "\"duplicates_share\": 0.25}}, {\"f1\": 1, \"f1_p\": 2}]";
    static const char *const own[] = {"f1", "f1_without_duplicates", "random_walk", "step_p"};
    expect_ok(simile_saved_evaluation__load(&evaluation, scratch_write_text("m.json", text), &inputs));
    const simile_saved_task *task = &evaluation->tasks[0], *alone = &evaluation->tasks[1];
    ck_assert_uint_eq(task->n_metrics, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(task->metrics[i].name, own[i]);
    }
    const simile_saved_metric against = simile_saved_task__rival_metric(task, &simile_rivals[0], "f1");
    ck_assert(against.value == 0.3 && against.low == 0.2 && against.high == 0.35);
    const simile_saved_metric difference = simile_saved_task__difference(&p, task, "f1");
    ck_assert(difference.value == 0.2 && difference.low == 0.1 && difference.high == 0.25 && p == 0.01);
    ck_assert(isnan(rival_value(task, "tfidf", "f1")) && isnan(rival_value(task, "static", "f1")));
    ck_assert(rival_value(task, "random", "f1_without_duplicates") == 0.125);
    ck_assert(task->n_duplicates == 3 && task->duplicates_share == 0.25 && alone->n_duplicates == -1);
    ck_assert(simile_saved_task__has_rival(task, &simile_rivals[0]));
    ck_assert(!simile_saved_task__has_rival(task, &simile_rivals[1]));
    ck_assert_uint_eq(alone->n_metrics, 2); /* f1_p is a figure: there is nothing to differ from */
    simile_saved_evaluation__free(evaluation);
    simile_map__dispose(&inputs);
}
END_TEST

START_TEST(saved_evaluation__misses_rows)
{
    simile_saved_evaluation *evaluation;
    simile_map inputs = {0};
    scratch_write_text("r.jsonl", "{\"score\": 1, \"similarity\": null, \"text1\": \"a\", \"text2\": \"b\"}\n");
    expect_failure(simile_saved_evaluation__load(
                       &evaluation,
                       scratch_write_text("m.json", "[{\"task\": \"sts\", \"rows\": 2, \"rows_file\": \"r.jsonl\"}]"),
                       &inputs),
                   SIMILE_ERROR_FORMAT, "r.jsonl: holds 1 rows, but the evaluation is of 2");
    expect_ok(simile_saved_evaluation__load(
        &evaluation, scratch_write_text("m.json", "[{\"task\": \"sts\", \"rows\": 1, \"rows_file\": \"r.jsonl\"}]"),
        &inputs));
    simile_saved_evaluation__free(evaluation);
    simile_map__dispose(&inputs);
}
END_TEST

START_TEST(saved_evaluation__refuses_what_is_none)
{
    simile_map inputs = {0};
    simile_saved_evaluation *evaluation;
    expect_failure(simile_saved_evaluation__load(&evaluation, scratch_write_text("a.json", "{\"tasks\": 1}"), &inputs),
                   SIMILE_ERROR_FORMAT, "a.json: is no evaluation");
    expect_failure(simile_saved_evaluation__load(&evaluation, scratch_write_text("b.json", "[{}, 3]"), &inputs),
                   SIMILE_ERROR_FORMAT, "b.json: task 2 is no object");
    expect_failure(simile_saved_evaluation__load(&evaluation, scratch_write_text("d.json", "{\"tasks\": []}"), &inputs),
                   SIMILE_ERROR_FORMAT, "d.json: is an evaluation without a task");
    expect_failure(simile_saved_evaluation__load(&evaluation, scratch_write_text("c.json", "[{},\n oops]"), &inputs),
                   SIMILE_ERROR_FORMAT, "c.json:2:");
    simile_map__dispose(&inputs);
}
END_TEST

static void expect_rows_failure(simile_saved_kind kind, const char *text, const char *message)
{
    simile_saved_rows *rows;
    expect_failure(simile_saved_rows__load(&rows, kind, scratch_write_text("r.jsonl", text), NULL), SIMILE_ERROR_FORMAT,
                   message);
}

START_TEST(saved_rows__name_file_line_and_key_of_a_fault)
{
    expect_rows_failure(SIMILE_SAVED_STS,
                        "{\"score\": 1, \"similarity\": 1, \"text1\": \"a\", \"text2\": \"b\"}\n{\"score\": 1}\n",
                        "r.jsonl:2: \"similarity\" is missing or no number");
    expect_rows_failure(SIMILE_SAVED_PAIRS, "{\"label\": 2}\n", "r.jsonl:1: \"label\" is missing or neither 0 nor 1");
    expect_rows_failure(SIMILE_SAVED_LABELLED, "{\"label\": []}\n", "r.jsonl:1: \"label\" is missing or no label");
    expect_rows_failure(SIMILE_SAVED_LABELLED, "{\"label\": \"a\", \"text\": 1}\n", "\"text\" is missing or no text");
    expect_rows_failure(SIMILE_SAVED_TRIPLES, "{\n", "r.jsonl:1:");
}
END_TEST

START_TEST(saved_rows__count_rows_without_a_similarity)
{
    simile_saved_rows *rows;
    const char *path = scratch_write_text(
        "r.jsonl", "{\"score\": 1, \"similarity\": null, \"text1\": \"a\", \"text2\": \"b\"}\n"
                   "{\"score\": 2, \"similarity\": 0.5, \"text1\": \"a\\u0000b\", \"text2\": \"b\"}\n");
    expect_ok(simile_saved_rows__load(&rows, SIMILE_SAVED_STS, path, NULL));
    ck_assert_uint_eq(rows->n, 1);
    ck_assert_uint_eq(rows->n_undefined, 1);
    ck_assert_str_eq(rows->rows[0].texts[0], "a\1b");
    simile_saved_rows__free(rows);
}
END_TEST

START_TEST(saved_rows__want_a_finite_vector_for_each_row)
{
    const float values[] = {1, 0, 0, NAN};
    simile_saved_rows *rows;
    const char *text =
        scratch_write_text("r.jsonl", "{\"label\": 3, \"text\": \"a\"}\n{\"label\": 3, \"text\": \"b\"}\n");
    const char *path = scratch_path("v.npy");
    expect_ok(simile_npy__save(path, values, 1, 2));
    expect_failure(simile_saved_rows__load(&rows, SIMILE_SAVED_LABELLED, text, path), SIMILE_ERROR_FORMAT,
                   "v.npy: holds 1 vectors for 2 rows");
    expect_ok(simile_npy__save(path, values, 2, 2));
    expect_failure(simile_saved_rows__load(&rows, SIMILE_SAVED_LABELLED, text, path), SIMILE_ERROR_FORMAT,
                   "v.npy: the vector of row 2 is not finite");
}
END_TEST

static simile_status load_rows(const char *path, void *context)
{
    simile_saved_rows *rows;
    (void)context;
    const simile_status status = simile_saved_rows__load(&rows, SIMILE_SAVED_LABELLED, path, NULL);
    simile_saved_rows__free(rows);
    return status;
}

START_TEST(saved_rows__survive_damage)
{
    const char text[] =
        "{\"label\": \"a\", \"predicted\": null, \"probe\": 7, \"text\": \"x\"}\n{\"label\": 1, \"text\": \"y\"}\n";
    ck_assert_uint_gt(expect_damage_is_noticed("r.jsonl", text, sizeof text - 1, load_rows, NULL), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {training_log__tells_steps_from_development_figures,
                                  training_log__leaves_out_a_line_that_is_being_written,
                                  training_log__tells_sources_and_files_apart,
                                  training_log__names_the_line_of_a_fault,
                                  saved_evaluation__reads_tasks_figures_and_rows,
                                  saved_evaluation__reads_a_list_of_figures_alone,
                                  saved_evaluation__tells_the_model_from_what_stands_beside_it,
                                  saved_evaluation__misses_rows,
                                  saved_evaluation__refuses_what_is_none,
                                  saved_rows__name_file_line_and_key_of_a_fault,
                                  saved_rows__count_rows_without_a_similarity,
                                  saved_rows__want_a_finite_vector_for_each_row,
                                  saved_rows__survive_damage};
    return suite_run("saved", tests, sizeof tests / sizeof *tests);
}
