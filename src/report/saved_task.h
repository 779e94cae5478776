/* One task of a saved evaluation: the figures of the model, and of what stands beside it. */
#ifndef SIMILE_REPORT_SAVED_TASK_H
#define SIMILE_REPORT_SAVED_TASK_H

#include "arena.h"
#include "json.h"
#include "saved_rows.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_saved_metric {
    const char *name;
    double value;     /* NaN: undefined */
    double low, high; /* NaN: none */
} simile_saved_metric;

typedef struct simile_saved_task {
    const simile_json *json;      /* lives as long as the evaluation */
    const char *task, *file;      /* "" when not named */
    const char *base_name;        /* of the file, without folders */
    const char *name;             /* what a suite calls the file; NULL: nothing */
    const char *error;            /* why there are no figures; NULL: there is no such fault */
    int64_t n_rows;               /* -1: unknown */
    const char *sha256;           /* NULL: unknown */
    int64_t n_duplicates;         /* rows that are learnt from too; -1: they were not looked for */
    double duplicates_share;      /* of all rows; NaN: unknown */
    simile_saved_metric *metrics; /* [n_metrics], the model's, in file order */
    size_t n_metrics;
    size_t main;             /* the number of the main one: that which "main" names, else the first */
    simile_saved_rows *rows; /* NULL: not saved */
} simile_saved_task;

/* Fills all but the rows from an object of the list of tasks. The texts are the object's own. */
simile_status simile_saved_task__read(simile_saved_task *task, const simile_json *object, simile_arena *arena);

/* The model's figure of that name; NULL: there is none. */
const simile_saved_metric *simile_saved_task__metric(const simile_saved_task *task, const char *name);

/* What may stand beside a model: the word that begins the names of its figures. In the order in which it is shown; the
 * first is what --against names, the others are baselines. */
#define SIMILE_N_RIVALS 5
typedef struct simile_rival {
    const char *word, *description;
    bool is_of_model; /* its figures differ from model to model */
} simile_rival;
extern const simile_rival simile_rivals[SIMILE_N_RIVALS];

/* The rival's figure called NAME; all NaN: there is none. */
simile_saved_metric simile_saved_task__rival_metric(const simile_saved_task *task, const simile_rival *rival,
                                                    const char *name);
/* Whether there is any. */
bool simile_saved_task__has_rival(const simile_saved_task *task, const simile_rival *rival);
/* The model's figure less that of --against, and how likely other rows would have turned their order; NaN: unknown. */
simile_saved_metric simile_saved_task__difference(double *p, const simile_saved_task *task, const char *name);

#endif
