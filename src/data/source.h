/* A source: one file of training rows, tokenised once and held as ids, in memory or in a file that is mapped. Texts lie
 * in row order. */
#ifndef SIMILE_DATA_SOURCE_H
#define SIMILE_DATA_SOURCE_H

#include "model.h"
#include "simile/option.h"
#include "simile/status.h"
#include "spill.h"
#include "threads.h"
#include <stddef.h>
#include <stdint.h>

typedef enum simile_row_kind {
    SIMILE_ROWS_PAIRS,    /* text1, text2 */
    SIMILE_ROWS_TRIPLES,  /* anchor, positive, negative… */
    SIMILE_ROWS_GROUPS,   /* group, text */
    SIMILE_ROWS_LABELLED, /* label, text */
    SIMILE_ROWS_STS,      /* score, text1, text2 */
    SIMILE_ROWS_TEXT,     /* text */
} simile_row_kind;

/* Where rows come from and how columns are found. */
typedef struct simile_source_options {
    char *path;
    int kind;      /* simile_row_kind */
    int format;    /* simile_table_format */
    char *columns; /* names or numbers, separated by commas; NULL: the first ones */
    bool header;
    double weight;
    double min_score;    /* sts rows as pairs: those with at least this score are positives */
    char *license;       /* of the data, for the model card; NULL: not stated */
    simile_spill *spill; /* borrowed, of no option row: where rows go that do not fit memory; NULL: all fit */
} simile_source_options;

/* The word for a kind, as the configuration has it. */
const char *simile_source__kind_name(simile_row_kind kind);

extern const simile_option simile_source__rows[];
extern const size_t simile_source__n_rows;

typedef struct simile_source {
    simile_row_kind kind;
    char *path;
    simile_spill *spill; /* of the arrays with a capacity; NULL: they are in memory */
    size_t n_rows;
    size_t *row_starts; /* [n_rows + 1] into the texts */
    int64_t *labels;    /* [n_rows]: id of the group or label, in order of first appearance; −1: none */
    double *scores;     /* [n_rows], sts */
    uint64_t *lines;    /* [n_rows] */
    size_t n_labels;
    size_t n_texts;
    size_t *text_starts;   /* [n_texts + 1] into ids */
    uint64_t *text_hashes; /* [n_texts] */
    int32_t *ids;
    size_t *members;       /* groups and labels: rows sorted by label, stable */
    size_t *member_starts; /* [n_labels + 1] into members */
    simile_encode_counts counts;
    bool is_quoted;  /* every field of the first row stands in quotes, which are taken as text */
    char sha256[65]; /* of the file as it is on disk */
    size_t rows_capacity, scores_capacity, labels_capacity, lines_capacity, texts_capacity, hashes_capacity,
        ids_capacity;
} simile_source;

/* Reads and tokenises the whole file. A row that does not fit is SIMILE_ERROR_DATA ("path:line: …"); a file without
 * rows, too. */
simile_status simile_source__load(simile_source **source, const simile_source_options *options,
                                  const simile_model *model);
void simile_source__free(simile_source *source);

#endif
