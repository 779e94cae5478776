/* The rows of an evaluation file, held whole. */
#ifndef SIMILE_EVAL_EVAL_ROWS_H
#define SIMILE_EVAL_EVAL_ROWS_H

#include "arena.h"
#include "map.h"
#include "simile/model.h"
#include <stdbool.h>

/* What is known of a document as an answer to a query (judgements.h). */
typedef struct simile_judgement {
    size_t document; /* from 0 */
    double grade;    /* 0: it is none */
} simile_judgement;

/* Valid when zeroed. Texts of row i: texts[row_starts[i]] … texts[row_starts[i + 1] − 1]. */
typedef struct simile_eval_rows {
    char *path;
    simile_text *texts; /* [n_texts], in file order */
    size_t *row_starts; /* [n_rows + 1] */
    double *scores;     /* [n_rows]: gold scores, else 0 */
    int64_t *labels;    /* [n_rows]: binary 0 or 1; labels from 0 in order of appearance; else 0 */
    size_t n_rows, n_texts;
    size_t n_labels;              /* different ones, up to the end of this file: of the first one its own */
    size_t n_empty;               /* texts without anything visible */
    size_t n_blank;               /* lines that were skipped */
    simile_judgement *judgements; /* of row i: judgement_starts[i] … judgement_starts[i + 1] − 1, documents rising */
    size_t *judgement_starts;     /* [n_rows + 1]; NULL: the rows are no queries */
    simile_map *names;            /* label texts to numbers; borrowed, so that a training file shares them */
    simile_arena arena;
    size_t rows_capacity, starts_capacity, scores_capacity, texts_capacity;
} simile_eval_rows;

/* What a column of a file holds beside texts. */
typedef enum simile_gold {
    SIMILE_GOLD_NONE,   /* a text */
    SIMILE_GOLD_SCORE,  /* a number */
    SIMILE_GOLD_BINARY, /* 0 or 1 */
    SIMILE_GOLD_LABEL,  /* any text */
    SIMILE_GOLD_ODD,    /* usual (or 0) or odd (or 1): a score of 0 or 1 */
} simile_gold;

/* The columns of a file. */
typedef struct simile_eval_form {
    simile_gold gold;       /* the first column */
    const char *columns[4]; /* [n_columns] */
    size_t n_columns;
    bool last_repeats;  /* a row may have more of the last one */
    simile_gold second; /* the second column */
} simile_eval_form;

/* Reads a file of that form: TSV, CSV, JSONL by its ending. Columns stand in the order of the form; a first row that
 * names them all (TSV, CSV) is a header and gives the order. A bad row or a file without rows is SIMILE_ERROR_DATA.
 * The caller disposes, on failure too. */
simile_status simile_eval_rows__load(simile_eval_rows *rows, const char *path, const simile_eval_form *form,
                                     simile_map *names);
void simile_eval_rows__dispose(simile_eval_rows *rows);

/* The text of a label. */
const char *simile_eval_rows__label_name(const simile_eval_rows *rows, int64_t label);

#endif
