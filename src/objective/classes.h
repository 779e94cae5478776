/* Which items of a list are equal: the items 0 … n − 1 by their keys. */
#ifndef SIMILE_OBJECTIVE_CLASSES_H
#define SIMILE_OBJECTIVE_CLASSES_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_keyed_item {
    uint64_t key;
    uint32_t item;
} simile_keyed_item;

/* Valid when zeroed. */
typedef struct simile_classes {
    size_t n;
    uint32_t *members; /* [n]: the items, those of a class side by side, in ascending order */
    uint32_t *starts;  /* [n]: of an item, where its class starts among the members */
    uint32_t *ends;    /* [n]: of the class that starts there, where it ends */
    simile_keyed_item *sorted;
    size_t members_capacity, starts_capacity, ends_capacity, sorted_capacity;
} simile_classes;

/* Classes of equal keys [n], n below 2³². */
simile_status simile_classes__build(simile_classes *classes, const uint64_t *keys, size_t n);
void simile_classes__dispose(simile_classes *classes);

/* The members of an item's class among first … end − 1, in ascending order; the item itself is one. */
const uint32_t *simile_classes__within(size_t *n, const simile_classes *classes, size_t item, size_t first, size_t end);

#endif
