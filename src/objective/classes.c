/* Classes of equal keys, by sorting. */
#include "classes.h"
#include "memory.h"
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const simile_keyed_item *x = a, *y = b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    return (x->item > y->item) - (x->item < y->item);
}

static simile_status fit(simile_classes *classes, size_t n)
{
    simile_status status = simile_memory__grow(&classes->members, &classes->members_capacity, n, sizeof(uint32_t));
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&classes->starts, &classes->starts_capacity, n, sizeof(uint32_t));
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&classes->ends, &classes->ends_capacity, n, sizeof(uint32_t));
    }
    return status == SIMILE_OK
               ? simile_memory__grow(&classes->sorted, &classes->sorted_capacity, n, sizeof *classes->sorted)
               : status;
}

simile_status simile_classes__build(simile_classes *classes, const uint64_t *keys, size_t n)
{
    simile_status status = fit(classes, n);
    if (status != SIMILE_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        classes->sorted[i] = (simile_keyed_item){keys[i], (uint32_t)i};
    }
    if (n > 0) {
        qsort(classes->sorted, n, sizeof *classes->sorted, compare);
    }
    uint32_t start = 0;
    for (size_t i = 0; i < n; i++) {
        if (classes->sorted[i].key != classes->sorted[start].key) {
            start = (uint32_t)i;
        }
        classes->members[i] = classes->sorted[i].item;
        classes->starts[classes->sorted[i].item] = start;
        classes->ends[start] = (uint32_t)i + 1;
    }
    classes->n = n;
    return SIMILE_OK;
}

void simile_classes__dispose(simile_classes *classes)
{
    simile_memory__free(classes->members);
    simile_memory__free(classes->starts);
    simile_memory__free(classes->ends);
    simile_memory__free(classes->sorted);
    *classes = (simile_classes){0};
}

/* The first place from start to end whose member is at least `item`. */
static size_t find_first(const uint32_t *members, size_t start, size_t end, size_t item)
{
    while (start < end) {
        const size_t middle = start + (end - start) / 2;
        if (members[middle] < item) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    return start;
}

const uint32_t *simile_classes__within(size_t *n, const simile_classes *classes, size_t item, size_t first, size_t end)
{
    const size_t start = classes->starts[item], stop = classes->ends[start];
    const size_t from = find_first(classes->members, start, stop, first);
    *n = find_first(classes->members, from, stop, end) - from;
    return classes->members + from;
}
