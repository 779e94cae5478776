/* The rows of a task that `simile eval --save` wrote: what was expected, what the model gave, and the texts. */
#ifndef SIMILE_REPORT_SAVED_ROWS_H
#define SIMILE_REPORT_SAVED_ROWS_H

#include "arena.h"
#include "map.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_saved_kind {
    SIMILE_SAVED_STS,
    SIMILE_SAVED_PAIRS,
    SIMILE_SAVED_LABELLED,
    SIMILE_SAVED_TRIPLES,
    SIMILE_SAVED_PROBES,
    SIMILE_SAVED_ANOMALY,
    SIMILE_SAVED_RETRIEVAL,
    SIMILE_SAVED_RERANKING,
    SIMILE_SAVED_GROUPS,
    SIMILE_SAVED_MINING,
    SIMILE_N_SAVED_KINDS
} simile_saved_kind;

/* One row. What its kind does not have is NULL, NaN or -1. */
typedef struct simile_saved_row {
    const char *texts[3];            /* triples: anchor, positive, negative; probes: sentence, paraphrase, changed */
    double gold;                     /* sts: the score; pairs, anomaly: the label, 0 or 1 */
    double similarity, other;        /* sts, pairs; triples: of the positive, of the negative; probes: the margin;
                                        anomaly: the distance; rankings: average precision, rank of the first answer */
    int64_t label, predicted, probe; /* numbers of names: labelled; probes: the kind; anomaly: the group */
} simile_saved_row;

typedef struct simile_saved_rows {
    simile_saved_kind kind;
    simile_saved_row *rows; /* [n] */
    size_t n, capacity;
    size_t n_undefined; /* rows of the file with an undefined number, which are left out */
    simile_map labels;  /* names in order of appearance */
    float *vectors;     /* [n, width], of unit length; NULL: not saved */
    size_t width;
    simile_arena arena;
} simile_saved_rows;

/* The kind that a task's name stands for; false: none. */
bool simile_saved_rows__find_kind(simile_saved_kind *kind, const char *task);
/* Reads a rows file and, unless NULL, the vectors beside it. A line that lacks what its kind has is SIMILE_ERROR_FORMAT
 * with file and line; ill-formed UTF-8 becomes U+FFFD. The caller frees. */
simile_status simile_saved_rows__load(simile_saved_rows **rows, simile_saved_kind kind, const char *path,
                                      const char *vectors);
/* Takes NULL. */
void simile_saved_rows__free(simile_saved_rows *rows);

/* The name of a label; "–" for none. */
const char *simile_saved_rows__label(const simile_saved_rows *rows, int64_t label);

#endif
