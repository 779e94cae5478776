/* Paraphrase mining: all pairs of sentences that are near each other, best first, against those that belong together.
 * As sentence-transformers' ParaphraseMiningEvaluator. */
#ifndef SIMILE_EVAL_MINING_H
#define SIMILE_EVAL_MINING_H

#include "simile/status.h"
#include "topk.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the sentences a and b belong together. */
typedef bool (*simile_mining_belong)(const void *context, size_t a, size_t b);

/* A pair that was found. */
typedef struct simile_mined_pair {
    float score;
    uint32_t a, b;   /* a < b */
    bool is_right;   /* they belong together */
    bool is_checked; /* the last one of a score that one that is right has */
} simile_mined_pair;

/* The distinct pairs, best first, at most the 500,000 best. Valid when zeroed. */
typedef struct simile_mined {
    simile_mined_pair *pairs; /* [n_pairs] */
    size_t n_pairs;
} simile_mined;

/* neighbours [n, k]: of each sentence among the others. The caller disposes, on failure too. */
simile_status simile_mined__gather(simile_mined *mined, const simile_neighbour *neighbours, size_t n, size_t k,
                                   simile_mining_belong belong, const void *context);
void simile_mined__dispose(simile_mined *mined);

typedef struct simile_mining {
    double average_precision; /* Σ precision at each pair that belongs together, equal scores being taken at once, over
                                 the number of all pairs that do, found or not */
    double f1, precision, recall, threshold; /* the best F1; the threshold lies halfway to the next lower score, and is
                                                NaN when no found pair belongs together */
} simile_mining;

/* When sentence i counts weights[i] times, a whole number, and a pair as often as the product says. n_together: the
 * number of pairs that belong together, counted likewise; all is NaN when it is 0. */
void simile_mining__measure(simile_mining *result, const simile_mined *mined, const double *weights, double n_together);

#endif
