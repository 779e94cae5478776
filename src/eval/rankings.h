/* Figures of retrieval: of all queries' rankings. */
#ifndef SIMILE_EVAL_RANKINGS_H
#define SIMILE_EVAL_RANKINGS_H

#include "outcome.h"
#include "topk.h"

/* What answers a query. */
typedef struct simile_relevance {
    double (*grade)(const void *context, size_t query, size_t document);
    /* grades (=): those above 0 of all documents, highest first; NULL: not wanted. Returns their number. */
    size_t (*ideal)(double *grades, const void *context, size_t query);
    const void *context;
    size_t n_queries, n_documents;
} simile_relevance;

/* Appends ndcg_at_10, mrr_at_10, map_at_100, recall_at_1, recall_at_5, recall_at_10, recall_at_100, precision_at_1 and
 * precision_at_10, means over the queries that have an answer, and the columns average_precision and first_rank (0:
 * none was found). found [n_queries, k]: the best documents; an index of SIZE_MAX does not exist. No query with an
 * answer is SIMILE_ERROR_DATA. */
simile_status simile_rankings__measure(simile_outcome *outcome, const simile_neighbour *found, size_t k,
                                       const simile_relevance *relevance);

#endif
