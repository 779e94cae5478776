/* The sts task: cosines against graded scores. */
#ifndef SIMILE_EVAL_STS_H
#define SIMILE_EVAL_STS_H

#include "eval_item.h"

/* Appends spearman and pearson of gold and predicted [n]. */
simile_status simile_sts__correlate(simile_measures *measures, const double *gold, const double *predicted, size_t n);

/* spearman, pearson; of vectors also both by dot product and distances (spearman_dot …), alignment, uniformity and
 * mean_cosine. Column: similarity. */
simile_status simile_sts__measure(simile_outcome *outcome, const simile_eval_item *item, const simile_eval_view *view);

#endif
