/* The output of an encoding: the file of vectors and what stands beside it. Windows of rows become bytes on any thread
 * (simile_vectors__print) and are appended in order. Where rows have one length, row i lies at the header's size and i
 * times simile_row_form.row_size. */
#ifndef SIMILE_STREAM_VECTORS_H
#define SIMILE_STREAM_VECTORS_H

#include "buffer.h"
#include "row_file.h"
#include "session.h"
#include "simile/encode.h"
#include "vector_form.h"
#include "window.h"

/* The files, by what they hold. */
typedef enum simile_vectors_part {
    SIMILE_VECTORS_ROWS,   /* OUT.rows.npy: first token and token behind the last of each row [rows, 2], int64 */
    SIMILE_VECTORS_TOKENS, /* OUT.tokens.npy: id, start and end of each token [tokens, 3], int64 */
    SIMILE_VECTORS_IDS,    /* OUT.ids.txt: a line a row */
    SIMILE_VECTORS_RANGES, /* OUT.ranges.npy [2, width], float32 */
    SIMILE_VECTORS_MAIN,   /* OUT; the last, so that it is there when all is */
    SIMILE_VECTORS_N_PARTS
} simile_vectors_part;

#define SIMILE_ROW_ENTRY_SIZE   (2 * sizeof(int64_t))
#define SIMILE_TOKEN_ENTRY_SIZE (3 * sizeof(int64_t))

/* Valid when zeroed. */
typedef struct simile_vectors {
    simile_vector_form form;
    simile_row_file files[SIMILE_VECTORS_N_PARTS]; /* those without a writer are not written */
    uint64_t n_rows, n_tokens;                     /* in the files */
} simile_vectors;

/* A window as it goes into the files. Valid when zeroed. */
typedef struct simile_printed {
    simile_buffer bytes[SIMILE_VECTORS_N_PARTS];
    uint64_t n_rows, n_tokens;
} simile_printed;

/* Opens PATH.part and those beside it, anew or at the end of the last row that all of them hold (`resume`); n_rows
 * tells how many there are. Takes over `form`, whose ranges are read when rows are gone on with, and are else to be
 * filled by the caller before simile_vectors__write_ranges. */
simile_status simile_vectors__open(simile_vectors *vectors, const char *path, simile_vector_form *form, bool resume);
simile_status simile_vectors__write_ranges(simile_vectors *vectors);

/* Writes the ranges beside PATH, whole, as one of several processes that write the rows. */
simile_status simile_vectors__save_ranges(simile_vectors *vectors, const char *path);
/* How the file of vectors is built. */
simile_row_form simile_vectors__row_form(const simile_vector_form *form);

/* true when the form has this file. */
bool simile_vectors__has(const simile_vectors *vectors, simile_vectors_part part);

/* printed (=) from the rows of a window, the first of which is row `first`: their vectors [n, width], or their tokens.
 * An id that the format cannot hold is SIMILE_ERROR_DATA. Any number of threads at once. */
simile_status simile_vectors__print(simile_printed *printed, const simile_vectors *vectors, const simile_window *window,
                                    uint64_t first, const float *values);
simile_status simile_vectors__print_tokens(simile_printed *printed, const simile_vectors *vectors,
                                           const simile_window *window, uint64_t first,
                                           const simile_token_rows *tokens);
/* Counts the entries of OUT.rows.npy on from the tokens before. */
void simile_printed__shift(simile_printed *printed, uint64_t n_before);
void simile_printed__dispose(simile_printed *printed);

/* Writes a window behind those before. */
simile_status simile_vectors__append(simile_vectors *vectors, simile_printed *printed);
/* Completes the headers and renames the files. */
simile_status simile_vectors__commit(simile_vectors *vectors);
/* Closes; without commit the .part files stay when they hold rows. */
void simile_vectors__dispose(simile_vectors *vectors);

#endif
