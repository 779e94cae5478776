/* Retrieval, reranking, groups, mining, probes and anomalies, by hand-made cases. */
#include "expect.h"
#include "npy.h"
#include "scratch.h"
#include "simile/eval.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define A38 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static double figure(const simile_evaluation *e, const char *name)
{
    const simile_evaluation_result result = simile_evaluation_get(e, 0);
    for (size_t i = 0; i < result.n_metrics; i++) {
        if (strcmp(result.metrics[i].name, name) == 0) {
            return result.metrics[i].value;
        }
    }
    ck_abort_msg("no metric %s", name);
    return NAN;
}

/* Measures files by vectors of two values; the vectors' lengths are of no importance. */
static simile_status run(simile_evaluation **e, simile_evaluation_kind kind, const simile_evaluation_files *files,
                         const float *vectors, size_t n)
{
    const simile_evaluation_options options = {.n_threads = 2, .vectors = scratch_path("x.npy")};
    expect_ok(simile_npy__save(options.vectors, vectors, n, 2));
    expect_ok(simile_evaluation_new(e, NULL, &options));
    simile_status status = simile_evaluation_add(*e, kind, files);
    return status == SIMILE_OK ? simile_evaluation_run(*e) : status;
}

static simile_status run_rows(simile_evaluation **e, simile_evaluation_kind kind, const char *rows,
                              const float *vectors, size_t n)
{
    const simile_evaluation_files files = {.file = scratch_write_text("rows.tsv", rows)};
    return run(e, kind, &files, vectors, n);
}

/* Queries q and r, documents a, b, c. By cosine q finds a, b, c and r finds c, b, a. */
static const float two_queries[] = {1, 0, 0, 1, 1, 0, 1, 1, 0, 1};

/* b answers q: rank 2. a and c answer r: ranks 3 and 1. */
START_TEST(retrieval__looks_among_all_documents)
{
    static const char rows[] = "0\tq\ta\n1\tq\tb\n1\tr\ta\n1\tr\tc\n1\tq\tb\n";
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_RETRIEVAL, rows, two_queries, 5));
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_rows, 2);
    ck_assert_double_eq_tol(figure(e, "mrr_at_10"), 0.75, 1e-12);
    ck_assert_double_eq_tol(figure(e, "map_at_100"), (0.5 + (1 + 2.0 / 3) / 2) / 2, 1e-12);
    ck_assert_double_eq_tol(figure(e, "recall_at_1"), 0.25, 1e-12);
    ck_assert_double_eq_tol(figure(e, "recall_at_5"), 1, 1e-12);
    ck_assert_double_eq_tol(figure(e, "precision_at_1"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "precision_at_10"), 0.15, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* The same from three files, with grades: q wants b (2) before a (1) and finds them the other way round. r has no
 * answer and does not count. */
START_TEST(retrieval__reads_judgements)
{
    static const char *const lists[] = {"q 0 a 1\nq 0 b 2\nr 0 c 0\n",
                                        "query-id\tcorpus-id\tscore\nq\ta\t1\nq\tb\t2\n"};
    const double wanted = (1 + 2 / log2(3)) / (2 + 1 / log2(3));
    for (size_t i = 0; i < 2; i++) {
        simile_evaluation *e = NULL;
        const simile_evaluation_files files = {.file = scratch_write_text("list.txt", lists[i]),
                                               .queries = scratch_write_text("q.tsv", "q\tone\nr\ttwo\n"),
                                               .corpus = scratch_write_text("c.tsv", "a\tA\nb\tB\nc\tC\n")};
        expect_ok(run(&e, SIMILE_EVALUATION_RETRIEVAL, &files, two_queries, 5));
        ck_assert_double_eq_tol(figure(e, "ndcg_at_10"), wanted, 1e-12);
        ck_assert_double_eq_tol(figure(e, "recall_at_1"), 0.5, 1e-12);
        expect_ok(simile_evaluation_write_json(e, scratch_path("e.json")));
        char *json = scratch_read(scratch_path("e.json"), NULL);
        ck_assert_ptr_nonnull(strstr(json, "\"queries_rows\": 2"));
        ck_assert_ptr_nonnull(strstr(json, "\"corpus_rows\": 3"));
        ck_assert_ptr_nonnull(strstr(json, "c.tsv\""));
        free(json);
        simile_evaluation_free(e);
    }
}
END_TEST

/* A query and a document without text; a blank line in each of the three files. */
START_TEST(retrieval__counts_what_is_empty)
{
    simile_evaluation *e = NULL;
    const simile_evaluation_files files = {.file = scratch_write_text("list.txt", "q 0 a 1\n\nr 0 b 1\n"),
                                           .queries = scratch_write_text("q.tsv", "q\tone\n\nr\t \n"),
                                           .corpus = scratch_write_text("c.tsv", "a\tA\n\nb\tB\nc\t\n")};
    expect_ok(run(&e, SIMILE_EVALUATION_RETRIEVAL, &files, two_queries, 5));
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_empty, 2);
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_blank, 3);
    simile_evaluation_free(e);
}
END_TEST

START_TEST(retrieval__refuses_bad_judgements)
{
    static const struct {
        const char *list, *queries, *message;
    } bad[] = {{"q 0 a x\n", "q\tone\n", "list.txt:1: is no judgement"},
               {"q 0 a -1\n", "q\tone\n", "list.txt:1: is no judgement"},
               {"q 0 a 1\ns 0 a 1\n", "q\tone\n", "list.txt:2: "},
               {"q 0 z 1\n", "q\tone\n", "has no document \"z\""},
               {"q 0 a 0\n", "q\tone\n", "no query has an answer"},
               {"\n", "q\tone\n", "holds no judgements"},
               {"q 0 a 1\n", "q\tone\nq\ttwo\n", "row 2 has the id \"q\" of row 1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        simile_evaluation *e = NULL;
        const simile_evaluation_files files = {.file = scratch_write_text("list.txt", bad[i].list),
                                               .queries = scratch_write_text("q.tsv", bad[i].queries),
                                               .corpus = scratch_write_text("c.tsv", "a\tA\n")};
        expect_failure(run(&e, SIMILE_EVALUATION_RETRIEVAL, &files, two_queries, 2), SIMILE_ERROR_DATA, bad[i].message);
        simile_evaluation_free(e);
    }
}
END_TEST

START_TEST(retrieval__needs_queries_with_a_corpus)
{
    simile_evaluation *e = NULL;
    const simile_evaluation_files files = {.file = scratch_write_text("list.txt", "q 0 a 1\n"),
                                           .queries = scratch_write_text("q.tsv", "q\tone\n")};
    expect_failure(run(&e, SIMILE_EVALUATION_RETRIEVAL, &files, two_queries, 2), SIMILE_ERROR_CONFIG,
                   "queries and a corpus");
    simile_evaluation_free(e);
}
END_TEST

/* q ranks a before b, which answers it; r has no candidate that is none, and does not count. */
START_TEST(reranking__ranks_own_candidates)
{
    static const char rows[] = "0\tq\ta\n1\tq\tb\n1\tr\tc\n";
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_RERANKING, rows, two_queries, 5));
    ck_assert_double_eq_tol(figure(e, "map"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mrr_at_10"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "ndcg_at_10"), 1 / log2(3), 1e-12);
    simile_evaluation_free(e);
    expect_failure(run_rows(&e, SIMILE_EVALUATION_RERANKING, "1\tq\ta\n", two_queries, 2), SIMILE_ERROR_DATA,
                   "no query has both");
    simile_evaluation_free(e);
}
END_TEST

/* Four texts in a row on the circle: 0, 10, 30 and 60 degrees; groups {0, 10} and {30, 60}. Text 30 finds 10 first. Of
 * all pairs 0-10 comes first, 10-30 second, then 30-60 and 0-30 at one score. */
static const float four_texts[] = {1, 0, 0.98480775F, 0.17364818F, 0.8660254F, 0.5F, 0.5F, 0.8660254F};

static void check_four(simile_evaluation *e)
{
    ck_assert_double_eq_tol(figure(e, "precision_at_1"), 0.75, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mining_recall"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mining_precision"), 1, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mining_threshold"), (0.98480775 + 0.93969262) / 2, 1e-6);
    simile_evaluation_free(e);
}

START_TEST(groups__find_each_other)
{
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_GROUPS, "x\ta\nx\tb\ny\tc\ny\td\n", four_texts, 4));
    check_four(e);
    expect_failure(run_rows(&e, SIMILE_EVALUATION_GROUPS, "x\ta\ny\tb\n", four_texts, 2), SIMILE_ERROR_DATA,
                   "no two texts belong together");
    simile_evaluation_free(e);
}
END_TEST

START_TEST(mining__takes_each_text_once)
{
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_MINING, "1\ta\tb\n0\tb\tc\n1\tc\td\n1\td\tc\n1\ta\ta\n", four_texts, 4));
    check_four(e);
}
END_TEST

START_TEST(probes__count_changed_sentences_that_are_farther)
{
    const float x[] = {1, 0, 3, 1, 0, 1, 1, 0, 0, 1, 3, 1, 1, 0, 1, 1, 1, 1};
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_PROBES, "not\ta\tb\tc\nnot\td\te\tf\na number\tg\th\ti\n", x, 9));
    ck_assert_double_eq_tol(figure(e, "accuracy"), 1.0 / 3, 1e-12);
    ck_assert_double_eq_tol(figure(e, "accuracy_not"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "accuracy_a_number"), 0, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* Kinds that differ in what no name takes, in letters of any script, and far behind. */
START_TEST(probes__tell_kinds_apart)
{
    static const char *const names[] = {"accuracy_role_swap",    "accuracy_role_swap-2", "accuracy_\u5426\u5b9a",
                                        "accuracy_\u6570\u91cf", "accuracy_" A38,        "accuracy_" A38 "-2"};
    static const char rows[] =
        "role swap\ta\tb\tc\nrole_swap\td\te\tf\n\u5426\u5b9a\tg\th\ti\n\u6570\u91cf\tj\tk\tl\n" A38
        "\u5426\tm\tn\to\n" A38 "\u5b9a\tp\tq\tr\n";
    float x[36];
    simile_evaluation *e = NULL;
    for (size_t i = 0; i < 36; i++) {
        /* in turn the changed sentence and the paraphrase are askew */
        x[i] = (float)(i % 2 == 0 || i / 2 % 6 == 2 || i / 2 % 6 == 4);
    }
    expect_ok(run_rows(&e, SIMILE_EVALUATION_PROBES, rows, x, 18));
    ck_assert_uint_eq(simile_evaluation_get(e, 0).n_metrics, 7);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_str_eq(simile_evaluation_get(e, 0).metrics[i + 1].name, names[i]);
        ck_assert_double_eq_tol(figure(e, names[i]), i % 2 == 0, 1e-12);
    }
    expect_ok(simile_evaluation_write_json(e, scratch_path("e.json")));
    simile_evaluation_free(e);
}
END_TEST

/* Two groups; in the first the odd row is the far one, in the second a usual one is farther. */
START_TEST(anomaly__compares_within_groups)
{
    static const char rows[] = "g\tusual\ta\ng\t0\tb\ng\todd\tc\nh\tusual\td\nh\tusual\te\nh\tusual\tf\nh\t1\tg\n";
    const float x[] = {1, 0, 1, 0.1F, -1, 0.2F, 1, 0, 1, 0.1F, -1, 0.3F, 1, 0.3F};
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_ANOMALY, rows, x, 7));
    ck_assert_double_eq_tol(figure(e, "odd_first"), 0.5, 1e-12);
    /* By the nearest one: c and g are odd; f is above g, the others are below both. */
    ck_assert_double_eq_tol(figure(e, "knn1_auroc"), 0.9, 1e-12);
    ck_assert_double_eq_tol(figure(e, "knn1_ap"), (1 + 2.0 / 3) / 2, 1e-12);
    ck_assert(isnan(figure(e, "knn10_auroc")));
    simile_evaluation_free(e);
    expect_failure(run_rows(&e, SIMILE_EVALUATION_ANOMALY, "g\tusual\ta\ng\tusual\tb\n", x, 2), SIMILE_ERROR_DATA,
                   "all 2 rows are usual");
    simile_evaluation_free(e);
    expect_failure(run_rows(&e, SIMILE_EVALUATION_ANOMALY, "g\tmaybe\ta\n", x, 1), SIMILE_ERROR_DATA,
                   "neither usual (0) nor odd (1)");
    simile_evaluation_free(e);
}
END_TEST

/* One group: by the search of neighbours; and compared with usual rows of a training file, of which the odd one is left
 * out and group h has none. */
START_TEST(anomaly__of_one_group_and_of_training_rows)
{
    const float one[] = {1, 0, 1, 0.1F, 1, 0.3F, 0, 1}, two[] = {1, 0.1F, 0, 1, 1, 0, 0, 1, 1, 0};
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_ANOMALY, "g\t0\ta\ng\t0\tb\ng\t0\tc\ng\t1\td\n", one, 4));
    ck_assert_double_eq_tol(figure(e, "knn1_auroc"), 1, 1e-12);
    /* the third nearest of a is d, and that of d is a: one distance */
    ck_assert_double_eq_tol(figure(e, "knn3_ap"), 0.5, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mean_auroc"), 1, 1e-12);
    simile_evaluation_free(e);
    const simile_evaluation_files files = {.file = scratch_write_text("rows.tsv", "g\t0\ta\ng\t1\tb\nh\t0\tc\n"),
                                           .train = scratch_write_text("train.tsv", "g\t1\td\ng\t0\te\n")};
    expect_ok(run(&e, SIMILE_EVALUATION_ANOMALY, &files, two, 5));
    ck_assert_double_eq_tol(figure(e, "knn1_auroc"), 1, 1e-12);
    ck_assert_double_eq_tol(figure(e, "mean_auroc"), 1, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* The first rows stand alone in their groups and have no distance; the others' odd one is farthest. */
START_TEST(anomaly__leaves_out_rows_that_stand_alone)
{
    static const char rows[] = "h\todd\ta\ni\todd\tb\ng\tusual\tc\ng\tusual\td\ng\todd\te\n";
    static const char *const names[] = {"mean_auroc", "mean_ap", "knn1_auroc", "knn1_ap"};
    const float x[] = {1, 0, 1, 0, 1, 0, 1, 0.1F, 0, 1};
    simile_evaluation *e = NULL;
    expect_ok(run_rows(&e, SIMILE_EVALUATION_ANOMALY, rows, x, 5));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_double_eq_tol(figure(e, names[i]), 1, 1e-12);
    }
    simile_evaluation_free(e);
}
END_TEST

/* Two files of two and three rows. The first one's cosines are 1 and 0.6 for the scores 5 and 1; the second one's 0.8,
 * 0.6 and 0 for 1, 2 and 3, the wrong way round. Together: ranks of the scores 5, 1.5, 1.5, 3, 4; of the cosines
 * 5, 2.5, 4, 2.5, 1. */
START_TEST(sts__files_are_put_together)
{
    const float x[] = {1, 0, 1, 0, 1, 0, 3, 4, 1, 0, 4, 3, 1, 0, 3, 4, 1, 0, 0, 1};
    const simile_evaluation_files first = {.file = scratch_write_text("one.tsv", "5\ta\tb\n1\tc\td\n")},
                                  second = {.file = scratch_write_text("two.tsv", "1\te\tf\n2\tg\th\n3\ti\tj\n")};
    const simile_evaluation_options options = {.n_threads = 2, .vectors = scratch_path("x.npy")};
    simile_evaluation *e = NULL;
    expect_ok(simile_npy__save(options.vectors, x, 10, 2));
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    expect_ok(simile_evaluation_add(e, SIMILE_EVALUATION_STS, &first));
    expect_ok(simile_evaluation_add(e, SIMILE_EVALUATION_STS, &second));
    expect_ok(simile_evaluation_run(e));
    ck_assert_uint_eq(simile_evaluation_count(e), 3);
    const simile_evaluation_result all = simile_evaluation_get(e, 2);
    const double wanted[] = {1.25 / 9.5, NAN, 0, NAN, -0.2};
    static const char *const names[] = {"spearman", "pearson", "spearman_mean", "pearson_mean",
                                        "spearman_weighted_mean"};
    ck_assert_str_eq(all.name, "all");
    ck_assert_uint_eq(all.n_rows, 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(all.metrics[i].name, names[i]);
        ck_assert(isnan(wanted[i]) || fabs(all.metrics[i].value - wanted[i]) < 1e-7);
    }
    const double *of_one = simile_evaluation_get(e, 0).metrics[0].draws,
                 *of_two = simile_evaluation_get(e, 1).metrics[0].draws;
    ck_assert(all.metrics[2].has_interval && all.metrics[4].has_interval);
    for (size_t d = 0; d < all.metrics[2].n_draws; d++) {
        const double mean = (of_one[d] + of_two[d]) / 2, weighted = (2 * of_one[d] + 3 * of_two[d]) / 5;
        ck_assert(isnan(mean) ? isnan(all.metrics[2].draws[d]) : fabs(all.metrics[2].draws[d] - mean) < 1e-12);
        ck_assert(isnan(mean) || fabs(all.metrics[4].draws[d] - weighted) < 1e-12);
    }
    expect_ok(simile_evaluation_dump(e, scratch_path("dump.tsv")));
    char *dump = scratch_read(scratch_path("dump.tsv"), NULL);
    ck_assert_ptr_nonnull(strstr(dump, "sts\t2 sts files\t5\t3\t0\ti\tj\n"));
    free(dump);
    simile_evaluation_free(e);
}
END_TEST

static bool has_figure(const simile_evaluation *e, const char *name)
{
    const simile_evaluation_result result = simile_evaluation_get(e, 0);
    for (size_t i = 0; i < result.n_metrics; i++) {
        if (strcmp(result.metrics[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* 30 rows of three labels along an arc, in the labels' order, and in another. */
static simile_evaluation *arc(const char *const labels[3])
{
    char rows[600] = "";
    float x[60];
    simile_evaluation *e = NULL;
    for (size_t i = 0; i < 30; i++) {
        const double angle = 0.7 * (double)(i % 3) + 0.02 * (double)(i % 7);
        snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s\trow\n", labels[i % 3]);
        x[2 * i] = (float)cos(angle);
        x[2 * i + 1] = (float)sin(angle);
    }
    expect_ok(run_rows(&e, SIMILE_EVALUATION_LABELLED, rows, x, 30));
    return e;
}

/* In the wrong order the rows of the middle label, of which there are as many as of each other, lie beyond the others:
 * two of three pairs of labels are right. */
START_TEST(labelled__knows_labels_with_an_order)
{
    static const char *const right[] = {"negative", "Neutral", "positive"}, *const wrong[] = {"1", "3", "2"},
                             *const very[] = {"very_negative", "negative", "very positive"},
                             *const none[] = {"red", "green", "blue"}, *const signs[] = {"-1", "0", "+1"},
                             *const mixed[] = {"negative", "-1", "+7"};
    simile_evaluation *e = arc(right);
    ck_assert_double_eq_tol(figure(e, "order_accuracy"), 1, 1e-12);
    simile_evaluation_free(e);
    e = arc(very);
    ck_assert_double_eq_tol(figure(e, "order_accuracy"), 1, 1e-12);
    simile_evaluation_free(e);
    e = arc(signs);
    ck_assert_double_eq_tol(figure(e, "order_accuracy"), 1, 1e-12);
    simile_evaluation_free(e);
    e = arc(mixed);
    ck_assert(!has_figure(e, "order_accuracy"));
    simile_evaluation_free(e);
    e = arc(wrong);
    ck_assert_double_eq_tol(figure(e, "order_accuracy"), 2.0 / 3, 1e-12);
    simile_evaluation_free(e);
    e = arc(none);
    ck_assert(!has_figure(e, "order_accuracy"));
    simile_evaluation_free(e);
}
END_TEST

/* Two clouds; the labels of the training file are right, and the dev file's are those of one cloud: every C is as good,
 * so the least is taken. A label of the test file is not known. */
START_TEST(labelled__chooses_the_penalty_on_dev)
{
    const float x[] = {1, 0, 0, 1, 1, 1, 1, 0.1F, 0.1F, 1, 1, 0.2F, 0, 1, 1, 0};
    const simile_evaluation_files files = {.file = scratch_write_text("rows.tsv", "a\tp\nb\tq\nc\tr\n"),
                                           .train = scratch_write_text("train.tsv", "a\ts\nb\tt\na\tu\nb\tv\n"),
                                           .dev = scratch_write_text("dev.tsv", "a\tw\n")};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_LABELLED, &files, x, 8));
    ck_assert_double_eq_tol(figure(e, "tuned_probe_accuracy"), 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(figure(e, "tuned_probe_c"), 1e-3, 1e-12);
    ck_assert_double_eq(figure(e, "rows_of_unknown_labels"), 1);
    simile_evaluation_free(e);
}
END_TEST

/* Labels of the training file alone ask for no clusters. */
START_TEST(labelled__has_clusters_for_its_own_labels)
{
    const float x[] = {1, 0, 1, 0.1F, 0, 1, 0.1F, 1, 1, 0, 0, 1, -1, 0, 0, -1, 1, 1};
    const simile_evaluation_files files = {.file = scratch_write_text("rows.tsv", "a\tp\na\tq\nb\tr\nb\ts\n"),
                                           .train = scratch_write_text("train.tsv", "a\tt\nb\tu\nc\tv\nd\tw\ne\tx\n")};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_LABELLED, &files, x, 9));
    ck_assert_double_eq_tol(figure(e, "purity"), 1, 1e-12);
    ck_assert_double_eq_tol(figure(e, "v_measure"), 1, 1e-12);
    simile_evaluation_free(e);
}
END_TEST

/* A field of the TSV stays one, whatever a label holds. */
START_TEST(labelled__dumps_labels_as_fields)
{
    const float x[] = {1, 0, 1, 0.1F, 0, 1, 0.1F, 1};
    const simile_evaluation_files files = {
        .file = scratch_write_text(
            "rows.jsonl", "{\"label\": \"a\\tb\\nc\", \"text\": \"p\"}\n{\"label\": \"a\\tb\\nc\", \"text\": "
                          "\"q\"}\n{\"label\": \"d\", \"text\": \"\"}\n{\"label\": \"d\", \"text\": \"s\"}\n")};
    simile_evaluation *e = NULL;
    expect_ok(run(&e, SIMILE_EVALUATION_LABELLED, &files, x, 4));
    expect_ok(simile_evaluation_dump(e, scratch_path("dump.tsv")));
    char *dump = scratch_read(scratch_path("dump.tsv"), NULL);
    ck_assert_ptr_nonnull(strstr(dump, "\t1\ta b c\ta b c\tp\n"));
    ck_assert_ptr_nonnull(strstr(dump, "\t3\td\td\t\n"));
    free(dump);
    simile_evaluation_free(e);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {sts__files_are_put_together,

                                  retrieval__looks_among_all_documents,
                                  retrieval__reads_judgements,
                                  retrieval__refuses_bad_judgements,
                                  retrieval__counts_what_is_empty,
                                  retrieval__needs_queries_with_a_corpus,
                                  reranking__ranks_own_candidates,
                                  groups__find_each_other,
                                  mining__takes_each_text_once,
                                  probes__count_changed_sentences_that_are_farther,
                                  probes__tell_kinds_apart,
                                  labelled__knows_labels_with_an_order,
                                  labelled__chooses_the_penalty_on_dev,
                                  labelled__has_clusters_for_its_own_labels,
                                  labelled__dumps_labels_as_fields,
                                  anomaly__compares_within_groups,
                                  anomaly__of_one_group_and_of_training_rows,
                                  anomaly__leaves_out_rows_that_stand_alone};
    return suite_run("tasks", tests, sizeof tests / sizeof *tests);
}
