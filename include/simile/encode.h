/* Encoding text files: a vector for every row, in the order of the rows, in constant memory.
 *
 *     const char *paths[] = {"sentences.txt"};
 *     simile_encode_request request = {.model = model, .paths = paths, .n_paths = 1, .out = "vectors.npy"};
 *     simile_encode_report report;
 *     simile_encode_file(&report, &request);
 */
#ifndef SIMILE_ENCODE_H
#define SIMILE_ENCODE_H

#include "simile/model.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How vectors are written. */
typedef enum simile_encode_format {
    SIMILE_ENCODE_AUTO,  /* by the ending of `out`: .npy, .tsv, .jsonl, .raw; else npy */
    SIMILE_ENCODE_NPY,   /* numpy array [rows, dimension] of float32; needs a file, not a pipe */
    SIMILE_ENCODE_TSV,   /* a line a row, values separated by tabs, exact (they read back to the same float) */
    SIMILE_ENCODE_JSONL, /* {"index":0,"vector":[...]} a line; the index counts all rows from 0 */
    SIMILE_ENCODE_RAW,   /* float32, little-endian, nothing else */
} simile_encode_format;

/* What a row that is longer than the limit means. */
typedef enum simile_encode_truncate {
    SIMILE_TRUNCATE_CUT,   /* it is cut and counted */
    SIMILE_TRUNCATE_WARN,  /* likewise; the first one is named in the report */
    SIMILE_TRUNCATE_ERROR, /* encoding stops with SIMILE_ERROR_DATA and names it */
} simile_encode_truncate;

typedef struct simile_encode_report {
    uint64_t n_rows;    /* vectors in the output, those of a resumed run included */
    uint64_t n_resumed; /* of these, vectors that were there already; they are in no other count */
    uint64_t n_tokens, n_truncated, n_empty, n_invalid;
    char truncated_place[256]; /* SIMILE_TRUNCATE_WARN: "path:line" of the first truncated row; "": none */
    double seconds;
} simile_encode_report;

typedef struct simile_encode_request {
    const simile_model *model;
    simile_session_options session; /* threads, length limit, special tokens */
    const char *const *paths;       /* [n_paths]: plain or gzip, "-": standard input; read one after another */
    size_t n_paths;
    const char *out; /* written aside as OUT.part and renamed; "-": standard output */
    simile_encode_format format;
    const char *column; /* NULL: the whole line, tabs included. Else a name or a number from 1: TSV, or CSV and JSONL by
                           the path's ending */
    simile_encode_truncate truncate;
    bool resume; /* go on with OUT.part, as many input rows being passed over as it holds */
    /* Called now and then; NULL: not wanted. Anything but SIMILE_OK stops and is handed on; OUT.part stays. */
    simile_status (*progress)(void *context, const simile_encode_report *so_far);
    void *context;
} simile_encode_request;

/* Encodes. The bytes written do not depend on the number of threads, nor on whether the run was resumed. Every row has
 * a vector, an empty one too. After a failure OUT is as before, and OUT.part stays when it holds rows. report may be
 * NULL. npy to a pipe and a .part of another width or format are SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_encode_file(simile_encode_report *report, const simile_encode_request *request);

#ifdef __cplusplus
}
#endif
#endif
