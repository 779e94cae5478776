/* Rows of TSV, CSV, JSONL and plain text files, columns picked by name or number.
 *
 * TSV: fields split at tabs, no quoting. CSV: RFC 4180 (quotes, doubled quotes, line breaks inside quotes). JSONL: an
 * object (columns by name) or array (by number) a line. Plain: the whole line is the one column. */
#ifndef SIMILE_FORMAT_TABLE_H
#define SIMILE_FORMAT_TABLE_H

#include "byte_stream.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_table_format {
    SIMILE_TABLE_AUTO, /* by the file's ending, .gz aside: .tsv .csv .jsonl .ndjson, else plain text for one column, TSV
                          for more */
    SIMILE_TABLE_TSV,
    SIMILE_TABLE_CSV,
    SIMILE_TABLE_JSONL,
    SIMILE_TABLE_PLAIN,
} simile_table_format;

#define SIMILE_TABLE_MAX_COLUMNS 64

/* What to read. `columns[i]` names column i of what the reader hands out: a header name, a JSON key, or a number from
 * 1; NULL: the i-th column. With a name in TSV and CSV the first row is the header; `has_header` says so without names.
 */
typedef struct simile_table_options {
    simile_table_format format;
    const char *const *columns;
    const char *const
        *names;       /* [n_columns]: what the columns are called where `columns` is silent: keys of JSONL objects;
                         a first row of TSV and CSV that holds them all is the header. NULL: they have no names */
    size_t n_columns; /* columns that a row must have */
    bool has_header;
    const simile_stop *stop; /* a wish to stop, see byte_stream.h; NULL: none */
    bool keeps_blank;        /* TSV: a blank line behind the header is a row, whose fields are empty */
    bool allow_more; /* the last column may repeat: a row hands out all further fields too (triples' negatives) */
} simile_table_options;

typedef struct simile_table simile_table;

typedef struct simile_field {
    const char *text; /* a NUL behind it; may hold NUL bytes */
    size_t size;
} simile_field;

simile_status simile_table__open(simile_table **table, const char *path, const simile_table_options *options);
void simile_table__free(simile_table *table);

/* The next row: *fields [*n_fields], borrowed until the next call. *more false: the end. A row with too few columns, a
 * bad quote, or bad JSON is SIMILE_ERROR_DATA: "path:line: has 1 column, needs 2 (text1, text2)…". Blank lines of TSV,
 * CSV and JSONL are skipped, unless `keeps_blank` says so; of plain text they are rows. */
simile_status simile_table__row(bool *more, const simile_field **fields, size_t *n_fields, simile_table *table);

/* Line of the row handed out last, from 1. */
uint64_t simile_table__line_number(const simile_table *table);
/* Blank lines that were skipped so far. */
uint64_t simile_table__n_blank(const simile_table *table);
/* See simile_input__go_to. The row is the one that begins with the line. */
simile_status simile_table__go_to(simile_table *table, uint64_t offset, uint64_t line);
/* true when the next row is there without reading on; false when it is not, or may not be (a quoted line break). */
bool simile_table__has_row(const simile_table *table);
/* See simile_input__offset. */
uint64_t simile_table__offset(const simile_table *table);

#endif
