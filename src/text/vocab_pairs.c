/* A hash table of pairs with open addressing, lists of words in one array, and a heap whose entries may be out of date:
 * an entry is checked against the pair's count when it is taken. */
#include "vocab_pairs.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

typedef struct simile_pair_place {
    uint32_t word;
    uint32_t next; /* index + 1; 0: the end */
} place;

typedef struct simile_pair_offer {
    int64_t count;
    uint64_t key;
    size_t index;
} offer;

#define FIRST_SLOTS 1024

void simile_pairs__dispose(simile_pairs *pairs)
{
    if (pairs == NULL)
        return;
    simile_memory__free(pairs->pairs);
    simile_memory__free(pairs->slots);
    simile_memory__free(pairs->places);
    simile_memory__free(pairs->heap);
    *pairs = (simile_pairs){0};
}

/* The slot of the key, or the free one where it belongs; n_slots is a power of two. */
static size_t find_slot(const simile_pairs *pairs, uint64_t key)
{
    uint64_t mixed = key * 0x9E3779B97F4A7C15u;
    size_t slot = (size_t)(mixed ^ mixed >> 32) & (pairs->n_slots - 1);

    while (pairs->slots[slot] != 0 && pairs->pairs[pairs->slots[slot] - 1].key != key)
        slot = (slot + 1) & (pairs->n_slots - 1);
    return slot;
}

/* Keeps the table at most half full. */
static simile_status grow_slots(simile_pairs *pairs)
{
    size_t n_slots = pairs->n_slots == 0 ? FIRST_SLOTS : pairs->n_slots * 2;
    uint32_t *slots;

    if (pairs->n_pairs * 2 < pairs->n_slots)
        return SIMILE_OK;
    if (pairs->n_pairs >= UINT32_MAX / 4)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "too many different pairs of pieces; train on less text");
    slots = simile_memory__alloc(n_slots, sizeof slots[0]);
    if (slots == NULL)
        return SIMILE_ERROR_MEMORY;
    simile_memory__free(pairs->slots);
    pairs->slots = slots;
    pairs->n_slots = n_slots;
    for (size_t i = 0; i < pairs->n_pairs; i++)
        slots[find_slot(pairs, pairs->pairs[i].key)] = (uint32_t)(i + 1);
    return SIMILE_OK;
}

static simile_status find_or_add(size_t *index, simile_pairs *pairs, uint64_t key)
{
    simile_status status = grow_slots(pairs);
    size_t slot;

    if (status != SIMILE_OK)
        return status;
    slot = find_slot(pairs, key);
    if (pairs->slots[slot] == 0) {
        status = simile_memory__grow(&pairs->pairs, &pairs->pairs_capacity, pairs->n_pairs + 1, sizeof pairs->pairs[0]);
        if (status != SIMILE_OK)
            return status;
        pairs->pairs[pairs->n_pairs++] = (simile_pair){.key = key};
        pairs->slots[slot] = (uint32_t)pairs->n_pairs;
    }
    *index = pairs->slots[slot] - 1;
    return SIMILE_OK;
}

static simile_status note_word(simile_pairs *pairs, simile_pair *pair, uint32_t word)
{
    simile_status status;

    if (pair->place != 0 && pairs->places[pair->place - 1].word == word)
        return SIMILE_OK;
    if (pairs->n_places >= UINT32_MAX - 1)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "too many different words; train on less text");
    status = simile_memory__grow(&pairs->places, &pairs->places_capacity, pairs->n_places + 1, sizeof pairs->places[0]);
    if (status != SIMILE_OK)
        return status;
    pairs->places[pairs->n_places++] = (place){.word = word, .next = pair->place};
    pair->place = (uint32_t)pairs->n_places;
    return SIMILE_OK;
}

simile_status simile_pairs__add(size_t *index, simile_pairs *pairs, uint32_t first, uint32_t second, int64_t change,
                                uint32_t word)
{
    simile_status status = find_or_add(index, pairs, (uint64_t)first << 32 | second);

    if (status != SIMILE_OK)
        return status;
    pairs->pairs[*index].count += change;
    return change > 0 ? note_word(pairs, &pairs->pairs[*index], word) : SIMILE_OK;
}

static bool comes_before(const offer *a, const offer *b)
{
    return a->count != b->count ? a->count > b->count : a->key < b->key;
}

simile_status simile_pairs__offer(simile_pairs *pairs, size_t index)
{
    offer new = {.count = pairs->pairs[index].count, .key = pairs->pairs[index].key, .index = index};
    size_t i = pairs->n_heap;
    simile_status status =
        simile_memory__grow(&pairs->heap, &pairs->heap_capacity, pairs->n_heap + 1, sizeof pairs->heap[0]);

    if (status != SIMILE_OK)
        return status;
    pairs->n_heap++;
    for (; i > 0 && comes_before(&new, &pairs->heap[(i - 1) / 2]); i = (i - 1) / 2)
        pairs->heap[i] = pairs->heap[(i - 1) / 2];
    pairs->heap[i] = new;
    return SIMILE_OK;
}

static offer take_top(simile_pairs *pairs)
{
    offer top = pairs->heap[0], last = pairs->heap[--pairs->n_heap];
    size_t i = 0, child;

    while ((child = 2 * i + 1) < pairs->n_heap) {
        if (child + 1 < pairs->n_heap && comes_before(&pairs->heap[child + 1], &pairs->heap[child]))
            child++;
        if (!comes_before(&pairs->heap[child], &last))
            break;
        pairs->heap[i] = pairs->heap[child];
        i = child;
    }
    pairs->heap[i] = last;
    return top;
}

simile_status simile_pairs__best(bool *found, size_t *index, simile_pairs *pairs)
{
    *found = false;
    while (pairs->n_heap > 0) {
        offer top = take_top(pairs);
        int64_t count = pairs->pairs[top.index].count;
        simile_status status;

        if (count == top.count && count > 0) {
            *found = true;
            *index = top.index;
            return SIMILE_OK;
        }
        /* A count that fell is offered again as it is now; one that rose was offered anew when it did. */
        status = count > 0 && count < top.count ? simile_pairs__offer(pairs, top.index) : SIMILE_OK;
        if (status != SIMILE_OK)
            return status;
    }
    return SIMILE_OK;
}

bool simile_pairs__word(uint32_t *word, uint32_t *at, const simile_pairs *pairs)
{
    if (*at == 0)
        return false;
    *word = pairs->places[*at - 1].word;
    *at = pairs->places[*at - 1].next;
    return true;
}
