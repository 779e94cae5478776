/* What orders tell: retrieval, mining, the area under the curve, labels with an order. */
#include "correlation.h"
#include "elementwise.h"
#include "expect.h"
#include "metric_cases.h"
#include "mining.h"
#include "order.h"
#include "ranking.h"
#include "suite.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define NEAR 1e-9

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* The grades in the order of the scores, and as they would be best; scores are all different. */
static simile_ranking sort(double *grades, double *ideal, const double *scores, const double *relevance, size_t n)
{
    simile_ranking ranking = {.grades = grades, .ideal = ideal, .n = n};
    for (size_t i = 0; i < n; i++) {
        size_t rank = 0;
        for (size_t j = 0; j < n; j++) {
            rank += scores[j] > scores[i];
        }
        grades[rank] = relevance[i];
        if (relevance[i] > 0) {
            ideal[ranking.n_relevant++] = relevance[i];
        }
    }
    qsort(ideal, ranking.n_relevant, sizeof *ideal, compare);
    return ranking;
}

static void check_ranking(const simile_json *one)
{
    enum { NDCG10, MRR, MRR10, MAP, MAP5, MRR5, RECALL5, PRECISION5, N_FIGURES };
    static const char *const names[] = {"ndcg10", "mrr", "mrr10", "map", "map5", "mrr5", "recall5", "precision5"};
    const simile_json *queries = simile_json__get(one, "queries");
    const size_t n_queries = simile_json__size(queries);
    double sums[N_FIGURES] = {0};
    for (size_t q = 0; q < n_queries; q++) {
        size_t n;
        double *scores = metric_numbers(&n, simile_json__at(queries, q), "scores"), grades[32], ideal[32];
        double *relevance = metric_numbers(&n, simile_json__at(queries, q), "relevance");
        const simile_ranking ranking = sort(grades, ideal, scores, relevance, n);
        sums[NDCG10] += simile_ranking__ndcg(&ranking, 10);
        sums[MRR] += simile_ranking__reciprocal_rank(&ranking, n);
        sums[MRR10] += simile_ranking__reciprocal_rank(&ranking, 10);
        sums[MAP] += simile_ranking__average_precision(&ranking, n);
        sums[MAP5] += simile_ranking__average_precision(&ranking, 5);
        sums[MRR5] += simile_ranking__reciprocal_rank(&ranking, 5);
        sums[RECALL5] += simile_ranking__recall(&ranking, 5);
        sums[PRECISION5] += simile_ranking__precision(&ranking, 5);
        free(scores);
        free(relevance);
    }
    for (size_t i = 0; i < N_FIGURES; i++) {
        ck_assert_double_eq_tol(sums[i] / (double)n_queries, metric_number(one, names[i]), NEAR);
    }
}

START_TEST(ranking__is_that_of_the_peers)
{
    const simile_json *list = metric_cases("ranking");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        check_ranking(simile_json__at(list, c));
    }
}
END_TEST

/* Two ranks: the area under the receiver operating characteristic. */
START_TEST(order__of_two_ranks_is_that_of_scikit_learn)
{
    const simile_json *list = metric_cases("pairs");
    for (size_t c = 0; c < simile_json__size(list); c++) {
        const simile_json *one = simile_json__at(list, c);
        size_t n;
        double *scores = metric_numbers(&n, one, "scores"), scratch[4];
        int64_t *labels = metric_integers(one, "labels");
        size_t *order = calloc(n, sizeof *order), *ranks = calloc(n, sizeof *ranks);
        for (size_t i = 0; i < n; i++) {
            ranks[i] = (size_t)labels[i];
        }
        expect_ok(simile_correlation__sort(order, scores, n));
        const simile_order all = {scores, ranks, order, n, 2};
        ck_assert_double_eq_tol(simile_order__agreement(&all, NULL, scratch), metric_number(one, "auroc"), NEAR);
        free(scores);
        free(labels);
        free(order);
        free(ranks);
    }
}
END_TEST

/* The pairs (3, 1), (3, 2) and twice (2, 1) are right, twice (2, 2) half: 5/6; row 1 does not count. */
START_TEST(order__weighs_rows_and_needs_two_ranks)
{
    const double scores[] = {3, 9, 1, 2, 2}, weights[] = {1, 0, 1, 1, 2};
    const size_t ranks[] = {1, 0, 0, 0, 1}, order[] = {2, 3, 4, 0, 1};
    const simile_order all = {scores, ranks, order, 5, 2}, lowest = {scores, ranks, order, 2, 2};
    double scratch[4];
    ck_assert_double_eq_tol(simile_order__agreement(&all, weights, scratch), 5.0 / 6, NEAR);
    ck_assert(isnan(simile_order__agreement(&lowest, NULL, scratch)));
}
END_TEST

START_TEST(order__is_that_of_scikit_learn)
{
    const simile_json *one = simile_json__at(metric_cases("order"), 0);
    size_t n;
    double *positions = metric_numbers(&n, one, "positions"), scratch[6];
    int64_t *ranks = metric_integers(one, "ranks");
    size_t *numbers = calloc(n, sizeof *numbers), *order = calloc(n, sizeof *order);
    for (size_t i = 0; i < n; i++) {
        numbers[i] = (size_t)ranks[i];
    }
    expect_ok(simile_correlation__sort(order, positions, n));
    const simile_order all = {positions, numbers, order, n, 3}, first = {positions, numbers, order, 1, 3};
    ck_assert_double_eq_tol(simile_order__agreement(&all, NULL, scratch), metric_number(one, "agreement"), NEAR);
    ck_assert(isnan(simile_order__agreement(&first, NULL, scratch)));
    free(order);
    free(positions);
    free(ranks);
    free(numbers);
}
END_TEST

static bool has_label(const void *context, size_t a, size_t b)
{
    const int64_t *labels = context;
    return labels[a] == labels[b];
}

/* Scores are float32 here: figures agree while no two pairs change places, the threshold to 1e-6. */
START_TEST(mining__is_that_of_sentence_transformers)
{
    const simile_json *one = simile_json__at(metric_cases("mining"), 0);
    size_t n, width;
    float *x = metric_points(&n, &width, one, "points");
    int64_t *labels = metric_integers(one, "labels");
    simile_neighbour *found = calloc(n * n, sizeof *found);
    double *ones = calloc(n, sizeof *ones);
    simile_mined mined = {0};
    simile_mining result;
    simile_normalize__forward(x, NULL, x, n, width);
    expect_ok(simile_topk__find(found, x, n, x, n, width, n, true, NULL));
    double n_together = 0;
    for (size_t i = 0; i < n; i++) {
        ones[i] = 1;
        for (size_t j = 0; j < i; j++) {
            n_together += labels[i] == labels[j];
        }
    }
    expect_ok(simile_mined__gather(&mined, found, n, n, has_label, labels));
    simile_mining__measure(&result, &mined, ones, n_together);
    ck_assert_double_eq_tol(result.average_precision, metric_number(one, "average_precision"), NEAR);
    ck_assert_double_eq_tol(result.f1, metric_number(one, "f1"), NEAR);
    ck_assert_double_eq_tol(result.precision, metric_number(one, "precision"), NEAR);
    ck_assert_double_eq_tol(result.recall, metric_number(one, "recall"), NEAR);
    ck_assert_double_eq_tol(result.threshold, metric_number(one, "threshold"), 1e-6);
    simile_mined__dispose(&mined);
    free(x);
    free(labels);
    free(found);
    free(ones);
}
END_TEST

enum { N_TEXTS = 9, N_COPIES = 12 };

/* Similarities of copies of texts; a text is no neighbour of its own copies. */
static simile_status gather_copies(simile_mined *mined, const size_t *texts, const int64_t *labels, size_t n)
{
    simile_neighbour found[N_COPIES * N_COPIES];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const float score = (float)((texts[i] * texts[j] + texts[i] + texts[j]) * 7 % 11) / 11;
            found[i * n + j] = (simile_neighbour){score, texts[i] == texts[j] ? SIZE_MAX : j};
        }
    }
    return simile_mined__gather(mined, found, n, n, has_label, labels);
}

/* Weights say the same as texts that stand there as often, equal scores and texts that are missing among them. */
START_TEST(mining__takes_weights_as_repeated_texts)
{
    static const double weights[N_TEXTS] = {2, 0, 1, 3, 1, 0, 1, 2, 2}, ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const size_t copies[N_COPIES] = {0, 0, 2, 3, 3, 3, 4, 6, 7, 7, 8, 8};
    static const size_t texts[N_TEXTS] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    int64_t labels[N_TEXTS], labels_of_copies[N_COPIES];
    simile_mined weighted = {0}, repeated = {0};
    simile_mining a, b;
    for (size_t i = 0; i < N_COPIES; i++) {
        labels_of_copies[i] = (int64_t)(copies[i] % 3);
        labels[i % N_TEXTS] = (int64_t)(i % N_TEXTS % 3);
    }
    expect_ok(gather_copies(&weighted, texts, labels, N_TEXTS));
    expect_ok(gather_copies(&repeated, copies, labels_of_copies, N_COPIES));
    simile_mining__measure(&a, &weighted, weights, 20);
    simile_mining__measure(&b, &repeated, ones, 20);
    ck_assert(b.f1 > 0);
    ck_assert_double_eq_tol(a.average_precision, b.average_precision, NEAR);
    ck_assert_double_eq_tol(a.f1, b.f1, NEAR);
    ck_assert_double_eq_tol(a.precision, b.precision, NEAR);
    ck_assert_double_eq_tol(a.recall, b.recall, NEAR);
    ck_assert_double_eq_tol(a.threshold, b.threshold, NEAR);
    simile_mining__measure(&a, &weighted, weights, 0);
    ck_assert(isnan(a.average_precision) && isnan(a.threshold));
    simile_mined__dispose(&weighted);
    simile_mined__dispose(&repeated);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {ranking__is_that_of_the_peers,
                                  order__of_two_ranks_is_that_of_scikit_learn,
                                  order__weighs_rows_and_needs_two_ranks,
                                  order__is_that_of_scikit_learn,
                                  mining__is_that_of_sentence_transformers,
                                  mining__takes_weights_as_repeated_texts};
    return suite_run("rankings", tests, sizeof tests / sizeof *tests);
}
