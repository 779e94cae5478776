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

/* Which pair of neighbouring pieces is joined next. */
typedef enum simile_vocab_criterion {
    SIMILE_VOCAB_FREQUENCY,  /* the most frequent one (Sennrich et al. 2016), as the reference trainer does it */
    SIMILE_VOCAB_LIKELIHOOD, /* the one with the highest count(ab) / (count(a) · count(b)), which raises the likelihood
                                of the text under a unigram model most for each time it is joined (Schuster and Nakajima
                                2012), among those at least min_frequency times there */
} simile_vocab_criterion;

typedef struct simile_vocab_train_options {
    const char *const *paths; /* [n_paths]: text, plain or gzip; "-": standard input */
    size_t n_paths;
    size_t column; /* 0: whole lines; k: the k-th of a line's tab-separated columns */
    bool counts;   /* the files are tables of word<TAB>count, not text; column is not looked at */
    size_t size;   /* pieces at most, special tokens and reserved slots included */
    simile_vocab_criterion criterion;
    uint64_t min_frequency;      /* pairs seen less often are not joined; 0 stands for 2 */
    bool lowercase;              /* lower-case and strip accents first */
    size_t alphabet_limit;       /* characters kept, the most frequent ones; 0 stands for 1000 */
    const char *const *specials; /* [n_specials]: special tokens behind the five usual ones */
    size_t n_specials;
    size_t n_reserved; /* slots [unused0] … behind the special tokens, for tokens to come */
    uint64_t memory;   /* bytes for counted words; beyond it the rarest are dropped; 0 stands for 1 GiB */
    size_t n_threads;  /* 0: what the machine allows */
    const char *out;   /* where to write; NULL: nothing is written */
    /* Called now and then, by one thread at a time, with what was done and what is to be done in this phase ("count",
     * "join"; n_total 0: not known). NULL: not wanted. Anything but SIMILE_OK stops the training and is handed on. */
    simile_status (*progress)(void *context, const char *phase, uint64_t n_done, uint64_t n_total);
    void *progress_context;
} simile_vocab_train_options;

typedef struct simile_vocab_report {
    uint64_t n_lines;
    uint64_t n_invalid;       /* lines with invalid UTF-8 */
    uint64_t n_words;         /* words counted, repeats included */
    uint64_t n_distinct;      /* different words, those dropped for want of memory aside */
    uint64_t n_dropped;       /* words dropped for want of memory; repeats included */
    uint64_t n_skipped;       /* words left out: too long, or with a character outside the alphabet; repeats included */
    size_t n_characters;      /* characters kept */
    size_t n_pieces;          /* pieces written: less than `size` when the text is too small */
    uint64_t n_pieces_in_use; /* pieces that the kept words are made of at the end, repeats included */
} simile_vocab_report;

/* Trains and writes a vocab.txt. Order: [PAD] [UNK] [CLS] [SEP] [MASK]; further special tokens; reserved slots; the
 * kept characters by code point; the same characters as continuing pieces ("##a") by code point where a word needs
 * them; then the joined pieces in the order of joining. Of equally frequent characters those with the lower code points
 * are kept. Of equally good pairs the one whose first piece has the lower id is joined first, then that whose second
 * piece has. Words are counted in stretches of 64 MiB of text; when the table is over `memory` behind one, the words
 * with the lowest count go, all of one count together, until it is at three quarters. The same input gives the same
 * bytes for any number of threads. report may be NULL. A table row that is no "word<TAB>count" is SIMILE_ERROR_DATA;
 * text without a word too; a size with no room for the characters, a special token twice and a memory that holds no
 * word are SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_vocab_train(const simile_vocab_train_options *options, simile_vocab_report *report);

#ifdef __cplusplus
}
#endif
#endif
