/* The inside of an evaluation. */
#ifndef SIMILE_EVAL_EVALUATION_H
#define SIMILE_EVAL_EVALUATION_H

#include "contender.h"
#include "eval_item.h"
#include "json.h"
#include "simile/eval.h"

#define SIMILE_MAX_CONTENDERS 8

struct simile_evaluation {
    size_t n_threads;
    const char *prompt;
    char *model_path, *vectors_path, *against_path, *against_vectors, *save; /* NULL: none */
    void (*progress)(void *context, const simile_evaluation_progress *progress);
    void *progress_context;
    bool keep_going;
    char *shots; /* of files that say nothing; NULL: the usual ones */
    size_t n_draws;
    simile_contender contenders[SIMILE_MAX_CONTENDERS]; /* [n_contenders]: what is measured, then the baselines */
    size_t n_contenders;
    simile_eval_item **items; /* [n_items] */
    size_t n_items, capacity;
    bool is_done;
    double seconds; /* of the run */
};

/* A text as JSON: what is no UTF-8 in it, of a path or cut out of a file, becomes U+FFFD. NULL: no memory. The caller
 * frees. */
simile_json *simile_evaluation__new_text(const char *text);

/* An object with the results of file `index`. The caller frees. */
simile_status simile_evaluation__print(simile_json **object, const simile_evaluation *evaluation, size_t index);

#endif
