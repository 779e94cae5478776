/* A growing list of figures: what a task hands back. */
#ifndef SIMILE_EVAL_MEASURES_H
#define SIMILE_EVAL_MEASURES_H

#include "arena.h"
#include "bootstrap.h"
#include "simile/eval.h"
#include "threads.h"

/* Valid when zeroed. */
typedef struct simile_measures {
    simile_evaluation_metric *items; /* [n] */
    size_t n, capacity;
    simile_arena arena; /* names and draws */
    simile_pool *pool;  /* that draws; NULL: the caller alone */
    const double *once; /* [n_once]: 1 for the rows of the file whose text stands nowhere else, 0 for the others; NULL:
                           all count */
    size_t n_once;
} simile_measures;

/* Appends a figure without an interval. A value of NaN takes the note. */
simile_status simile_measures__add(simile_measures *measures, const char *name, double value, const char *note);

/* Appends the figures names [resampling->n_values] with their intervals, and, when the resampled rows are those of the
 * file, their values without the rows that are not in `once`. */
simile_status simile_measures__add_resampled(simile_measures *measures, const char *const *names,
                                             const simile_resampling *resampling, const char *note);

/* Appends the mean over the rows with its interval; values [n_rows], NaN: the row is not counted. */
simile_status simile_measures__add_mean(simile_measures *measures, const char *name, const double *values,
                                        size_t n_rows, const char *note);

#define SIMILE_MEASURES_DRAWS 1000 /* of every figure with an interval */

/* Appends a figure whose draws [SIMILE_MEASURES_DRAWS] are given, with its interval; they are copied. */
simile_status simile_measures__add_drawn(simile_measures *measures, const char *name, double value, const double *draws,
                                         const char *note);

/* The figure of that name, or NULL. */
const simile_evaluation_metric *simile_measures__find(const simile_measures *measures, const char *name);

void simile_measures__dispose(simile_measures *measures);

#endif
