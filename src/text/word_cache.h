/* A cache from short words to their ids, of one thread: a table of sets of two entries, of which a set keeps the one
 * used last and the newest other one. It grows with the number of different words up to a size that holds most of a
 * language's. Text repeats its words, so nearly all of them need no matching. */
#ifndef SIMILE_TEXT_WORD_CACHE_H
#define SIMILE_TEXT_WORD_CACHE_H

#include "simile/status.h"
#include "word_key.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIMILE_WORD_IDS      4    /* ids of a word that fits an entry */
#define SIMILE_WORD_UNKNOWN  (-2) /* as the second id: the first one stands for an unknown word */
#define SIMILE_WORD_SET_BITS 15   /* of the most sets: 2 MiB */

typedef struct simile_word_entry {
    simile_word_key key;
    int32_t ids[SIMILE_WORD_IDS]; /* negative behind the last one */
} simile_word_entry;

/* Valid when zeroed: holds nothing and must be prepared before use. */
typedef struct simile_word_cache {
    simile_word_entry *entries; /* a set lies in one cache line */
    uint64_t owner;             /* the tokenizer whose ids are held */
    unsigned shift;             /* 64 − bits of the number of sets */
    size_t n_added, room;       /* words added; it is due to grow when they are more than `room` */
} simile_word_cache;

/* Empties the cache unless it is the owner's already. */
simile_status simile_word_cache__prepare(simile_word_cache *cache, uint64_t owner);
void simile_word_cache__dispose(simile_word_cache *cache);

/* Whether so many words came that more sets pay. */
static inline bool simile_word_cache__is_due(const simile_word_cache *cache)
{
    return cache->n_added > cache->room;
}

/* Makes the cache larger, with what it holds; sets that were asked for before are no longer valid. */
simile_status simile_word_cache__grow(simile_word_cache *cache);

/* The set of the key. */
static inline simile_word_entry *simile_word_cache__set(const simile_word_cache *cache, simile_word_key key)
{
    return cache->entries + 2 * (size_t)(simile_word_key__hash(key) >> cache->shift);
}

/* The ids of the key, valid until the next call; NULL: it is not in its set. */
static inline const int32_t *simile_word_cache__find(simile_word_entry set[2], simile_word_key key)
{
    simile_word_entry second;

    if (set[0].key.low == key.low && set[0].key.high == key.high)
        return set[0].ids;
    if (set[1].key.low != key.low || set[1].key.high != key.high)
        return NULL;
    second = set[1];
    set[1] = set[0];
    set[0] = second;
    return set[0].ids;
}

/* Adds an entry for a key that is not in its set; n_ids is 1 to SIMILE_WORD_IDS. */
void simile_word_cache__add(simile_word_cache *cache, simile_word_entry set[2], simile_word_key key, const int32_t *ids,
                            size_t n_ids, bool is_unknown);

#endif
