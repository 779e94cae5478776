/* Several files of scored pairs together. */
#ifndef SIMILE_EVAL_STS_TOGETHER_H
#define SIMILE_EVAL_STS_TOGETHER_H

#include "evaluation.h"

/* When two or more sts files were measured, appends an item to the evaluation, called "all", that holds the rows of
 * all: spearman and pearson of these rows at once, and spearman_mean, pearson_mean, spearman_weighted_mean,
 * pearson_weighted_mean: the files' own figures, each file counting once, or each row. */
simile_status simile_sts_together__append(simile_evaluation *evaluation, simile_pool *pool);

#endif
