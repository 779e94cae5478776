/* Logistic regression over fixed features: the linear probe. Minimises ½‖W‖² + C·Σ −log p(label), the intercepts free
 * of penalty, as sklearn.linear_model.LogisticRegression(solver="lbfgs"): softmax for three labels and more, one
 * logistic row for two. */
#ifndef SIMILE_EVAL_LOGISTIC_H
#define SIMILE_EVAL_LOGISTIC_H

#include "knn.h"
#include "simile/status.h"
#include "threads.h"
#include <stddef.h>
#include <stdint.h>

/* Valid when zeroed. */
typedef struct simile_logistic {
    int64_t *classes; /* [n_classes]: the labels that training saw, rising */
    double *weights;  /* [n_outputs, width + 1], the intercept last; one output for two classes: the second's */
    size_t n_classes, n_outputs, width;
} simile_logistic;

typedef struct simile_logistic_options {
    double c;              /* 0: 1 */
    size_t max_iterations; /* 0: 200 */
    simile_pool *pool;     /* shares out the rows; NULL: the caller alone. The same bits for any number of threads */
} simile_logistic_options;

/* Trains on the rows rows[0 … n_rows − 1] of `data` (NULL: all of them), by L-BFGS from zeros: the same bits on each
 * run. No rows: SIMILE_ERROR_DATA. With one label the answer is always that label. The caller disposes, on failure
 * too. options NULL: all defaults. */
simile_status simile_logistic__fit(simile_logistic *model, const simile_labelled *data, const size_t *rows,
                                   size_t n_rows, const simile_logistic_options *options);

/* The likeliest label of the features x [width]; the lower one on ties. */
int64_t simile_logistic__predict(const simile_logistic *model, const float *x);

void simile_logistic__dispose(simile_logistic *model);

#endif
