/* How far each row is from those of its group. */
#ifndef SIMILE_EVAL_ANOMALY_SCORES_H
#define SIMILE_EVAL_ANOMALY_SCORES_H

#include "eval_item.h"

#define SIMILE_ANOMALY_NEIGHBOURS 10

/* nearest [n_rows, SIMILE_ANOMALY_NEIGHBOURS] (=): cosine distances to the nearest rows it is compared with, the
 * nearest first, NaN where there are fewer; means [n_rows] (=): the distance to their mean (of a view without vectors:
 * the mean distance), NaN where there are none. */
simile_status simile_anomaly_scores__find(double *nearest, double *means, const simile_eval_item *item,
                                          const simile_eval_view *view);

#endif
