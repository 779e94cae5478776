/* The rows of an evaluation file, held whole. */
#ifndef SIMILE_EVAL_EVAL_ROWS_H
#define SIMILE_EVAL_EVAL_ROWS_H

#include "arena.h"
#include "map.h"
#include "simile/eval.h"
#include "simile/model.h"

/* Valid when zeroed. Texts of row i: texts[row_starts[i]] … texts[row_starts[i + 1] − 1]. */
typedef struct simile_eval_rows {
    char *path;
    simile_text *texts; /* [n_texts], in file order */
    size_t *row_starts; /* [n_rows + 1] */
    double *scores;     /* [n_rows]: sts */
    int64_t *labels;    /* [n_rows]: pairs 0 or 1; labelled from 0 in order of appearance */
    size_t n_rows, n_texts, n_labels;
    simile_map *names; /* label texts to numbers; borrowed, so that a training file shares them */
    simile_arena arena;
    size_t rows_capacity, starts_capacity, scores_capacity, texts_capacity;
} simile_eval_rows;

/* Reads a file of that kind: TSV, CSV, JSONL by its ending. Columns stand in the order of the kind; a first row that
 * names them all (TSV, CSV) is a header and gives the order. A bad row or a file without rows is SIMILE_ERROR_DATA.
 * The caller disposes, on failure too. */
simile_status simile_eval_rows__load(simile_eval_rows *rows, const char *path, simile_evaluation_kind kind,
                                     simile_map *names);
void simile_eval_rows__dispose(simile_eval_rows *rows);

/* The text of a label. */
const char *simile_eval_rows__label_name(const simile_eval_rows *rows, int64_t label);

#endif
