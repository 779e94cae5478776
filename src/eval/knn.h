/* k-nearest-neighbour classification by cosine. */
#ifndef SIMILE_EVAL_KNN_H
#define SIMILE_EVAL_KNN_H

#include "simile/status.h"
#include "threads.h"
#include "topk.h"
#include <stddef.h>
#include <stdint.h>

/* Rows with labels. Vectors [n, width] of unit length. */
typedef struct simile_labelled {
    const float *vectors;
    const int64_t *labels; /* [n], from 0 */
    size_t n, width;
} simile_labelled;

/* predicted [test.n]: the most frequent label among the k nearest training rows; on ties the label of the nearest of
 * the tied. train NULL: leave one out within test. */
simile_status simile_knn__predict(int64_t *predicted, const simile_labelled *test, const simile_labelled *train,
                                  size_t k, simile_pool *pool);

/* The most frequent label among the k neighbours, best first; those from an index of SIZE_MAX on do not exist. */
int64_t simile_knn__vote(const simile_neighbour *neighbours, const int64_t *labels, size_t k);

/* Share of equal entries. */
double simile_knn__accuracy(const int64_t *predicted, const int64_t *labels, size_t n);

#endif
