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
#include "simile/ranks.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How vectors are written. */
typedef enum simile_encode_format {
    SIMILE_ENCODE_AUTO,     /* by the ending of `out`: .npy, .tsv, .jsonl, .raw, .vec (word2vec); else npy, but tsv to
                               standard output when `flush` is set */
    SIMILE_ENCODE_NPY,      /* numpy array [rows, dimension]; needs a file, not a pipe */
    SIMILE_ENCODE_TSV,      /* a line a row, values separated by tabs, exact (they read back to the same value) */
    SIMILE_ENCODE_JSONL,    /* {"index":0,"vector":[...]} a line; the index counts all rows from 0 */
    SIMILE_ENCODE_RAW,      /* the values, little-endian, nothing else */
    SIMILE_ENCODE_WORD2VEC, /* a line with the counts, then a line a row: word and values; needs a file, not a pipe */
} simile_encode_format;

/* What values are written. tsv and jsonl print these values; word2vec takes F32 alone. */
typedef enum simile_encode_dtype {
    SIMILE_ENCODE_F32,
    SIMILE_ENCODE_F16,    /* rounded to nearest, ties to even; from 65520 on infinity */
    SIMILE_ENCODE_I8,     /* each dimension's range in 256 steps, as sentence-transformers' "int8" */
    SIMILE_ENCODE_BINARY, /* a bit a dimension, 1 above zero, the first one highest: sentence-transformers' "ubinary" */
} simile_encode_dtype;

/* What a row that is longer than the limit means. */
typedef enum simile_encode_truncate {
    SIMILE_TRUNCATE_CUT,   /* it is cut and counted */
    SIMILE_TRUNCATE_WARN,  /* likewise; the first one is named in the report */
    SIMILE_TRUNCATE_ERROR, /* encoding stops with SIMILE_ERROR_DATA and names it */
} simile_encode_truncate;

/* A row as messages name it: "path:line"; "": none. */
#define SIMILE_PLACE_SIZE 256

typedef struct simile_encode_report {
    uint64_t n_rows;    /* vectors in the output (rows, with `tokens`), those of a resumed run included */
    uint64_t n_resumed; /* of these, rows that were there already; they are in no other count */
    uint64_t n_tokens, n_truncated, n_empty, n_invalid;
    uint64_t n_windows;                      /* rows that were taken in windows */
    uint64_t longest_size;                   /* bytes of the longest row that was cut */
    char longest_place[SIMILE_PLACE_SIZE];   /* where it is */
    char truncated_place[SIMILE_PLACE_SIZE]; /* SIMILE_TRUNCATE_WARN: the first row that was cut */
    uint64_t n_calibrated;                   /* rows from which the ranges of I8 were taken */
    bool is_calibrating;                     /* these are still being taken */
    double seconds;
    double seconds_left; /* estimate; negative: unknown */
} simile_encode_report;

typedef struct simile_encode_request {
    const simile_model *model;
    simile_session_options session; /* threads, length limit, windows, special tokens */
    const char *const *paths;       /* [n_paths]: plain or gzip, "-": standard input; read one after another */
    size_t n_paths;
    const char *out; /* written aside as OUT.part and renamed; "-": standard output */
    simile_encode_format format;
    simile_encode_dtype dtype;
    const char *calibrate; /* I8: where the ranges come from: an npy file (the ranges of an earlier run, or vectors), or
                              texts. NULL: `paths`, which are then read twice and must be regular files. The ranges [2,
                              dimension] are written to OUT.ranges.npy */
    const char *column; /* NULL: the whole line, tabs included. Else a name or a number from 1: TSV, or CSV and JSONL by
                           the path's ending */
    const char *id;     /* column of the rows' ids, carried along: "id" in jsonl, the first column in tsv, the word in
                           word2vec, lines of OUT.ids.txt beside npy and raw; needs `column`. NULL: none */
    bool with_text;     /* jsonl: "text" holds the row's text */
    bool tokens;        /* a vector for each token instead of one for each row: npy, raw (with OUT.rows.npy and
                           OUT.tokens.npy beside them) and jsonl */
    simile_encode_truncate truncate;
    simile_ranks *ranks; /* share the work, each taking a part of the lines: npy and raw into a file, out of plain
                            files; all ranks make the same request, and all get the report of all. NULL: one process */
    bool resume;         /* go on with OUT.part, as many input rows being passed over as it holds */
    bool flush; /* standard input is read line by line, and a row is written as soon as it can be; not npy, word2vec */
    /* Called now and then; NULL: not wanted. Anything but SIMILE_OK stops and is handed on; OUT.part stays. */
    simile_status (*progress)(void *context, const simile_encode_report *so_far);
    /* Asked again and again, by any thread, while a pipe or a terminal has nothing to read; true stops with
     * SIMILE_ERROR_INTERRUPTED. NULL: it is waited for as long as it takes. */
    bool (*is_stopped)(void *context);
    void *context;
} simile_encode_request;

/* Encodes. The bytes written do not depend on the number of threads, nor on whether the run was resumed. Every row has
 * a vector, an empty one too. After a failure OUT is as before, and OUT.part stays when it holds rows. report may be
 * NULL. npy to a pipe, a .part of another width or format and options that exclude one another are
 * SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_encode_file(simile_encode_report *report, const simile_encode_request *request);

#ifdef __cplusplus
}
#endif
#endif
