/* Training of a WordPiece vocabulary: words are counted from text, then the most frequent pair of neighbouring pieces
 * is joined again and again until the vocabulary has its size. */
#ifndef SIMILE_VOCAB_H
#define SIMILE_VOCAB_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simile_vocab_train_options {
    const char *const *paths; /* [n_paths]: text, plain or gzip; "-": standard input */
    size_t n_paths;
    size_t column;          /* 0: whole lines; k: the k-th of a line's tab-separated columns */
    bool counts;            /* the files are tables of word<TAB>count, not text; column is not looked at */
    size_t size;            /* pieces at most, the five special tokens included */
    uint64_t min_frequency; /* pairs seen less often are not joined; 0 stands for 2 */
    bool lowercase;         /* lower-case and strip accents first */
    size_t alphabet_limit;  /* characters kept, the most frequent ones; 0 stands for 1000 */
    const char *out;        /* where to write; NULL: nothing is written */
    /* Called now and then with what was done and what is to be done in this phase ("count", "merge"; n_total 0: not
     * known). NULL: not wanted. Anything but SIMILE_OK stops the training and is handed on. */
    simile_status (*progress)(void *context, const char *phase, uint64_t n_done, uint64_t n_total);
    void *progress_context;
} simile_vocab_train_options;

typedef struct simile_vocab_report {
    uint64_t n_lines;
    uint64_t n_invalid;       /* lines with invalid UTF-8 */
    uint64_t n_words;         /* words counted, repeats included */
    uint64_t n_distinct;      /* different words */
    uint64_t n_skipped;       /* words left out: too long, or with a character outside the alphabet; repeats included */
    size_t n_characters;      /* characters kept */
    size_t n_pieces;          /* pieces written: less than `size` when the text is too small */
    uint64_t n_pieces_in_use; /* pieces that the kept words are made of at the end, repeats included */
} simile_vocab_report;

/* Trains and writes a vocab.txt. Order: [PAD] [UNK] [CLS] [SEP] [MASK]; the kept characters by code point; the same
 * characters as continuing pieces ("##a") by code point where a word needs them; then the joined pieces in the order of
 * joining. Of pairs with equal counts the one whose first piece has the lower id is joined first, then that whose
 * second piece has. The same input gives the same bytes. report may be NULL.
 * A table row that is no "word<TAB>count" is SIMILE_ERROR_DATA; text without a word too; a size with no room for the
 * characters is SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_vocab_train(const simile_vocab_train_options *options, simile_vocab_report *report);

#ifdef __cplusplus
}
#endif
#endif
