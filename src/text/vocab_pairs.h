/* Pairs of neighbouring pieces: how often each occurs, in which words, and which is the best one. */
#ifndef SIMILE_TEXT_VOCAB_PAIRS_H
#define SIMILE_TEXT_VOCAB_PAIRS_H

#include "simile/status.h"
#include "simile/vocab.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_piece_pair {
    uint64_t key; /* first piece << 32 | second piece */
    int64_t count;
    double score;                     /* when the pair was last looked at: never below what it is now */
    uint32_t place;                   /* of its latest word + 1; 0: none */
    uint32_t marked;                  /* the joining that has changed it last */
    uint32_t at;                      /* where it stands in the heap + 1; 0: not there */
    uint32_t next_first, next_second; /* the next pair with the same first, second piece + 1; 0: none */
} simile_piece_pair;

/* A piece as the pairs see it. */
typedef struct simile_pair_piece {
    uint64_t count;
    uint32_t first, second; /* the latest pair that it is first, second in + 1; 0: none */
} simile_pair_piece;

/* Valid when zeroed but for criterion and min_frequency. */
typedef struct simile_pairs {
    simile_vocab_criterion criterion;
    uint64_t min_frequency;
    simile_piece_pair *pairs; /* [n_pairs], in the order of first occurrence */
    size_t n_pairs, pairs_capacity;
    uint32_t *slots; /* [n_slots]: index + 1, 0 when free */
    size_t n_slots;
    struct simile_pair_place **chunks; /* lists of words, latest first; in chunks, so that they are never moved */
    size_t n_places, n_chunks, chunks_capacity;
    uint32_t *heap; /* [n_heap]: indices of pairs */
    size_t n_heap, heap_capacity;
    simile_pair_piece *pieces; /* [pieces_capacity], by id */
    size_t pieces_capacity;
} simile_pairs;

void simile_pairs__dispose(simile_pairs *pairs);

/* Adds `change` to the count of a piece. */
simile_status simile_pairs__count_piece(simile_pairs *pairs, uint32_t piece, int64_t change);

/* Adds `change` to the pair's count; *index is its place in pairs->pairs. A positive change notes the word. */
simile_status simile_pairs__add(size_t *index, simile_pairs *pairs, uint32_t first, uint32_t second, int64_t change,
                                uint32_t word);

/* Puts the pair among those to choose from, or looks at it again; to be called whenever its score may have risen. */
simile_status simile_pairs__offer(simile_pairs *pairs, size_t index);

/* Looks again at all pairs with this piece, whose count has fallen. */
simile_status simile_pairs__offer_with(simile_pairs *pairs, uint32_t piece);

/* Takes the pair with the highest score, of equal ones that with the lower key; false: none is left that occurs
 * min_frequency times. */
bool simile_pairs__best(size_t *index, simile_pairs *pairs);

/* Walks the words noted for a pair: start with *place = its `place`; a word may come more than once, and may have lost
 * the pair. false at the end. */
bool simile_pairs__word(uint32_t *word, uint32_t *place, const simile_pairs *pairs);

#endif
