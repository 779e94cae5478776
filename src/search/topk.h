/* Exact nearest neighbours by inner product, in blocks through the gemm. */
#ifndef SIMILE_SEARCH_TOPK_H
#define SIMILE_SEARCH_TOPK_H

#include "simile/status.h"
#include "threads.h"
#include <stdbool.h>
#include <stddef.h>

/* One found neighbour. */
typedef struct simile_neighbour {
    float score;
    size_t index;
} simile_neighbour;

/* For each query row of queries [n_queries, width] the k best rows of corpus [n, width] by inner product (unit vectors:
 * cosine), best first, ties by lower index: found [n_queries, k]; where fewer than k exist, the rest have index
 * SIZE_MAX. without_self: queries are the corpus, and row i is not a neighbour of itself. */
simile_status simile_topk__find(simile_neighbour *found, const float *queries, size_t n_queries, const float *corpus,
                                size_t n, size_t width, size_t k, bool without_self, simile_pool *pool);

#endif
