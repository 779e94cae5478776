/* One file of an evaluation: its rows, and what they gave. */
#ifndef SIMILE_EVAL_EVAL_ITEM_H
#define SIMILE_EVAL_EVAL_ITEM_H

#include "eval_rows.h"
#include "eval_view.h"
#include "few_shot.h"
#include "outcome.h"
#include "simile/eval.h"

typedef struct simile_eval_task simile_eval_task; /* eval_task.h */

/* Valid when zeroed. */
typedef struct simile_eval_item {
    const simile_eval_task *task;
    char *name, *split, *language;     /* NULL: none */
    char *queries, *corpus;            /* paths, where the rows are judgements of their texts; NULL: they are not */
    simile_eval_rows rows, train, dev; /* train, dev: without rows where there is no such file */
    simile_map names;                  /* of labels */
    simile_few_shot few_shot;          /* labelled */
    char sha256[65];                   /* of the file's bytes; "": it is no file that can be read twice */
    char *error;                       /* why there are no outcomes; NULL: there are, or it has not run */
    double *once;                      /* [n_rows]: 0 for rows that are learnt from too; NULL: there are none */
    size_t n_duplicates;               /* rows that have 0 there */
    simile_outcome *outcomes;          /* [n contenders]; NULL before the run */
    float *vectors;                    /* [n_texts, width], of unit length: the model's; NULL: they are not kept */
    size_t width;
    double seconds; /* that measuring took */
} simile_eval_item;

/* Reads the files. The caller disposes, on failure too. */
simile_status simile_eval_item__load(simile_eval_item *item, const simile_eval_task *task,
                                     const simile_evaluation_files *files);
void simile_eval_item__dispose(simile_eval_item *item, size_t n_outcomes);

/* Rows are learnt from the file itself, the one that is measured left out. */
bool simile_eval_item__learns_own(const simile_eval_item *item);

/* The number of texts of the item's files together. */
size_t simile_eval_item__n_texts(const simile_eval_item *item);

#endif
