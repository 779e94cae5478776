/* A growing list of metrics: what a task hands back. */
#ifndef SIMILE_EVAL_MEASURES_H
#define SIMILE_EVAL_MEASURES_H

#include "arena.h"
#include "bootstrap.h"
#include "simile/eval.h"

/* Valid when zeroed. */
typedef struct simile_measures {
    simile_evaluation_metric *items; /* [n] */
    size_t n, capacity;
    simile_arena names;
} simile_measures;

/* Appends prefix + name. A value of NaN takes the note. */
simile_status simile_measures__add(simile_measures *measures, const char *prefix, const char *name, double value,
                                   const char *note);
/* Adds the interval to the metric appended last, unless it is undefined. */
simile_status simile_measures__add_interval(simile_measures *measures, simile_bootstrap_metric metric, void *context,
                                            size_t n);
void simile_measures__dispose(simile_measures *measures);

/* A metric for the bootstrap: the mean of the values [n_rows] that are the context. */
simile_status simile_measures__mean(double *value, void *values, const size_t *rows, size_t n);

#endif
