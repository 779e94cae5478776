/* The inside of an evaluation. */
#ifndef SIMILE_EVAL_EVALUATION_H
#define SIMILE_EVAL_EVALUATION_H

#include "eval_rows.h"
#include "measures.h"
#include "raw_scores.h"
#include "simile/eval.h"
#include "threads.h"

/* One file and what it gave. */
typedef struct simile_eval_item {
    simile_evaluation_kind kind;
    simile_eval_rows rows, train, dev; /* train, dev: without rows where there is no such file */
    simile_map names;                  /* of labels */
    double *scores;                    /* [rows.n_rows]: for the dump */
    simile_raw_scores raw;             /* of sts */
    int64_t *predicted;                /* [rows.n_rows]: likewise, labelled */
    simile_measures measures;
} simile_eval_item;

struct simile_evaluation {
    const simile_model *model; /* NULL: vectors from a file */
    char *vectors_path;        /* NULL: from the model */
    size_t n_threads;
    const char *prompt;
    bool baseline_tfidf, is_done;
    simile_eval_item **items; /* [n_items] */
    size_t n_items, capacity;
    simile_pool *pool; /* while it runs */
};

/* The kind as a word. */
const char *simile_evaluation__kind_name(simile_evaluation_kind kind);

/* The number of texts of the item's files together. */
size_t simile_eval_item__n_texts(const simile_eval_item *item);
/* Takes from the vectors, as they come, what is lost when they are scaled to length 1. */
simile_status simile_eval_item__keep_raw(simile_eval_item *item, const float *vectors, size_t width);
/* Measures one file, given the unit vectors of its texts, and of its training and dev files' behind them [n, width]. */
simile_status simile_eval_item__measure(simile_eval_item *item, const float *vectors, size_t width, simile_pool *pool);
/* The same by word overlap. */
simile_status simile_eval_item__measure_tfidf(simile_eval_item *item, simile_pool *pool);

#endif
