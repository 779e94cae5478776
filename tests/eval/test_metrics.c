/* Metrics against tests/golden/metrics.json, and cases worked out by hand. */
#include "bootstrap.h"
#include "clustering.h"
#include "correlation.h"
#include "elementwise.h"
#include "expect.h"
#include "json.h"
#include "knn.h"
#include "memory.h"
#include "pair_classification.h"
#include "plain_vectors.h"
#include "space.h"
#include "suite.h"
#include "tfidf.h"
#include <math.h>
#include <stdlib.h>

/* The file has twelve significant digits. */
#define NEAR 1e-9

static simile_json *golden;

static const simile_json *cases(const char *list)
{
    if (!golden) {
        expect_ok(simile_json__load(&golden, "tests/golden/metrics.json"));
    }
    const simile_json *found = simile_json__get(golden, list);
    ck_assert_uint_gt(simile_json__size(found), 0);
    return found;
}

static double number(const simile_json *object, const char *key)
{
    const simile_json *value = simile_json__get(object, key);
    ck_assert_int_eq(simile_json__kind(value), SIMILE_JSON_NUMBER);
    return simile_json__number(value, 0);
}

static double *numbers(size_t *n, const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    *n = simile_json__size(list);
    double *values = calloc(*n + 1, sizeof *values);
    for (size_t i = 0; i < *n; i++) {
        values[i] = simile_json__number(simile_json__at(list, i), NAN);
    }
    return values;
}

static int64_t *integers(const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    const size_t n = simile_json__size(list);
    int64_t *values = calloc(n + 1, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        values[i] = simile_json__integer(simile_json__at(list, i), -1);
    }
    return values;
}

static float *points(size_t *n, size_t *width, const simile_json *object, const char *key)
{
    const simile_json *list = simile_json__get(object, key);
    *n = simile_json__size(list);
    *width = simile_json__size(simile_json__at(list, 0));
    float *values = calloc(*n * *width, sizeof *values);
    for (size_t i = 0; i < *n * *width; i++) {
        values[i] = (float)simile_json__number(simile_json__at(simile_json__at(list, i / *width), i % *width), NAN);
    }
    return values;
}

START_TEST(correlation__is_that_of_scipy)
{
    const simile_json *list = cases("correlation");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        size_t n;
        double *gold = numbers(&n, one, "gold"), *predicted = numbers(&n, one, "predicted"), spearman;
        expect_ok(simile_correlation__spearman(&spearman, gold, predicted, n));
        ck_assert_double_eq_tol(spearman, number(one, "spearman"), NEAR);
        ck_assert_double_eq_tol(simile_correlation__pearson(gold, predicted, NULL, n), number(one, "pearson"), NEAR);
        free(gold);
        free(predicted);
    }
}
END_TEST

START_TEST(correlation__of_constants_is_undefined)
{
    const double x[] = {1, 1, 1}, y[] = {1, 2, 3};
    double spearman;
    expect_ok(simile_correlation__spearman(&spearman, x, y, 3));
    ck_assert(isnan(spearman));
    ck_assert(isnan(simile_correlation__pearson(y, x, NULL, 3)));
    /* The mean of these is not 0.1. */
    const double tenths[] = {0.1, 0.1, 0.1};
    ck_assert(isnan(simile_correlation__pearson(tenths, y, NULL, 3)));
}
END_TEST

START_TEST(pair_classification__is_that_of_the_peers)
{
    const simile_json *list = cases("pairs");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        simile_pair_classification r;
        size_t n;
        double *scores = numbers(&n, one, "scores");
        int64_t *labels = integers(one, "labels");
        expect_ok(simile_pair_classification__measure(&r, scores, labels, n));
        ck_assert_double_eq_tol(r.average_precision, number(one, "average_precision"), NEAR);
        ck_assert_double_eq_tol(r.accuracy, number(one, "accuracy"), NEAR);
        ck_assert_double_eq_tol(r.accuracy_threshold, number(one, "accuracy_threshold"), NEAR);
        ck_assert_double_eq_tol(r.f1, number(one, "f1"), NEAR);
        ck_assert_double_eq_tol(r.f1_precision, number(one, "f1_precision"), NEAR);
        ck_assert_double_eq_tol(r.f1_recall, number(one, "f1_recall"), NEAR);
        ck_assert_double_eq_tol(r.f1_threshold, number(one, "f1_threshold"), NEAR);
        free(scores);
        free(labels);
    }
}
END_TEST

START_TEST(pair_classification__needs_both_labels)
{
    const double scores[] = {0.1, 0.2};
    const int64_t labels[] = {1, 1};
    simile_pair_classification r;
    expect_failure(simile_pair_classification__measure(&r, scores, labels, 2), SIMILE_ERROR_DATA, "both labels");
}
END_TEST

START_TEST(clustering__is_that_of_scikit_learn)
{
    const simile_json *list = cases("clusters");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        const size_t n = simile_json__size(simile_json__get(one, "labels"));
        simile_clustering r;
        int64_t *labels = integers(one, "labels"), *clusters = integers(one, "clusters");
        expect_ok(simile_clustering__measure(&r, labels, clusters, n));
        ck_assert_double_eq_tol(r.purity, number(one, "purity"), NEAR);
        ck_assert_double_eq_tol(r.homogeneity, number(one, "homogeneity"), NEAR);
        ck_assert_double_eq_tol(r.completeness, number(one, "completeness"), NEAR);
        ck_assert_double_eq_tol(r.v_measure, number(one, "v_measure"), NEAR);
        ck_assert_double_eq_tol(r.nmi, number(one, "nmi"), NEAR);
        ck_assert_double_eq_tol(r.ari, number(one, "ari"), NEAR);
        ck_assert_double_eq_tol(r.ami, number(one, "ami"), NEAR);
        free(labels);
        free(clusters);
    }
}
END_TEST

START_TEST(knn__is_that_of_scikit_learn)
{
    const simile_json *one = simile_json__at(cases("knn"), 0);
    static const size_t ks[] = {1, 5, 10};
    static const char *const keys[] = {"knn1_accuracy", "knn5_accuracy", "knn10_accuracy"};
    size_t n, width;
    float *x = points(&n, &width, one, "points");
    int64_t *labels = integers(one, "labels"), *predicted = calloc(n, sizeof *predicted);
    simile_normalize__forward(x, NULL, x, n, width);
    const simile_labelled rows = {x, labels, n, width};
    for (size_t i = 0; i < 3; i++) {
        expect_ok(simile_knn__predict(predicted, &rows, NULL, ks[i], NULL));
        ck_assert_double_eq_tol(simile_knn__accuracy(predicted, labels, n), number(one, keys[i]), NEAR);
    }
    free(x);
    free(labels);
    free(predicted);
}
END_TEST

START_TEST(space__is_that_of_the_paper)
{
    const simile_json *one = simile_json__at(cases("geometry"), 0);
    size_t n, width;
    float *x = points(&n, &width, one, "x"), *y = points(&n, &width, one, "y");
    simile_space space;
    simile_normalize__forward(x, NULL, x, n, width);
    simile_normalize__forward(y, NULL, y, n, width);
    expect_ok(simile_space__measure(&space, NULL, NULL, x, n, width, NULL));
    /* the vectors are floats: 1e-6 */
    ck_assert_double_eq_tol(simile_space__alignment(x, y, n, width), number(one, "alignment"), 1e-6);
    ck_assert_double_eq_tol(space.uniformity, number(one, "uniformity"), 1e-6);
    free(x);
    free(y);
}
END_TEST

START_TEST(space__has_the_same_bits_for_any_threads)
{
    enum { N = 200, WIDTH = 3 };
    float x[N * WIDTH];
    simile_space one, three;
    simile_pool *pool = NULL;
    for (size_t i = 0; i < N * WIDTH; i++) {
        x[i] = (float)((i * 37) % 101) - 50.25F;
    }
    simile_normalize__forward(x, NULL, x, N, WIDTH);
    expect_ok(simile_pool__new(&pool, 3));
    expect_ok(simile_space__measure(&one, NULL, NULL, x, N, WIDTH, NULL));
    expect_ok(simile_space__measure(&three, NULL, NULL, x, N, WIDTH, pool));
    ck_assert(one.uniformity == three.uniformity && one.mean_cosine == three.mean_cosine);
    simile_pool__free(pool);
}
END_TEST

/* Rows that count twice are rows that stand there twice. */
START_TEST(correlation__takes_weights_as_repeated_rows)
{
    const double x[] = {1, 4, 2, 2, 7}, y[] = {3, 1, 5, 2, 9}, weights[] = {2, 0, 1, 3, 1};
    double long_x[7], long_y[7], ranks_x[5], ranks_y[5], spearman;
    size_t n = 0, order_x[5], order_y[5];
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < (size_t)weights[i]; j++) {
            long_x[n] = x[i];
            long_y[n++] = y[i];
        }
    }
    expect_ok(simile_correlation__sort(order_x, x, 5));
    expect_ok(simile_correlation__sort(order_y, y, 5));
    simile_correlation__ranks(ranks_x, x, order_x, weights, 5);
    simile_correlation__ranks(ranks_y, y, order_y, weights, 5);
    expect_ok(simile_correlation__spearman(&spearman, long_x, long_y, n));
    ck_assert_double_eq_tol(simile_correlation__pearson(ranks_x, ranks_y, weights, 5), spearman, 1e-14);
    ck_assert_double_eq_tol(simile_correlation__pearson(x, y, weights, 5),
                            simile_correlation__pearson(long_x, long_y, NULL, n), 1e-14);
}
END_TEST

START_TEST(pair_classification__takes_weights_as_repeated_rows)
{
    const double scores[] = {0.9, 0.8, 0.8, 0.3, 0.95, 0.1}, weights[] = {2, 1, 2, 1, 0, 3};
    const int64_t labels[] = {1, 0, 1, 1, 0, 0};
    double long_scores[9];
    int64_t long_labels[9];
    size_t n = 0, order[6];
    simile_pair_classification a, b;
    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < (size_t)weights[i]; j++) {
            long_scores[n] = scores[i];
            long_labels[n++] = labels[i];
        }
    }
    expect_ok(simile_correlation__sort(order, scores, 6));
    simile_pair_classification__walk(&a, scores, labels, order, weights, 6);
    expect_ok(simile_pair_classification__measure(&b, long_scores, long_labels, n));
    ck_assert_double_eq_tol(a.average_precision, b.average_precision, 1e-14);
    ck_assert_double_eq_tol(a.accuracy, b.accuracy, 1e-14);
    ck_assert_double_eq_tol(a.f1, b.f1, 1e-14);
    ck_assert_double_eq_tol(a.accuracy_threshold, b.accuracy_threshold, 1e-14);
    ck_assert_double_eq_tol(a.f1_threshold, b.f1_threshold, 1e-14);
}
END_TEST

START_TEST(contingency__takes_weights_as_repeated_rows)
{
    const int64_t labels[] = {0, 0, 1, 2, 1}, clusters[] = {1, 0, 1, 0, 1};
    const double weights[] = {3, 1, 0, 2, 1};
    int64_t long_labels[7], long_clusters[7];
    double scratch[32];
    size_t n = 0;
    simile_contingency table;
    simile_clustering a, b;
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < (size_t)weights[i]; j++) {
            long_labels[n] = labels[i];
            long_clusters[n++] = clusters[i];
        }
    }
    expect_ok(simile_contingency__build(&table, labels, clusters, 5));
    ck_assert_uint_le(simile_contingency__scratch(&table), 32);
    simile_contingency__measure(&a, &table, weights, scratch);
    expect_ok(simile_clustering__measure(&b, long_labels, long_clusters, n));
    ck_assert_double_eq_tol(a.purity, b.purity, 1e-14);
    ck_assert_double_eq_tol(a.v_measure, b.v_measure, 1e-14);
    ck_assert_double_eq_tol(a.nmi, b.nmi, 1e-14);
    ck_assert_double_eq_tol(a.ari, b.ari, 1e-14);
    simile_contingency__dispose(&table);
}
END_TEST

enum { N_COINS = 100, N_DRAWS = 1000 };

/* The mean of the values [N_COINS] that are the context. */
static void mean(double *value, const void *context, const double *weights, double *scratch)
{
    const double *items = context;
    *value = 0;
    ck_assert_ptr_null(scratch);
    for (size_t i = 0; i < N_COINS; i++) {
        *value += weights[i] * items[i] / N_COINS;
    }
}

static void draw_coins(double *draws, const double *coins, simile_pool *pool)
{
    const simile_resampling resampling = {.figures = mean, .context = coins, .n_rows = N_COINS, .n_values = 1};
    expect_ok(simile_bootstrap__draw(draws, N_DRAWS, &resampling, 5, pool));
}

/* For the mean of a fair coin over 100 rows the interval is 0.5 ± 1.96·0.05; 0.02 allows for 1000 draws. */
START_TEST(bootstrap__covers_the_normal_interval_and_repeats)
{
    static double coins[N_COINS], draws[N_DRAWS], again[N_DRAWS];
    double low, high;
    simile_pool *pool = NULL;
    expect_ok(simile_pool__new(&pool, 3));
    for (size_t i = 0; i < N_COINS; i++) {
        coins[i] = (double)(i % 2);
    }
    draw_coins(draws, coins, NULL);
    draw_coins(again, coins, pool);
    expect_ok(simile_bootstrap__interval(&low, &high, draws, N_DRAWS));
    ck_assert_double_eq_tol(low, 0.402, 0.02);
    ck_assert_double_eq_tol(high, 0.598, 0.02);
    for (size_t i = 0; i < N_DRAWS; i++) {
        ck_assert(draws[i] == again[i]);
    }
    simile_pool__free(pool);
}
END_TEST

/* 50 of 100 right against the same rows with 5 more: each draw has at least as many, and misses all 5 with probability
 * 0.95^100 = 0.006. The difference 0.05 has the standard error √(0.05·0.95/100) = 0.022. */
START_TEST(bootstrap__compares_paired_draws)
{
    static double a[N_COINS], b[N_COINS], draws_a[N_DRAWS], draws_b[N_DRAWS];
    simile_bootstrap_difference difference;
    for (size_t i = 0; i < N_COINS; i++) {
        a[i] = i < 55;
        b[i] = i < 50;
    }
    draw_coins(draws_a, a, NULL);
    draw_coins(draws_b, b, NULL);
    expect_ok(simile_bootstrap__compare(&difference, draws_a, draws_b, N_DRAWS));
    ck_assert_double_eq_tol(difference.low, 0.01, 0.011);
    ck_assert_double_eq_tol(difference.high, 0.10, 0.011);
    ck_assert_double_eq_tol(difference.p, 0.012, 0.012);
    expect_ok(simile_bootstrap__compare(&difference, draws_a, draws_a, N_DRAWS));
    ck_assert_double_eq(difference.p, 1);
}
END_TEST

START_TEST(bootstrap__leaves_out_what_is_undefined)
{
    const double a[] = {NAN, 1, 2, NAN}, b[] = {0, 0, NAN, NAN}, none[] = {NAN, NAN, NAN, NAN};
    simile_bootstrap_difference difference;
    double low, high;
    expect_ok(simile_bootstrap__interval(&low, &high, a, 4));
    ck_assert_double_eq_tol(low, 1.025, 1e-12);
    ck_assert_double_eq_tol(high, 1.975, 1e-12);
    expect_ok(simile_bootstrap__compare(&difference, a, b, 4));
    ck_assert_double_eq_tol(difference.low, 1, 1e-12);
    ck_assert_double_eq_tol(difference.p, 1, 1e-12);
    expect_ok(simile_bootstrap__compare(&difference, a, none, 4));
    ck_assert(isnan(difference.low) && isnan(difference.p));
}
END_TEST

START_TEST(tfidf__knows_the_words_in_common)
{
    const simile_text texts[] = {{"The cat, the CAT", 16}, {"a cat", 5}, {"...", 3}, {"dog", 3}};
    simile_tfidf tfidf;
    expect_ok(simile_tfidf__build(&tfidf, texts, 4));
    ck_assert_double_eq_tol(simile_tfidf__jaccard(&tfidf, 0, 1), 1.0 / 3, 1e-15);
    ck_assert_double_eq_tol(simile_tfidf__jaccard(&tfidf, 0, 0), 1, 1e-15);
    ck_assert_double_eq(simile_tfidf__jaccard(&tfidf, 2, 2), 0);
    ck_assert_double_eq(simile_tfidf__jaccard(&tfidf, 1, 3), 0);
    for (size_t i = 0; i < 4; i++) {
        double cosines[3], jaccards[3];
        simile_tfidf__cosines(cosines, &tfidf, i, 1, 3);
        simile_tfidf__jaccards(jaccards, &tfidf, i, 1, 3);
        for (size_t j = 0; j < 3; j++) {
            ck_assert_double_eq(cosines[j], simile_tfidf__cosine(&tfidf, i, 1 + j));
            ck_assert_double_eq(jaccards[j], simile_tfidf__jaccard(&tfidf, i, 1 + j));
        }
    }
    simile_tfidf__dispose(&tfidf);
}
END_TEST

/* Equal texts have equal vectors; the cosine of others is normal with a deviation of 1/√4000 = 0.016. */
START_TEST(plain_vectors__are_random_by_text)
{
    enum { WIDTH = 4000 };
    static float x[3 * WIDTH];
    const simile_text texts[] = {{"one", 3}, {"two", 3}, {"one", 3}};
    simile_plain_vectors__draw(x, WIDTH, texts, 3);
    simile_normalize__forward(x, NULL, x, 3, WIDTH);
    ck_assert_double_eq_tol((double)simile_vector__dot(x, x + 2 * WIDTH, WIDTH), 1, 1e-5);
    ck_assert_double_eq_tol((double)simile_vector__dot(x, x + WIDTH, WIDTH), 0, 0.08);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {correlation__is_that_of_scipy,
                                  correlation__of_constants_is_undefined,
                                  pair_classification__is_that_of_the_peers,
                                  pair_classification__needs_both_labels,
                                  clustering__is_that_of_scikit_learn,
                                  knn__is_that_of_scikit_learn,
                                  space__is_that_of_the_paper,
                                  space__has_the_same_bits_for_any_threads,
                                  correlation__takes_weights_as_repeated_rows,
                                  pair_classification__takes_weights_as_repeated_rows,
                                  contingency__takes_weights_as_repeated_rows,
                                  bootstrap__covers_the_normal_interval_and_repeats,
                                  bootstrap__compares_paired_draws,
                                  bootstrap__leaves_out_what_is_undefined,
                                  tfidf__knows_the_words_in_common,
                                  plain_vectors__are_random_by_text};
    return suite_run("metrics", tests, sizeof tests / sizeof *tests);
}
