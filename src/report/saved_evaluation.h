/* What `simile eval` saved: a folder with evaluation.json and the rows beside it, or the list of figures alone. */
#ifndef SIMILE_REPORT_SAVED_EVALUATION_H
#define SIMILE_REPORT_SAVED_EVALUATION_H

#include "arena.h"
#include "json.h"
#include "saved_rows.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct simile_saved_metric {
    const char *name;
    double value;     /* NaN: undefined */
    double low, high; /* NaN: none */
} simile_saved_metric;

typedef struct simile_saved_task {
    const char *task, *file;      /* "" when not named */
    const char *base_name;        /* of the file, without folders */
    const char *name;             /* what a suite calls the file; NULL: nothing */
    const char *error;            /* why there are no figures; NULL: there is no such fault */
    int64_t n_rows;               /* -1: unknown */
    const char *sha256;           /* NULL: unknown */
    simile_saved_metric *metrics; /* [n_metrics], in file order */
    size_t n_metrics;
    size_t main;             /* the number of the main one: that which "main" names, else the first */
    simile_saved_rows *rows; /* NULL: not saved */
} simile_saved_task;

typedef struct simile_saved_evaluation {
    char *path;
    const char *name; /* of the model or the vectors, else the path; made different from others' by the report */
    simile_json *json;
    simile_saved_task *tasks; /* [n_tasks] */
    size_t n_tasks;
    simile_arena arena;
} simile_saved_evaluation;

/* *is_there: the folder holds a saved evaluation. */
simile_status simile_saved_evaluation__find(bool *is_there, const char *folder);
/* Reads a folder, its evaluation.json, or a file that `simile eval --json` wrote. Faults are SIMILE_ERROR_FORMAT that
 * name file and place. The caller frees. */
simile_status simile_saved_evaluation__load(simile_saved_evaluation **evaluation, const char *path);
/* Takes NULL. */
void simile_saved_evaluation__free(simile_saved_evaluation *evaluation);

/* The figure of that name; NULL: there is none. */
const simile_saved_metric *simile_saved_task__metric(const simile_saved_task *task, const char *name);

#endif
