/* Pairs of neighbouring pieces: how often each occurs, in which words, and which is the most frequent. */
#ifndef SIMILE_TEXT_VOCAB_PAIRS_H
#define SIMILE_TEXT_VOCAB_PAIRS_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_pair {
    uint64_t key; /* first piece << 32 | second piece */
    int64_t count;
    uint32_t place;  /* of its latest word + 1; 0: none */
    uint32_t marked; /* the joining after which it is to be offered again */
} simile_pair;

/* Valid when zeroed. */
typedef struct simile_pairs {
    simile_pair *pairs; /* [n_pairs], in the order of first occurrence */
    size_t n_pairs, pairs_capacity;
    uint32_t *slots; /* [n_slots]: index + 1, 0 when free */
    size_t n_slots;
    struct simile_pair_place *places; /* lists of words, latest first */
    size_t n_places, places_capacity;
    struct simile_pair_offer *heap; /* counts as they were when offered */
    size_t n_heap, heap_capacity;
} simile_pairs;

void simile_pairs__dispose(simile_pairs *pairs);

/* Adds `change` to the pair's count; *index is its place in pairs->pairs. A positive change notes the word. */
simile_status simile_pairs__add(size_t *index, simile_pairs *pairs, uint32_t first, uint32_t second, int64_t change,
                                uint32_t word);

/* Puts the pair, with its count of now, among those to choose from. */
simile_status simile_pairs__offer(simile_pairs *pairs, size_t index);

/* Takes the pair with the highest count, of equal ones that with the lower key; *found false: none is left. */
simile_status simile_pairs__best(bool *found, size_t *index, simile_pairs *pairs);

/* Walks the words noted for a pair: start with *place = its `place`; a word may come more than once, and may have lost
 * the pair. false at the end. */
bool simile_pairs__word(uint32_t *word, uint32_t *place, const simile_pairs *pairs);

#endif
