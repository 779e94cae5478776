/* One walk over the pairs, best score first; all pairs of one score are taken at once. */
#include "pair_classification.h"
#include "correlation.h"
#include "fail.h"
#include "memory.h"
#include <math.h>
#include <stdbool.h>

/* Weights of the pairs above the threshold. */
typedef struct pair_counts {
    double n, n_positive; /* of all pairs */
    double n_taken, n_hit;
} pair_counts;

static void take_accuracy(simile_pair_classification *result, const pair_counts *counts, double threshold)
{
    const double n_negative = counts->n - counts->n_positive;
    const double accuracy = (counts->n_hit + n_negative - (counts->n_taken - counts->n_hit)) / counts->n;
    if (accuracy > result->accuracy) {
        result->accuracy = accuracy;
        result->accuracy_threshold = threshold;
    }
}

/* F1 = 2·P·R / (P + R) */
static void take_f1(simile_pair_classification *result, double precision, double recall, double threshold)
{
    const double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    if (f1 > result->f1) {
        result->f1 = f1;
        result->f1_precision = precision;
        result->f1_recall = recall;
        result->f1_threshold = threshold;
    }
}

static double weight(const double *weights, size_t i)
{
    return weights ? weights[i] : 1;
}

/* The next pair, from place `end` of the order down, that counts: one past its place; 0: there is none. */
static size_t skip_weightless(const size_t *order, const double *weights, size_t end)
{
    while (end > 0 && !(weight(weights, order[end - 1]) > 0)) {
        end--;
    }
    return end;
}

static void take_pairs(simile_pair_classification *result, pair_counts *counts, const double *scores,
                       const int64_t *labels, const size_t *order, const double *weights, size_t n)
{
    double previous_recall = 0;
    size_t end = skip_weightless(order, weights, n);
    take_accuracy(result, counts, nextafter(scores[order[end - 1]], INFINITY));
    while (end > 0) {
        const double score = scores[order[end - 1]];
        for (; end > 0 && scores[order[end - 1]] == score; end--) {
            const double w = weight(weights, order[end - 1]);
            counts->n_taken += w;
            counts->n_hit += labels[order[end - 1]] == 1 ? w : 0;
        }
        end = skip_weightless(order, weights, end);
        const double threshold = end > 0 ? 0.5 * (score + scores[order[end - 1]]) : score;
        const double precision = counts->n_hit / counts->n_taken, recall = counts->n_hit / counts->n_positive;
        result->average_precision += (recall - previous_recall) * precision;
        previous_recall = recall;
        take_accuracy(result, counts, threshold);
        take_f1(result, precision, recall, threshold);
    }
}

void simile_pair_classification__walk(simile_pair_classification *result, const double *scores, const int64_t *labels,
                                      const size_t *order, const double *weights, size_t n)
{
    pair_counts counts = {0};
    for (size_t i = 0; i < n; i++) {
        const double w = weight(weights, order[i]);
        counts.n += w;
        counts.n_positive += labels[order[i]] == 1 ? w : 0;
    }
    if (!(counts.n_positive > 0) || !(counts.n_positive < counts.n)) {
        *result = (simile_pair_classification){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        return;
    }
    *result = (simile_pair_classification){.accuracy = -1, .f1 = 0};
    take_pairs(result, &counts, scores, labels, order, weights, n);
}

simile_status simile_pair_classification__measure(simile_pair_classification *result, const double *scores,
                                                  const int64_t *labels, size_t n)
{
    size_t n_positive = 0;
    for (size_t i = 0; i < n; i++) {
        n_positive += labels[i] == 1;
        if (isnan(scores[i])) {
            return simile_status__fail(SIMILE_ERROR_DATA, "pair %zu has no score: it is not a number", i + 1);
        }
    }
    if (n_positive == 0 || n_positive == n) {
        return simile_status__fail(SIMILE_ERROR_DATA, "all %zu pairs have label %d: both labels are needed", n,
                                   n_positive > 0);
    }
    size_t *order = simile_memory__alloc(n, sizeof *order);
    simile_status status = order ? simile_correlation__sort(order, scores, n) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        simile_pair_classification__walk(result, scores, labels, order, NULL, n);
    }
    simile_memory__free(order);
    return status;
}

simile_pair_answer simile_pair_classification__answer(double threshold, const double *scores, const int64_t *labels,
                                                      const double *weights, size_t n)
{
    double sum = 0, n_right = 0, n_hit = 0, n_taken = 0, n_positive = 0;
    for (size_t i = 0; i < n; i++) {
        const double w = weight(weights, i);
        const bool is_taken = scores[i] >= threshold, is_positive = labels[i] == 1;
        sum += w;
        n_taken += is_taken ? w : 0;
        n_positive += is_positive ? w : 0;
        n_right += is_taken == is_positive ? w : 0;
        n_hit += is_taken && is_positive ? w : 0;
    }
    return (simile_pair_answer){.accuracy = sum > 0 ? n_right / sum : NAN,
                                .f1 = n_hit > 0 ? 2 * n_hit / (n_taken + n_positive)
                                      : sum > 0 ? 0
                                                : NAN};
}
