/* Figures of one query's answer: documents in order, best score first, with their grades (0: not relevant). As
 * sentence-transformers' InformationRetrievalEvaluator has them for grades of 0 and 1. */
#ifndef SIMILE_EVAL_RANKING_H
#define SIMILE_EVAL_RANKING_H

#include <stddef.h>

/* grades [n]: of the documents in order; ideal [n_relevant]: the grades above 0 of all documents, highest first. What
 * lies behind n was not found. At least one document is relevant. */
typedef struct simile_ranking {
    const double *grades, *ideal;
    size_t n, n_relevant;
} simile_ranking;

/* DCG of the first k over that of the best order; DCG = Σ grade / log2(1 + rank) (Järvelin and Kekäläinen 2002). */
double simile_ranking__ndcg(const simile_ranking *ranking, size_t k);
/* 1 / rank of the first relevant one among the first k; 0 without one. */
double simile_ranking__reciprocal_rank(const simile_ranking *ranking, size_t k);
/* The sum of the precisions at the relevant ones among the first k, over the lesser of k and their number. */
double simile_ranking__average_precision(const simile_ranking *ranking, size_t k);
/* Share of the relevant ones that are among the first k; share of the first k that are relevant. */
double simile_ranking__recall(const simile_ranking *ranking, size_t k);
double simile_ranking__precision(const simile_ranking *ranking, size_t k);

#endif
