/* What one file gave to one that was measured: figures, and what came out for each row. */
#ifndef SIMILE_EVAL_OUTCOME_H
#define SIMILE_EVAL_OUTCOME_H

#include "arena.h"
#include "measures.h"

/* What the values of a column are. */
typedef enum simile_column_kind {
    SIMILE_COLUMN_REAL,  /* numbers */
    SIMILE_COLUMN_LABEL, /* numbers of labels; −1: none */
    SIMILE_COLUMN_TEXT,  /* numbers of texts of the file */
} simile_column_kind;

/* A value for each row, under the name with which it is saved. */
typedef struct simile_row_column {
    const char *name;
    simile_column_kind kind;
    double *values; /* [n_rows] */
} simile_row_column;

#define SIMILE_MAX_COLUMNS 8

/* Valid when zeroed. */
typedef struct simile_outcome {
    simile_measures measures;
    simile_row_column columns[SIMILE_MAX_COLUMNS]; /* [n_columns]; the first one is the row's score */
    size_t n_columns;
    simile_arena arena; /* the columns' values */
} simile_outcome;

/* Appends a column; *values [n_rows] is for the caller to fill. */
simile_status simile_outcome__add_column(double **values, simile_outcome *outcome, const char *name,
                                         simile_column_kind kind, size_t n_rows);
void simile_outcome__dispose(simile_outcome *outcome);

#endif
