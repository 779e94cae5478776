/* A file of rows that grows: rows of one length, behind a header that tells their number or not, or lines. What an
 * interrupted run left of it can be gone on with. */
#ifndef SIMILE_STREAM_ROW_FILE_H
#define SIMILE_STREAM_ROW_FILE_H

#include "file.h"
#include "npy.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_row_header {
    SIMILE_ROW_HEADER_NONE,
    SIMILE_ROW_HEADER_NPY,
    SIMILE_ROW_HEADER_WORD2VEC
} simile_row_header;

/* How the file is built. */
typedef struct simile_row_form {
    simile_row_header header;
    simile_npy_type type; /* npy */
    size_t n_columns;     /* values of a row */
    size_t row_size;      /* bytes of a row; 0: rows are lines */
    /* What tells lines of this form from others; the text is checked against the first line alone. */
    const char *line_start; /* NULL: anything */
    char separator;         /* stands between values, '\0': anything does */
    size_t n_separators;    /* in a line, behind its last '[' if there is one */
} simile_row_form;

/* Valid when zeroed. */
typedef struct simile_row_file {
    simile_writer *writer;
    simile_row_form form;
    uint64_t n_rows; /* whole rows in the file */
} simile_row_file;

/* Opens PATH.part, anew or (`resume`) behind its last whole row. Headers need a file whose start can be written again;
 * a part of other rows, and no file to resume, are SIMILE_ERROR_CONFIG. */
simile_status simile_row_file__open(simile_row_file *file, const char *path, const simile_row_form *form, bool resume);
/* Goes back to the first n_rows rows. */
simile_status simile_row_file__cut(simile_row_file *file, uint64_t n_rows);
/* Row `row` of fixed size as it was before the file was opened. */
simile_status simile_row_file__read(void *bytes, const simile_row_file *file, uint64_t row);
/* Writes n_rows whole rows, and hands them to the system: what is interrupted later has them on disk, and a reader at
 * the other end of a pipe waits for none. */
simile_status simile_row_file__append(simile_row_file *file, const void *bytes, size_t size, uint64_t n_rows);
/* Completes the header and renames the file. */
simile_status simile_row_file__commit(simile_row_file *file);

/* Files whose rows of one length are written side by side by several processes. */
uint64_t simile_row_file__size(const simile_row_form *form, uint64_t n_rows);
/* Opens the existing file PATH itself, to append from row `row` on; n_rows counts from there. */
simile_status simile_row_file__open_at(simile_row_file *file, const char *path, const simile_row_form *form,
                                       uint64_t row);
/* Writes the header of the n_rows rows that PATH holds, and cuts off what stands behind them. */
simile_status simile_row_file__complete(const char *path, const simile_row_form *form, uint64_t n_rows);

/* Closes; without commit PATH.part stays when it holds rows, and goes when it does not. */
void simile_row_file__dispose(simile_row_file *file);

#endif
