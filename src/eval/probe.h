/* Linear probes: logistic regression on frozen vectors. */
#ifndef SIMILE_EVAL_PROBE_H
#define SIMILE_EVAL_PROBE_H

#include "knn.h"
#include "threads.h"
#include <stdbool.h>

/* Accuracy on `test` after training on `train`; train NULL: 10-fold cross-validation, the folds taking turns within
 * each label. *accuracy is NaN when there are fewer than 2 rows to split. The same bits for any number of threads. */
simile_status simile_probe__accuracy(double *accuracy, const simile_labelled *test, const simile_labelled *train,
                                     size_t n_labels, simile_pool *pool);

/* 10 draws of 8 training rows a label, from `train`, or from test itself with the other rows as test: *mean and
 * *deviation (n − 1) of the accuracy. Both NaN when a label has fewer than 8 rows to draw from, or nothing is left. */
simile_status simile_probe__few_shot(double *mean, double *deviation, const simile_labelled *test,
                                     const simile_labelled *train, size_t n_labels, simile_pool *pool);

#endif
