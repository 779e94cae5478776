/* The retrieval tasks: queries find documents, or the other members of their group. */
#ifndef SIMILE_EVAL_DOCUMENT_SEARCH_H
#define SIMILE_EVAL_DOCUMENT_SEARCH_H

#include "eval_item.h"
#include "outcome.h"

/* Queries and documents of judgements: every document is a candidate of every query. */
simile_status simile_document_search__measure(simile_outcome *outcome, const simile_eval_item *item,
                                              const simile_eval_view *view);

/* The same, each query's own candidates alone being ranked: map, mrr_at_10 and ndcg_at_10, over the queries that have
 * an answer and a candidate that is none. */
simile_status simile_reranking__measure(simile_outcome *outcome, const simile_eval_item *item,
                                        const simile_eval_view *view);

/* Rows of a label, or of judgements among themselves: each text looks for those that belong to it, then all pairs of
 * texts are ranked together (mining_…). */
simile_status simile_groups__measure(simile_outcome *outcome, const simile_eval_item *item,
                                     const simile_eval_view *view);

#endif
