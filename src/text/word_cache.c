/* A new word takes the second place of its set; it moves to the first one when it is met again. */
#include "word_cache.h"
#include "memory.h"

#define LEAST_SET_BITS 9 /* 32 KiB: little enough for whoever encodes one short text */
#define GROWN_BITS     3 /* then 256 KiB, then 2 MiB: who has met 8,192 words will meet more */

_Static_assert((SIMILE_WORD_SET_BITS - LEAST_SET_BITS) % GROWN_BITS == 0, "the growth ends with the most sets");

static simile_status start(simile_word_cache *cache, uint64_t owner, unsigned set_bits)
{
    *cache = (simile_word_cache){.owner = owner, .shift = 64 - set_bits, .room = (size_t)2 << set_bits};
    cache->entries = simile_memory__alloc(cache->room, sizeof cache->entries[0]);
    return cache->entries == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

simile_status simile_word_cache__prepare(simile_word_cache *cache, uint64_t owner)
{
    if (cache->entries != NULL && cache->owner == owner)
        return SIMILE_OK;
    simile_word_cache__dispose(cache);
    return start(cache, owner, LEAST_SET_BITS);
}

simile_status simile_word_cache__grow(simile_word_cache *cache)
{
    const unsigned set_bits = 64 - cache->shift;
    const size_t n_entries = (size_t)2 << set_bits;
    simile_word_cache grown;
    simile_status status = start(&grown, cache->owner, set_bits + GROWN_BITS);

    if (status != SIMILE_OK)
        return status;
    if (set_bits + GROWN_BITS == SIMILE_WORD_SET_BITS)
        grown.room = SIZE_MAX;
    for (size_t i = n_entries; i-- > 0;) { /* the first entry of a set last, so that it comes to stand first */
        const simile_word_entry *entry = &cache->entries[i];
        simile_word_entry *set = simile_word_cache__set(&grown, entry->key);
        if (entry->key.high == 0)
            continue;
        set[1] = set[0];
        set[0] = *entry;
    }
    simile_memory__free(cache->entries);
    *cache = grown;
    return SIMILE_OK;
}

void simile_word_cache__dispose(simile_word_cache *cache)
{
    if (cache == NULL)
        return;
    simile_memory__free(cache->entries);
    *cache = (simile_word_cache){0};
}

void simile_word_cache__add(simile_word_cache *cache, simile_word_entry set[2], simile_word_key key, const int32_t *ids,
                            size_t n_ids, bool is_unknown)
{
    simile_word_entry *entry = &set[1];

    entry->key = key;
    for (size_t i = 0; i < SIMILE_WORD_IDS; i++)
        entry->ids[i] = i < n_ids ? ids[i] : -1;
    if (is_unknown)
        entry->ids[1] = SIMILE_WORD_UNKNOWN;
    cache->n_added++;
}
