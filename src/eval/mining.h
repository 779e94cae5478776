/* Paraphrase mining: all pairs of sentences that are near each other, best first, against those that belong together.
 * As sentence-transformers' ParaphraseMiningEvaluator. */
#ifndef SIMILE_EVAL_MINING_H
#define SIMILE_EVAL_MINING_H

#include "simile/status.h"
#include "topk.h"
#include <stdbool.h>
#include <stddef.h>

/* Whether the sentences a and b belong together. */
typedef bool (*simile_mining_belong)(const void *context, size_t a, size_t b);

typedef struct simile_mining {
    double average_precision; /* Σ precision at each pair that belongs together, equal scores being taken at once, over
                                 the number of all pairs that do, found or not */
    double f1, precision, recall, threshold; /* the best F1; the threshold lies halfway to the next lower score */
} simile_mining;

/* neighbours [n, k]: of each sentence among the others. n_together: pairs that belong together, at least 1. At most the
 * 500,000 best pairs are walked. */
simile_status simile_mining__measure(simile_mining *result, const simile_neighbour *neighbours, size_t n, size_t k,
                                     simile_mining_belong belong, const void *context, double n_together);

#endif
