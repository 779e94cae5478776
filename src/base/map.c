/* Open addressing with linear probing over a table of indices; the entries themselves lie in insertion order. */
#include "map.h"

#include "fail.h"
#include "hash.h"
#include "memory.h"
#include <string.h>

enum { SMALLEST_TABLE = 16 };

/* The slot that holds the key, or the empty one where it belongs. n_slots is a power of two and never full. */
static size_t probe(const simile_map *map, const char *key, size_t size, uint64_t hash)
{
    size_t mask = map->n_slots - 1;
    for (size_t slot = (size_t)hash & mask;; slot = (slot + 1) & mask) {
        uint32_t number = map->slots[slot];
        if (number == 0)
            return slot;
        const simile_map_entry *entry = &map->entries[number - 1];
        if (entry->hash == hash && entry->size == size && (size == 0 || memcmp(entry->key, key, size) == 0))
            return slot;
    }
}

/* Twice the slots; on failure the map stays as it is. */
static simile_status enlarge(simile_map *map)
{
    size_t n_slots = map->n_slots > 0 ? 2 * map->n_slots : SMALLEST_TABLE;
    uint32_t *slots = simile_memory__alloc(n_slots, sizeof *slots);
    if (!slots)
        return SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < map->n_entries; i++) {
        size_t slot = (size_t)map->entries[i].hash & (n_slots - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (n_slots - 1);
        slots[slot] = (uint32_t)(i + 1);
    }
    simile_memory__free(map->slots);
    map->slots = slots;
    map->n_slots = n_slots;
    return SIMILE_OK;
}

simile_map_entry *simile_map__find(const simile_map *map, const char *key, size_t size)
{
    if (map->n_entries == 0)
        return NULL;
    uint32_t number = map->slots[probe(map, key, size, simile_hash__bytes(key, size, 0))];
    return number > 0 ? &map->entries[number - 1] : NULL;
}

/* Appends the entry of a key that is not there yet; `slot` is where it belongs. */
static simile_status append(simile_map *map, size_t slot, const char *key, size_t size, uint64_t hash)
{
    simile_status status =
        simile_memory__grow(&map->entries, &map->entries_capacity, map->n_entries + 1, sizeof *map->entries);
    if (status != SIMILE_OK)
        return status;
    const char *copy = simile_arena__copy_text(&map->keys, key, size);
    if (!copy)
        return SIMILE_ERROR_MEMORY;
    map->entries[map->n_entries] = (simile_map_entry){.key = copy, .size = size, .hash = hash, .value = 0};
    map->slots[slot] = (uint32_t)++map->n_entries;
    return SIMILE_OK;
}

simile_status simile_map__insert(simile_map_entry **entry, bool *is_new, simile_map *map, const char *key, size_t size)
{
    if (map->n_entries >= UINT32_MAX - 1)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: a table holds at most %zu keys",
                                   map->n_entries);
    simile_status status = SIMILE_OK;
    if (map->n_entries >= map->n_slots - map->n_slots / 4)
        status = enlarge(map);
    if (status != SIMILE_OK)
        return status;

    uint64_t hash = simile_hash__bytes(key, size, 0);
    size_t slot = probe(map, key, size, hash);
    bool is_missing = map->slots[slot] == 0;
    if (is_missing)
        status = append(map, slot, key, size, hash);
    if (status != SIMILE_OK)
        return status;
    if (is_new)
        *is_new = is_missing;
    *entry = &map->entries[map->slots[slot] - 1];
    return SIMILE_OK;
}

void simile_map__dispose(simile_map *map)
{
    if (!map)
        return;
    simile_memory__free(map->entries);
    simile_memory__free(map->slots);
    simile_arena__dispose(&map->keys);
    memset(map, 0, sizeof *map);
}
