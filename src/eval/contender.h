/* What is measured: a model, vectors from a file, or a baseline. */
#ifndef SIMILE_EVAL_CONTENDER_H
#define SIMILE_EVAL_CONTENDER_H

#include "eval_item.h"
#include "simile/model.h"
#include "threads.h"

typedef enum simile_contender_kind {
    SIMILE_CONTENDER_MODEL,
    SIMILE_CONTENDER_FILE,
    SIMILE_CONTENDER_JACCARD, /* words in common */
    SIMILE_CONTENDER_TFIDF,   /* words in common, weighted */
    SIMILE_CONTENDER_RANDOM,  /* vectors drawn by the texts' hashes */
    SIMILE_CONTENDER_STATIC,  /* means of the model's token rows */
} simile_contender_kind;

/* Valid when zeroed. */
typedef struct simile_contender {
    simile_contender_kind kind;
    const char *name;          /* in results */
    const simile_model *model; /* MODEL, STATIC */
    const char *path;          /* FILE: the .npy */
    simile_session *session;
    float *vectors; /* FILE: [n_vectors, width] */
    size_t n_vectors;
    size_t width;  /* of what has vectors; RANDOM: set by the caller */
    size_t n_used; /* FILE: vectors of the files before */
} simile_contender;

/* Makes it ready for files with n_texts texts in all. The caller disposes, on failure too. */
simile_status simile_contender__open(simile_contender *contender, size_t n_texts, const char *prompt, size_t n_threads);
void simile_contender__dispose(simile_contender *contender);

/* How a run goes on. */
typedef struct simile_contender_run {
    simile_pool *pool;
    bool keeps_vectors; /* those of the file's texts go to item->vectors */
    void (*progress)(void *context, const simile_evaluation_progress *progress); /* NULL: not wanted */
    void *progress_context;
    simile_evaluation_progress so_far; /* file and n_files are set */
} simile_contender_run;

/* Measures the next file. outcome: zeroed. */
simile_status simile_contender__measure(simile_outcome *outcome, simile_contender *contender, simile_eval_item *item,
                                        simile_contender_run *run);

#endif
