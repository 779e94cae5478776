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

/* A row, borrowed until the next one is read. */
typedef struct simile_row {
    simile_text text;
    simile_text id; /* empty without an id column */
} simile_row;

/* What a row of a file is. */
typedef enum simile_rows_kind {
    SIMILE_ROWS_LINES,
    SIMILE_ROWS_TSV,
    SIMILE_ROWS_CSV,
    SIMILE_ROWS_JSONL
} simile_rows_kind;

/* Valid when zeroed but for the fields down to `stop`. */
typedef struct simile_rows {
    const char *const *paths; /* [n_paths], borrowed */
    size_t n_paths;
    const char *column;      /* NULL: whole lines */
    const char *id;          /* column of the rows' ids; NULL: none, as for whole lines */
    bool is_live;            /* windows of rows end where the next one may have to be waited for */
    const simile_stop *stop; /* a wish to stop, see byte_stream.h; NULL: none */
    size_t at;               /* the file that is read */
    simile_input *input;
    simile_table *table;
    uint64_t line;   /* of the row handed out last, from 1 */
    uint64_t n_used; /* bytes of the files before */
    bool is_limited; /* to n_left further rows */
    uint64_t n_left;
} simile_rows;

/* Fails with SIMILE_ERROR_IO when one of the files cannot be opened, so that it shows before work is done. */
simile_status simile_rows__check(const simile_rows *rows);

/* The next row. *more false: the end. A blank line is a row with an empty text (not in CSV and JSONL, where it is
 * none).
 */
simile_status simile_rows__next(bool *more, simile_row *row, simile_rows *rows);

/* See simile_input__take; NULL for columns of a table, too. */
char *simile_rows__take(simile_rows *rows);

/* true when the next row may have to be waited for. */
bool simile_rows__may_wait(const simile_rows *rows);

/* The bytes of the files together, 0 when one of them is not regular; and those that have been read, as they lie on
 * disk. */
uint64_t simile_rows__total(const simile_rows *rows);
uint64_t simile_rows__offset(const simile_rows *rows);

/* The file of the row handed out last; "standard input" for "-". */
const char *simile_rows__path(const simile_rows *rows);

simile_rows_kind simile_rows__kind(const simile_rows *rows, size_t file);

/* Where the first row of a plain file begins, behind a byte order mark or a header, in bytes; *n_lines: lines before.
 */
simile_status simile_rows__find_start(uint64_t *offset, uint64_t *n_lines, const simile_rows *rows, size_t file);

/* Goes to the row that begins with the line at `offset` of a plain file, which is number `line`; n_rows are handed out
 * from there on. */
simile_status simile_rows__go_to(simile_rows *rows, size_t file, uint64_t offset, uint64_t line, uint64_t n_rows);

/* Closes the files; the struct can be used again. */
void simile_rows__dispose(simile_rows *rows);

#endif
