/* The anomaly task: rows that do not belong to their group. */
#ifndef SIMILE_EVAL_ANOMALY_H
#define SIMILE_EVAL_ANOMALY_H

#include "eval_item.h"
#include "outcome.h"

/* Rows of group, usual or odd, text. A row is compared with the other rows of its group, or with the usual ones of that
 * group in the training file. Appends, for the cosine distance to the 1st, 3rd and 10th nearest of them and to their
 * mean: knn1_auroc, knn1_ap, …, mean_auroc, mean_ap, and odd_first, the share of odd rows in whose group an odd row is
 * farthest from the mean; the column distance (to the mean). One kind only is SIMILE_ERROR_DATA. */
simile_status simile_anomaly__measure(simile_outcome *outcome, const simile_eval_item *item,
                                      const simile_eval_view *view);

#endif
