/* One walk over the pairs, best score first; all pairs of one score are taken at once. */
#include "pair_classification.h"
#include "fail.h"
#include "memory.h"
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct scored_pair {
    double score;
    int64_t label;
} scored_pair;

/* Highest score first. */
static int compare(const void *a, const void *b)
{
    const scored_pair *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

/* Counts of the pairs above the threshold. */
typedef struct pair_counts {
    size_t n, n_positive; /* of all pairs */
    size_t n_taken, n_hit;
} pair_counts;

static void take_accuracy(simile_pair_classification *result, const pair_counts *counts, double threshold)
{
    const size_t n_negative = counts->n - counts->n_positive;
    const size_t n_right = counts->n_hit + n_negative - (counts->n_taken - counts->n_hit);
    const double accuracy = (double)n_right / (double)counts->n;
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

static void walk(simile_pair_classification *result, const scored_pair *sorted, size_t n, size_t n_positive)
{
    pair_counts counts = {.n = n, .n_positive = n_positive};
    double previous_recall = 0;
    *result = (simile_pair_classification){.accuracy = -1, .f1 = 0};
    take_accuracy(result, &counts, nextafter(sorted[0].score, INFINITY));
    for (size_t i = 0; i < n;) {
        const double score = sorted[i].score;
        for (; i < n && sorted[i].score == score; i++) {
            counts.n_taken++;
            counts.n_hit += sorted[i].label == 1;
        }
        const double threshold = i < n ? 0.5 * (score + sorted[i].score) : score;
        const double precision = (double)counts.n_hit / (double)counts.n_taken;
        const double recall = (double)counts.n_hit / (double)n_positive;
        result->average_precision += (recall - previous_recall) * precision;
        previous_recall = recall;
        take_accuracy(result, &counts, threshold);
        take_f1(result, precision, recall, threshold);
    }
}

simile_status simile_pair_classification__measure(simile_pair_classification *result, const double *scores,
                                                  const int64_t *labels, size_t n)
{
    size_t n_positive = 0;
    scored_pair *sorted = simile_memory__alloc(n, sizeof *sorted);
    if (!sorted) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        sorted[i] = (scored_pair){scores[i], labels[i]};
        n_positive += labels[i] == 1;
        if (isnan(scores[i])) {
            status = simile_status__fail(SIMILE_ERROR_DATA, "pair %zu has no score: it is not a number", i + 1);
        }
    }
    if (status == SIMILE_OK && (n_positive == 0 || n_positive == n)) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "all %zu pairs have label %d: both labels are needed", n,
                                     n_positive > 0);
    }
    if (status == SIMILE_OK) {
        qsort(sorted, n, sizeof *sorted, compare);
        walk(result, sorted, n, n_positive);
    }
    simile_memory__free(sorted);
    return status;
}

simile_pair_answer simile_pair_classification__answer(double threshold, const double *scores, const int64_t *labels,
                                                      const size_t *rows, size_t n)
{
    size_t n_right = 0, n_hit = 0, n_taken = 0, n_positive = 0;
    for (size_t i = 0; i < n; i++) {
        const bool is_taken = scores[rows[i]] >= threshold, is_positive = labels[rows[i]] == 1;
        n_taken += is_taken;
        n_positive += is_positive;
        n_right += is_taken == is_positive;
        n_hit += is_taken && is_positive;
    }
    return (simile_pair_answer){.accuracy = (double)n_right / (double)n,
                                .f1 = n_hit > 0 ? 2 * (double)n_hit / (double)(n_taken + n_positive) : 0};
}
