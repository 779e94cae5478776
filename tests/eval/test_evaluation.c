/* Evaluations from files of rows and vectors, by hand-made cases. */
#include "expect.h"
#include "npy.h"
#include "scratch.h"
#include "simile/eval.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* contender 1: word overlap */
static const simile_evaluation_metric *metric_of(const simile_evaluation *e, size_t contender, const char *name)
{
    const simile_evaluation_result result = simile_evaluation_get_of(e, 0, contender);
    for (size_t i = 0; i < result.n_metrics; i++) {
        if (strcmp(result.metrics[i].name, name) == 0) {
            return &result.metrics[i];
        }
    }
    ck_abort_msg("no metric %s", name);
    return NULL;
}

static const simile_evaluation_metric *metric(const simile_evaluation *e, const char *name)
{
    return metric_of(e, 0, name);
}

static simile_status run(simile_evaluation **e, simile_evaluation_kind kind, const char *rows, const float *vectors,
                         size_t n, size_t n_threads)
{
    const char *npy = scratch_path("x.npy");
    const simile_evaluation_options options = {
        .n_threads = n_threads, .vectors = npy, .baselines = SIMILE_BASELINE_TFIDF};
    expect_ok(simile_npy__save(npy, vectors, n, 2));
    expect_ok(simile_evaluation_new(e, NULL, &options));
    const simile_evaluation_files files = {.file = scratch_write_text("rows.tsv", rows)};
    simile_status status = simile_evaluation_add(*e, kind, &files);
    return status == SIMILE_OK ? simile_evaluation_run(*e) : status;
}

/* Cosines 1, 0.6, 0 against scores 5, 3, 0: the ranks agree. */
START_TEST(evaluation__measures_sts)
{
    const float x[] = {1, 0, 2, 0, 1, 0, 3, 4, 1, 0, 0, 1};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_STS, "5\ta b\ta b\n3\ta b\ta c\n0\ta\td\n", x, 6, 2));
    ck_assert_double_eq_tol(metric(e, "spearman")->value, 1, 1e-12);
    ck_assert_double_eq_tol(metric_of(e, 1, "spearman")->value, 1, 1e-12);
    ck_assert_double_eq_tol(metric(e, "alignment")->value, 0, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

START_TEST(evaluation__tells_that_a_constant_has_no_correlation)
{
    const float x[] = {1, 0, 1, 0, 1, 0, 1, 0};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_STS, "5\ta\tb\n3\tc\td\n", x, 4, 1));
    ck_assert(isnan(metric(e, "spearman")->value));
    ck_assert_ptr_nonnull(metric(e, "spearman")->note);
    expect_ok(simile_evaluation_write_json(e, scratch_path("e.json")));
    char *json = scratch_read(scratch_path("e.json"), NULL);
    ck_assert_ptr_nonnull(strstr(json, "\"spearman\": null"));
    free(json);
    simile_evaluation_free(e);
}
END_TEST

START_TEST(evaluation__measures_triples_and_dumps)
{
    const float x[] = {1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_TRIPLES, "a\tb\tc\nd\te\tf\n", x, 6, 1));
    ck_assert_double_eq_tol(metric(e, "accuracy")->value, 0.5, 1e-12);
    expect_ok(simile_evaluation_dump(e, scratch_path("d.tsv")));
    char *dump = scratch_read(scratch_path("d.tsv"), NULL);
    ck_assert_ptr_nonnull(strstr(dump, "\t1\t1\t1\ta\tb\tc\n"));
    free(dump);
    simile_evaluation_free(e);
}
END_TEST

/* Cosines 0.6 and 0; dot products 6 and 0, distances √(2² + 4²) and √(3² + 1²), sums 6 and 4. */
START_TEST(evaluation__measures_lengths_too)
{
    const float x[] = {3, 0, 1, 4, 3, 0, 0, 1};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_STS, "5\ta\tb\n3\tc\td\n", x, 4, 1));
    ck_assert_double_eq_tol(metric(e, "spearman")->value, 1, 1e-12);
    ck_assert_double_eq_tol(metric(e, "spearman_dot")->value, 1, 1e-12);
    ck_assert_double_eq_tol(metric(e, "spearman_euclidean")->value, -1, 1e-12);
    ck_assert_double_eq_tol(metric(e, "pearson_manhattan")->value, -1, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* Cosines of the file: 1 (yes), 0.8 (no), 0.6 (yes), 0 (no); of the dev file: 1 (yes), 0.8 (no): the threshold 0.9. */
START_TEST(evaluation__takes_thresholds_from_dev)
{
    const float x[] = {1, 0, 1, 0, 1, 0, 4, 3, 1, 0, 3, 4, 1, 0, 0, 1, 1, 0, 2, 0, 1, 0, 4, 3};
    const simile_evaluation_options options = {.n_threads = 1, .vectors = scratch_path("x.npy")};
    simile_evaluation *e = NULL;
    expect_ok(simile_npy__save(options.vectors, x, 12, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    const simile_evaluation_files files = {.file =
                                               scratch_write_text("rows.tsv", "1\ta\tb\n0\tc\td\n1\te\tf\n0\tg\th\n"),
                                           .dev = scratch_write_text("dev.tsv", "1\ta\tb\n0\tc\td\n")};
    expect_ok(simile_evaluation_add(e, SIMILE_EVALUATION_PAIRS, &files));
    expect_failure(simile_evaluation_add(e, SIMILE_EVALUATION_STS, &files), SIMILE_ERROR_CONFIG, "dev file");
    expect_ok(simile_evaluation_run(e));
    ck_assert_double_eq_tol(metric(e, "dev_accuracy")->value, 0.75, 1e-12);
    ck_assert_double_eq_tol(metric(e, "dev_f1")->value, 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(metric(e, "f1")->value, 0.8, 1e-12);
    ck_assert_double_eq_tol(metric(e, "f1_threshold")->value, 0.3, 1e-6);
    simile_evaluation_free(e);
}
END_TEST

/* Two clouds of 20 rows, far apart. */
static simile_evaluation *clouds(size_t n_threads)
{
    char rows[1000] = "";
    float x[80];
    simile_evaluation *e = NULL;
    for (size_t i = 0; i < 40; i++) {
        strcat(rows, i % 2 ? "odd\tred apple\n" : "even\tblue sky\n");
        x[2 * i] = i % 2 ? 1 : -1;
        x[2 * i + 1] = (float)(i * 7 % 20) / 100;
    }
    expect_ok(run(&e, SIMILE_EVALUATION_LABELLED, rows, x, 40, n_threads));
    return e;
}

START_TEST(evaluation__separates_clouds)
{
    static const char *const ones[] = {"knn1_accuracy", "knn10_accuracy", "purity",         "ari",
                                       "nmi",           "v_measure",      "probe_accuracy", "few_shot_accuracy"};
    simile_evaluation *e = clouds(1);
    for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) {
        ck_assert_double_eq_tol(metric(e, ones[i])->value, 1, 1e-12);
    }
    ck_assert_double_eq_tol(metric_of(e, 1, "knn5_accuracy")->value, 1, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

START_TEST(evaluation__has_the_same_bits_for_any_threads)
{
    simile_evaluation *a = clouds(1), *b = clouds(3);
    const simile_evaluation_result x = simile_evaluation_get(a, 0), y = simile_evaluation_get(b, 0);
    ck_assert_uint_eq(x.n_metrics, y.n_metrics);
    for (size_t i = 0; i < x.n_metrics; i++) {
        /* The bits are what is promised.
         * NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
        ck_assert(memcmp(&x.metrics[i].value, &y.metrics[i].value, sizeof(double)) == 0);
    }
    simile_evaluation_free(a);
    simile_evaluation_free(b);
}
END_TEST

START_TEST(evaluation__refuses_bad_files)
{
    static const struct {
        simile_evaluation_kind kind;
        const char *rows, *message;
    } bad[] = {{SIMILE_EVALUATION_STS, "5\ta\tb\nx\ta\tb\n", "rows.tsv:2: the score \"x\""},
               {SIMILE_EVALUATION_STS, "", "holds no rows"},
               {SIMILE_EVALUATION_PAIRS, "1\ta\tb\n2\tc\td\n", "rows.tsv:2: the label \"2\""},
               {SIMILE_EVALUATION_PAIRS, "1\ta\tb\n1\tc\td\n", "both labels"},
               {SIMILE_EVALUATION_LABELLED, "x\ta\nx\tb\nx\tc\nx\td\n", "same label"},
               {SIMILE_EVALUATION_STS, "5\ta\tb\n", "4 vectors, the files hold 2 texts"}};
    const float x[] = {1, 0, 0, 1, 1, 1, 0, 2};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        simile_evaluation *e = NULL;
        expect_failure(run(&e, bad[i].kind, bad[i].rows, x, 4, 1), SIMILE_ERROR_DATA, bad[i].message);
        simile_evaluation_free(e);
    }
}
END_TEST

static void add(simile_evaluation *e, simile_evaluation_kind kind, const char *rows, const char *train)
{
    const char *names[] = {"1.tsv", "2.tsv", "3.tsv"};
    const simile_evaluation_files files = {.file = scratch_write_text(names[simile_evaluation_count(e)], rows),
                                           .train = train ? scratch_write_text("train.tsv", train) : NULL};
    expect_ok(simile_evaluation_add(e, kind, &files));
}

/* Of three test rows one stands in the training file under another spelling; it is the only one that is right. */
START_TEST(evaluation__finds_what_was_learnt_from)
{
    const float x[] = {1, 0, 1, 0, 0, 1, 1, 0, 0, 1};
    const simile_evaluation_options options = {.n_threads = 1, .vectors = scratch_path("x.npy")};
    simile_evaluation *e = NULL;
    expect_ok(simile_npy__save(options.vectors, x, 5, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    add(e, SIMILE_EVALUATION_LABELLED, "a\tThe CAT!\nb\tone\na\ttwo\n", "a\tthe cat\nb\tother\n");
    expect_ok(simile_evaluation_run(e));
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_duplicates, 1);
    ck_assert_double_eq_tol(metric(e, "knn1_accuracy")->value, 1.0 / 3, 1e-12);
    ck_assert_double_eq_tol(metric(e, "knn1_accuracy")->once, 0, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* Without a training file the dev file teaches nothing: the rows themselves are looked among. */
START_TEST(evaluation__finds_own_rows_beside_dev)
{
    const float x[] = {1, 0, 1, 0, 0, 1, 1, 0};
    const simile_evaluation_options options = {.n_threads = 1, .vectors = scratch_path("x.npy")};
    const simile_evaluation_files files = {.file = scratch_write_text("1.tsv", "a\tone\na\tOne\nb\ttwo\n"),
                                           .dev = scratch_write_text("dev.tsv", "b\ttwo\n")};
    simile_evaluation *e = NULL;
    expect_ok(simile_npy__save(options.vectors, x, 4, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    expect_ok(simile_evaluation_add(e, SIMILE_EVALUATION_LABELLED, &files));
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_duplicates, 2);
    ck_assert(simile_evaluation_get(e, 0).learns_own);
    simile_evaluation_free(e);
}
END_TEST

/* Equal texts of two groups, or of the usual rows to compare with, are nothing that was learnt. */
START_TEST(evaluation__has_no_duplicates_of_anomalies)
{
    const simile_evaluation_options options = {.n_threads = 1, .vectors = scratch_path("x.npy")};
    simile_evaluation *e = NULL;
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    add(e, SIMILE_EVALUATION_ANOMALY, "g\tusual\tone\nh\todd\tone\n", NULL);
    add(e, SIMILE_EVALUATION_ANOMALY, "g\tusual\tone\nh\todd\ttwo\n", "g\tusual\tone\n");
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_duplicates, 0);
    ck_assert_uint_eq(simile_evaluation_get(e, 1).n_duplicates, 0);
    ck_assert(!simile_evaluation_get(e, 0).learns_own);
    simile_evaluation_free(e);
}
END_TEST

/* The second file fails; the third one's vectors are behind its own. */
START_TEST(evaluation__goes_on_behind_what_fails)
{
    const float x[] = {1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1};
    const simile_evaluation_options options = {.n_threads = 1, .vectors = scratch_path("x.npy"), .keep_going = true};
    simile_evaluation *e = NULL;
    expect_ok(simile_npy__save(options.vectors, x, 9, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    add(e, SIMILE_EVALUATION_TRIPLES, "a\tb\tc\n", NULL);
    add(e, SIMILE_EVALUATION_LABELLED, "x\ta\nx\tb\nx\tc\n", NULL);
    add(e, SIMILE_EVALUATION_TRIPLES, "a\tb\tc\n", NULL);
    expect_ok(simile_evaluation_run(e));
    ck_assert_ptr_null(simile_evaluation_get(e, 0).error);
    ck_assert_ptr_nonnull(strstr(simile_evaluation_get(e, 1).error, "same label"));
    ck_assert_uint_eq(simile_evaluation_get(e, 1).n_metrics, 0);
    ck_assert_double_eq_tol(simile_evaluation_get(e, 2).metrics[0].value, 1, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* 40 triples: one side is right on all, the other one on every second. */
START_TEST(evaluation__compares_two)
{
    enum { N = 40 };
    char rows[N * 6 + 1] = "";
    float a[N * 6], b[N * 6];
    const char *const path_a = scratch_path("a.npy"), *const path_b = scratch_path("b.npy");
    const simile_evaluation_options options = {.vectors = path_a, .against_vectors = path_b};
    simile_evaluation *e = NULL;
    simile_evaluation_difference difference;
    for (size_t i = 0; i < N; i++) {
        const float right[] = {1, 0, 1, 0, 0, 1}, wrong[] = {1, 0, 0, 1, 1, 0};
        strcat(rows, "a\tb\tc\n");
        memcpy(a + i * 6, right, sizeof right);
        memcpy(b + i * 6, i % 2 ? right : wrong, sizeof right);
    }
    expect_ok(simile_npy__save(path_a, a, 3 * N, 2));
    expect_ok(simile_npy__save(path_b, b, 3 * N, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    add(e, SIMILE_EVALUATION_TRIPLES, rows, NULL);
    expect_ok(simile_evaluation_run(e));
    ck_assert_str_eq(simile_evaluation_contender(e, 1), "against");
    expect_ok(simile_evaluation_compare(&difference, metric(e, "accuracy"), metric_of(e, 1, "accuracy")));
    ck_assert_double_eq_tol(difference.value, 0.5, 1e-12);
    /* √(0.25/40) = 0.079; 1,000 draws tell its double to about a tenth */
    ck_assert_double_eq_tol(difference.low, 0.5 - 1.96 * 0.079, 0.04);
    ck_assert_double_eq_tol(difference.high, 0.5 + 1.96 * 0.079, 0.04);
    ck_assert_double_eq_tol(difference.p, 2.0 / 1001, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

START_TEST(evaluation__keeps_other_folders)
{
    const simile_evaluation_options options = {.vectors = "x.npy", .save = scratch_path("")};
    simile_evaluation *e = NULL;
    (void)scratch_write_text("diary", "text");
    expect_failure(simile_evaluation_new(&e, NULL, &options), SIMILE_ERROR_CONFIG, "no saved evaluation");
    ck_assert_ptr_null(e);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {evaluation__measures_sts,
                                  evaluation__tells_that_a_constant_has_no_correlation,
                                  evaluation__measures_lengths_too,
                                  evaluation__takes_thresholds_from_dev,
                                  evaluation__measures_triples_and_dumps,
                                  evaluation__separates_clouds,
                                  evaluation__has_the_same_bits_for_any_threads,
                                  evaluation__refuses_bad_files,
                                  evaluation__finds_what_was_learnt_from,
                                  evaluation__finds_own_rows_beside_dev,
                                  evaluation__has_no_duplicates_of_anomalies,
                                  evaluation__goes_on_behind_what_fails,
                                  evaluation__compares_two,
                                  evaluation__keeps_other_folders};
    return suite_run("evaluation", tests, sizeof tests / sizeof *tests);
}
