/* Linear probes: logistic regression on frozen vectors. */
#ifndef SIMILE_EVAL_PROBE_H
#define SIMILE_EVAL_PROBE_H

#include "knn.h"
#include "threads.h"
#include <stdbool.h>

#define SIMILE_PROBE_DRAWS 10

/* predicted [test->n] (=): labels after training on `train`; train NULL: 10-fold cross-validation, the folds taking
 * turns within each label. −1: the row was not tested, since there are fewer than 2 rows to split. The same bits for
 * any number of threads. */
simile_status simile_probe__predict(int64_t *predicted, const simile_labelled *test, const simile_labelled *train,
                                    size_t n_labels, simile_pool *pool);

/* SIMILE_PROBE_DRAWS draws of 8 training rows a label, from `train`, or from test itself with the other rows as test:
 * right [SIMILE_PROBE_DRAWS, test->n] (=): 1 right, 0 wrong, NaN not tested. *enough false: a label has fewer than 8
 * rows to draw from, or no row is left, and right is not set. */
simile_status simile_probe__few_shot(double *right, bool *enough, const simile_labelled *test,
                                     const simile_labelled *train, size_t n_labels, simile_pool *pool);

#endif
