/* The tasks: what the rows of a file hold, and what is measured on them. A new one is a row of the table, a word of
 * simile_evaluation_kind, and an option of the command. */
#ifndef SIMILE_EVAL_EVAL_TASK_H
#define SIMILE_EVAL_EVAL_TASK_H

#include "eval_item.h"

struct simile_eval_task {
    const char *word; /* in results, of the option, of the key in suites */
    simile_eval_form form;
    const char
        *texts[4]; /* what a row's texts are called where rows are saved; ended by NULL, further ones are left out */
    bool takes_train, takes_dev; /* --train may stand behind it */
    bool learns_rows;            /* of the training file, for want of one of the file itself */
    bool takes_corpus;           /* so may --queries with --corpus: the file is a list of judgements then */
    simile_status (*arrange)(simile_eval_rows *rows); /* makes of the rows what is measured; NULL: they are that */
    bool keeps_vectors;                               /* the model's vectors are saved with the rows */
    const char *main;                                 /* the figure that stands for the task */
    const char *protocol;                             /* what is measured, in a line */
    const char *const (*mteb)[2]; /* pairs of a figure and its name in MTEB's form, the first one its main score; the
                                     last one NULL. NULL: all are called as here, and `main` is the main score */
    /* Fills a zeroed outcome. A view without vectors gives what similarities alone give. */
    simile_status (*measure)(simile_outcome *outcome, const simile_eval_item *item, const simile_eval_view *view);
};

const simile_eval_task *simile_eval_task__get(simile_evaluation_kind kind);

#endif
