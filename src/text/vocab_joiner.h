/* Words as rows of pieces, and the joining of pairs of neighbouring pieces. */
#ifndef SIMILE_TEXT_VOCAB_JOINER_H
#define SIMILE_TEXT_VOCAB_JOINER_H

#include "vocab_pairs.h"

#define SIMILE_JOINER_MOST 128 /* pieces of a word */

typedef struct simile_joiner_word {
    uint32_t first, n; /* its pieces in `symbols` */
    int64_t count;
} simile_joiner_word;

/* Valid when zeroed but for pairs.criterion and pairs.min_frequency. */
typedef struct simile_joiner {
    uint32_t *symbols;
    size_t n_symbols, symbols_capacity;
    simile_joiner_word *words;
    size_t n_words, words_capacity;
    simile_pairs pairs;
    size_t *changed; /* pairs that the current joining has changed */
    size_t n_changed, changed_capacity;
    uint32_t n_joined;
    size_t best; /* the pair that next chose */
} simile_joiner;

void simile_joiner__dispose(simile_joiner *joiner);

/* Adds a word of n pieces that occurs `count` times. */
simile_status simile_joiner__add(simile_joiner *joiner, const uint32_t *pieces, size_t n, int64_t count);

/* To be called when all words are there. */
simile_status simile_joiner__start(simile_joiner *joiner);

/* Chooses the pair to join; false: none is left that is frequent enough. */
bool simile_joiner__next(uint32_t *first, uint32_t *second, simile_joiner *joiner);

/* Puts `piece` in place of the chosen pair in all words, from the left. */
simile_status simile_joiner__join(simile_joiner *joiner, uint32_t piece);

/* Pieces that the words are made of, repeats included. */
uint64_t simile_joiner__n_pieces(const simile_joiner *joiner);

#endif
