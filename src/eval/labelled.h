/* The labelled task: neighbours, clusters and probes of texts with labels. */
#ifndef SIMILE_EVAL_LABELLED_H
#define SIMILE_EVAL_LABELLED_H

#include "eval_item.h"

/* knn1_accuracy, knn5_accuracy, knn10_accuracy: those with fewer than k rows to look among are undefined; of vectors
 * also purity, v_measure, nmi, ari, ami, silhouette, separation, davies_bouldin, probe_accuracy, tuned_probe_accuracy
 * with tuned_probe_c, few_shot_accuracy, few_shot_std, order_accuracy, and the figures of the space.
 * rows_of_unknown_labels: when the training file lacks some. A single label is SIMILE_ERROR_DATA. Columns: predicted
 * (by the nearest neighbours, 10 or as many of 5 and 1 as there are); of vectors also probe. */
simile_status simile_labelled__measure(simile_outcome *outcome, const simile_eval_item *item,
                                       const simile_eval_view *view);

#endif
