/* Tokenising text files: a line of pieces or ids for every row, or only the totals.
 *
 *     const char *paths[] = {"sentences.txt"};
 *     simile_tokenize_request request = {
 *         .tokenizer = tokenizer, .paths = paths, .n_paths = 1, .options.add_special = true, .style =
 * SIMILE_TOKENIZE_IDS}; simile_tokenize_file(NULL, &request);
 */
#ifndef SIMILE_TOKENIZE_H
#define SIMILE_TOKENIZE_H

#include "simile/status.h"
#include "simile/tokenizer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum simile_tokenize_style {
    SIMILE_TOKENIZE_PIECES, /* pieces separated by spaces, a line a row */
    SIMILE_TOKENIZE_IDS,    /* ids separated by spaces, a line a row */
    SIMILE_TOKENIZE_SPANS,  /* pieces as piece:start-end, bytes of the row, end exclusive, a line a row */
    SIMILE_TOKENIZE_COUNTS, /* nothing is written */
    SIMILE_TOKENIZE_TEXTS,  /* the rows are ids separated by white space; their decoded text, a line a row */
} simile_tokenize_style;

typedef struct simile_tokenize_report {
    simile_encode_counts counts;
    uint64_t n_words; /* runs of bytes without ASCII white space; 0 unless the style is SIMILE_TOKENIZE_COUNTS */
    uint64_t n_bytes; /* of the rows, line ends aside */
} simile_tokenize_report;

typedef struct simile_tokenize_request {
    const simile_tokenizer *tokenizer;
    const char *const *paths; /* [n_paths]: plain or gzip, "-": standard input; every line is a row */
    size_t n_paths;
    const char *out; /* NULL or "-": standard output */
    simile_tokenize_options options;
    simile_tokenize_style style;
    uint64_t *piece_counts; /* [vocabulary]: how often each id is given out is added; NULL: not wanted */
    bool skip_special;      /* in decoded text, special tokens are left out */
    size_t n_threads;       /* 0: what the machine allows */
} simile_tokenize_request;

/* Tokenises. What is written does not depend on the number of threads. With a drop_rate, row r (from 0) is parted by
 * the seed drop_seed + r. An id of SIMILE_TOKENIZE_TEXTS that is no number or not in the vocabulary is
 * SIMILE_ERROR_DATA. A line break in a decoded text is written as a space. report may be NULL. */
SIMILE_API simile_status simile_tokenize_file(simile_tokenize_report *report, const simile_tokenize_request *request);

#ifdef __cplusplus
}
#endif
#endif
