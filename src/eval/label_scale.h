/* Labels that have an order: numbers, or words from very negative to very positive. */
#ifndef SIMILE_EVAL_LABEL_SCALE_H
#define SIMILE_EVAL_LABEL_SCALE_H

#include "knn.h"
#include "map.h"
#include "measures.h"

/* ranks [n_labels] (=): each label's rank from 0, in the order of the numbers or words that the labels are. *n_ranks 0:
 * they have no order, or there are fewer than three. */
simile_status simile_label_scale__find(size_t *ranks, size_t *n_ranks, const simile_map *names);

/* Appends order_accuracy, unless the labels have no order: a probe learns to tell the rows of the lowest from those of
 * the highest label (of train; NULL: of test, in 10 folds), and all rows of test take their place on its line. */
simile_status simile_label_scale__measure(simile_measures *measures, const simile_labelled *test,
                                          const simile_labelled *train, const simile_map *names, simile_pool *pool);

#endif
