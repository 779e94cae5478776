/* A hash map from byte strings to 64-bit values. Keys are copied. Valid when zeroed. Iteration order is insertion
 * order, so that nothing depends on addresses or hash seeds. Reading from several threads at once is fine. */
#ifndef SIMILE_BASE_MAP_H
#define SIMILE_BASE_MAP_H

#include "arena.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_map_entry {
    const char *key; /* NUL behind it */
    size_t size;
    uint64_t hash;
    int64_t value;
} simile_map_entry;

typedef struct simile_map {
    simile_map_entry *entries; /* [n_entries], in insertion order */
    size_t n_entries, entries_capacity;
    uint32_t *slots; /* [n_slots]: entry index + 1, 0 when empty */
    size_t n_slots;
    simile_arena keys;
} simile_map;

/* The entry of the key, or NULL. */
simile_map_entry *simile_map__find(const simile_map *map, const char *key, size_t size);

/* The entry of the key, made with value 0 when it is new (*is_new, which may be NULL, says so). The pointer stays valid
 * until the next insert. */
simile_status simile_map__insert(simile_map_entry **entry, bool *is_new, simile_map *map, const char *key, size_t size);

void simile_map__dispose(simile_map *map);

#endif
