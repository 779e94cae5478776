/* Linear probes: logistic regression on frozen vectors. */
#ifndef SIMILE_EVAL_PROBE_H
#define SIMILE_EVAL_PROBE_H

#include "knn.h"
#include "threads.h"
#include <stdbool.h>

/* predicted [test->n] (=): labels after training on `train`; train NULL: 10-fold cross-validation, the folds taking
 * turns within each label. −1: the row was not tested, since there are fewer than 2 rows to split. The same bits for
 * any number of threads. */
simile_status simile_probe__predict(int64_t *predicted, const simile_labelled *test, const simile_labelled *train,
                                    size_t n_labels, simile_pool *pool);

typedef struct simile_probe_draws {
    size_t n_shots, n_draws; /* training rows of each label, and how often they are drawn */
} simile_probe_draws;

/* Training rows from `train`, or from test itself with the other rows as test: right [n_draws, test->n] (=): 1 right, 0
 * wrong, NaN not tested. A draw of fewer shots is part of one of more. *enough false: a label has fewer rows to draw
 * from, or no row is left, and right is not set. */
simile_status simile_probe__few_shot(double *right, bool *enough, const simile_probe_draws *draws,
                                     const simile_labelled *test, const simile_labelled *train, size_t n_labels,
                                     simile_pool *pool);

#endif
