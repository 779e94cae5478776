/* The labelled task: neighbours, clusters and probes of texts with labels. */
#ifndef SIMILE_EVAL_LABELLED_H
#define SIMILE_EVAL_LABELLED_H

#include "eval_rows.h"
#include "knn.h"
#include "measures.h"
#include "threads.h"

/* How neighbours are found: as simile_knn__predict. Lets word overlap stand in for vectors. */
typedef simile_status (*simile_labelled_predict)(int64_t *predicted, void *context, size_t k);

/* What the task works on. */
typedef struct simile_labelled_input {
    const simile_eval_rows *rows;
    const simile_labelled *test, *train; /* train NULL: there is none */
    size_t n_labels;
    simile_pool *pool;
} simile_labelled_input;

/* Appends knn1_accuracy, knn5_accuracy and knn10_accuracy with intervals; those with fewer than k rows to look among
 * are undefined. predicted [n_rows] (=): the votes of as many neighbours, at most 10, as there are. */
simile_status simile_labelled__measure_neighbours(simile_measures *measures, const char *prefix, int64_t *predicted,
                                                  const simile_labelled_input *input, simile_labelled_predict predict,
                                                  void *context);

/* All of the task's metrics. A single label is SIMILE_ERROR_DATA. */
simile_status simile_labelled__measure(simile_measures *measures, int64_t *predicted,
                                       const simile_labelled_input *input);

#endif
