/* How well scores tell two kinds of rows apart, without a threshold. */
#ifndef SIMILE_EVAL_AUROC_H
#define SIMILE_EVAL_AUROC_H

#include <stddef.h>
#include <stdint.h>

/* The share of pairs of a row of label 1 and one of label 0 in which the former has the higher score, equal scores
 * counting one half (Hanley and McNeil 1982). NaN without both. order [n]: the rows that count, by rising score
 * (simile_correlation__sort); row i counts weights[i] times, NULL: once. */
double simile_auroc__measure(const double *scores, const int64_t *labels, const size_t *order, const double *weights,
                             size_t n);

#endif
