/* Scores as a classifier of pairs: label 1 (they belong together) or 0. */
#ifndef SIMILE_EVAL_PAIR_CLASSIFICATION_H
#define SIMILE_EVAL_PAIR_CLASSIFICATION_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_pair_classification {
    /* AP = Σ (R_t − R_{t−1})·P_t over thresholds t from the highest down, equal scores being one threshold: the
     * step-wise sum of sklearn.metrics.average_precision_score. */
    double average_precision;
    /* The best over all thresholds, as sentence-transformers' BinaryClassificationEvaluator looks for them: the
     * threshold lies halfway between the last score above it and the next one. Accuracy may also be that of calling no
     * pair positive. */
    double accuracy, accuracy_threshold;
    double f1, f1_precision, f1_recall, f1_threshold;
} simile_pair_classification;

/* scores, labels [n]; labels are 0 or 1. Without both labels nothing here is defined: SIMILE_ERROR_DATA. So is a score
 * that is NaN. */
simile_status simile_pair_classification__measure(simile_pair_classification *result, const double *scores,
                                                  const int64_t *labels, size_t n);

/* The same when pair i counts weights[i] times (NULL: once); order [n]: the pairs that count, by rising score, of
 * simile_correlation__sort; scores, labels and weights may hold more. All is NaN when one of the labels has no weight.
 */
void simile_pair_classification__walk(simile_pair_classification *result, const double *scores, const int64_t *labels,
                                      const size_t *order, const double *weights, size_t n);

/* The answer "label 1 from this score on". */
typedef struct simile_pair_answer {
    double accuracy; /* share of right answers */
    double f1;       /* 2·P·R / (P + R); 0 without a hit */
} simile_pair_answer;

/* The same weights; both are NaN when no pair has one. */
simile_pair_answer simile_pair_classification__answer(double threshold, const double *scores, const int64_t *labels,
                                                      const double *weights, size_t n);

#endif
