/* The rows of several files, one file after another: whole lines, or one column of a table. */
#ifndef SIMILE_STREAM_ROWS_H
#define SIMILE_STREAM_ROWS_H

#include "input.h"
#include "simile/model.h"
#include "simile/status.h"
#include "table.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Valid when zeroed but for paths, n_paths and column. */
typedef struct simile_rows {
    const char *const *paths; /* [n_paths], borrowed */
    size_t n_paths;
    const char *column; /* NULL: whole lines */
    size_t at;          /* the file that is read */
    simile_input *input;
    simile_table *table;
    uint64_t line;    /* of the row handed out last, from 1 */
    uint64_t n_blank; /* blank TSV lines before the row that is held */
    bool holds_row, is_tsv;
    simile_text held;
} simile_rows;

/* Fails with SIMILE_ERROR_IO when one of the files cannot be opened, so that it shows before work is done. */
simile_status simile_rows__check(const simile_rows *rows);

/* The next row, borrowed until the next call. *more false: the end. A blank line is a row with an empty text (not in
 * CSV and JSONL, where it is none). */
simile_status simile_rows__next(bool *more, simile_text *text, simile_rows *rows);

/* The file of the row handed out last; "standard input" for "-". */
const char *simile_rows__path(const simile_rows *rows);

/* Closes the files; the struct can be used again. */
void simile_rows__dispose(simile_rows *rows);

#endif
