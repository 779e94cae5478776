/* A new word takes the second place of its set; it moves to the first one when it is met again. */
#include "word_cache.h"
#include "memory.h"

simile_status simile_word_cache__prepare(simile_word_cache *cache, uint64_t owner)
{
    if (cache->entries != NULL && cache->owner == owner)
        return SIMILE_OK;
    simile_word_cache__dispose(cache);
    cache->entries = simile_memory__alloc((size_t)2 << SIMILE_WORD_SET_BITS, sizeof cache->entries[0]);
    cache->owner = owner;
    return cache->entries == NULL ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

void simile_word_cache__dispose(simile_word_cache *cache)
{
    if (cache == NULL)
        return;
    simile_memory__free(cache->entries);
    *cache = (simile_word_cache){0};
}

void simile_word_cache__add(simile_word_cache *cache, simile_word_key key, const int32_t *ids, size_t n_ids,
                            bool is_unknown)
{
    simile_word_entry *entry = simile_word_cache__set(cache, key) + 1;

    entry->key = key;
    for (size_t i = 0; i < SIMILE_WORD_IDS; i++)
        entry->ids[i] = i < n_ids ? ids[i] : -1;
    if (is_unknown)
        entry->ids[1] = SIMILE_WORD_UNKNOWN;
}
