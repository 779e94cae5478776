/* A hash table of pairs with open addressing, lists of words in chunks, and a heap of pairs that knows where each
 * stands. Scores fall without notice: the pair on top is looked at again before it is taken. */
#include "vocab_pairs.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

typedef struct simile_pair_place {
    uint32_t word;
    uint32_t next; /* index + 1; 0: the end */
} place;

#define FIRST_SLOTS 1024
#define CHUNK       65536 /* places */

void simile_pairs__dispose(simile_pairs *pairs)
{
    if (pairs == NULL)
        return;
    for (size_t i = 0; i < pairs->n_chunks; i++)
        simile_memory__free(pairs->chunks[i]);
    simile_memory__free(pairs->chunks);
    simile_memory__free(pairs->pairs);
    simile_memory__free(pairs->slots);
    simile_memory__free(pairs->heap);
    simile_memory__free(pairs->pieces);
    *pairs = (simile_pairs){0};
}

static place *place_at(const simile_pairs *pairs, size_t index)
{
    return &pairs->chunks[index / CHUNK][index % CHUNK];
}

static simile_status fit_piece(simile_pairs *pairs, uint32_t piece)
{
    const size_t before = pairs->pieces_capacity;
    simile_status status;

    if (piece < before)
        return SIMILE_OK;
    status = simile_memory__grow(&pairs->pieces, &pairs->pieces_capacity, (size_t)piece + 1, sizeof pairs->pieces[0]);
    if (status == SIMILE_OK)
        memset(pairs->pieces + before, 0, (pairs->pieces_capacity - before) * sizeof pairs->pieces[0]);
    return status;
}

simile_status simile_pairs__count_piece(simile_pairs *pairs, uint32_t piece, int64_t change)
{
    simile_status status = fit_piece(pairs, piece);
    if (status == SIMILE_OK)
        pairs->pieces[piece].count += (uint64_t)change;
    return status;
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

/* Links a new pair into the lists of its pieces. */
static simile_status link_pieces(simile_pairs *pairs, simile_piece_pair *pair, uint32_t number)
{
    const uint32_t first = (uint32_t)(pair->key >> 32), second = (uint32_t)pair->key;
    simile_status status = fit_piece(pairs, first > second ? first : second);

    if (status != SIMILE_OK)
        return status;
    pair->next_first = pairs->pieces[first].first;
    pairs->pieces[first].first = number;
    pair->next_second = pairs->pieces[second].second;
    pairs->pieces[second].second = number;
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
        pairs->pairs[pairs->n_pairs] = (simile_piece_pair){.key = key};
        status = link_pieces(pairs, &pairs->pairs[pairs->n_pairs], (uint32_t)pairs->n_pairs + 1);
        if (status != SIMILE_OK)
            return status;
        pairs->slots[slot] = (uint32_t)++pairs->n_pairs;
    }
    *index = pairs->slots[slot] - 1;
    return SIMILE_OK;
}

static simile_status add_chunk(simile_pairs *pairs)
{
    simile_status status =
        simile_memory__grow(&pairs->chunks, &pairs->chunks_capacity, pairs->n_chunks + 1, sizeof pairs->chunks[0]);
    if (status != SIMILE_OK)
        return status;
    pairs->chunks[pairs->n_chunks] = simile_memory__alloc_raw(CHUNK, sizeof(place));
    if (pairs->chunks[pairs->n_chunks] == NULL)
        return SIMILE_ERROR_MEMORY;
    pairs->n_chunks++;
    return SIMILE_OK;
}

static simile_status note_word(simile_pairs *pairs, simile_piece_pair *pair, uint32_t word)
{
    simile_status status = SIMILE_OK;

    if (pair->place != 0 && place_at(pairs, pair->place - 1)->word == word)
        return SIMILE_OK;
    if (pairs->n_places >= UINT32_MAX - 1)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "too many different words; train on less text");
    if (pairs->n_places == pairs->n_chunks * CHUNK)
        status = add_chunk(pairs);
    if (status != SIMILE_OK)
        return status;
    *place_at(pairs, pairs->n_places++) = (place){.word = word, .next = pair->place};
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

/* What the pair is worth now; 0: it is too rare. */
static double score_of(const simile_pairs *pairs, const simile_piece_pair *pair)
{
    if (pair->count <= 0 || (uint64_t)pair->count < pairs->min_frequency)
        return 0;
    if (pairs->criterion == SIMILE_VOCAB_FREQUENCY)
        return (double)pair->count;
    return (double)pair->count /
           ((double)pairs->pieces[pair->key >> 32].count * (double)pairs->pieces[(uint32_t)pair->key].count);
}

static bool comes_before(const simile_pairs *pairs, uint32_t a, uint32_t b)
{
    const simile_piece_pair *x = &pairs->pairs[a], *y = &pairs->pairs[b];
    return x->score != y->score ? x->score > y->score : x->key < y->key;
}

static void put(simile_pairs *pairs, size_t at, uint32_t index)
{
    pairs->heap[at] = index;
    pairs->pairs[index].at = (uint32_t)at + 1;
}

/* Moves a pair up from a place to where it belongs. */
static void move_up(simile_pairs *pairs, size_t at, uint32_t index)
{
    for (; at > 0 && comes_before(pairs, index, pairs->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put(pairs, at, pairs->heap[(at - 1) / 2]);
    put(pairs, at, index);
}

static void move_down(simile_pairs *pairs, size_t at, uint32_t index)
{
    size_t child;

    while ((child = 2 * at + 1) < pairs->n_heap) {
        if (child + 1 < pairs->n_heap && comes_before(pairs, pairs->heap[child + 1], pairs->heap[child]))
            child++;
        if (!comes_before(pairs, pairs->heap[child], index))
            break;
        put(pairs, at, pairs->heap[child]);
        at = child;
    }
    put(pairs, at, index);
}

simile_status simile_pairs__offer(simile_pairs *pairs, size_t index)
{
    simile_piece_pair *pair = &pairs->pairs[index];
    const double score = score_of(pairs, pair);
    simile_status status;

    if (pair->at > 0) {
        if (score > pair->score) {
            pair->score = score;
            move_up(pairs, pair->at - 1, (uint32_t)index);
        }
        return SIMILE_OK;
    }
    if (score <= 0)
        return SIMILE_OK;
    status = simile_memory__grow(&pairs->heap, &pairs->heap_capacity, pairs->n_heap + 1, sizeof pairs->heap[0]);
    if (status != SIMILE_OK)
        return status;
    pair->score = score;
    move_up(pairs, pairs->n_heap++, (uint32_t)index);
    return SIMILE_OK;
}

simile_status simile_pairs__offer_with(simile_pairs *pairs, uint32_t piece)
{
    simile_status status = fit_piece(pairs, piece);

    if (status != SIMILE_OK)
        return status;
    for (uint32_t i = pairs->pieces[piece].first; i != 0 && status == SIMILE_OK; i = pairs->pairs[i - 1].next_first)
        status = simile_pairs__offer(pairs, i - 1);
    for (uint32_t i = pairs->pieces[piece].second; i != 0 && status == SIMILE_OK; i = pairs->pairs[i - 1].next_second)
        status = simile_pairs__offer(pairs, i - 1);
    return status;
}

static void take_top(simile_pairs *pairs)
{
    pairs->pairs[pairs->heap[0]].at = 0;
    pairs->n_heap--;
    if (pairs->n_heap > 0)
        move_down(pairs, 0, pairs->heap[pairs->n_heap]);
}

bool simile_pairs__best(size_t *index, simile_pairs *pairs)
{
    while (pairs->n_heap > 0) {
        const uint32_t top = pairs->heap[0];
        const double score = score_of(pairs, &pairs->pairs[top]);

        if (score > 0 && score < pairs->pairs[top].score) {
            pairs->pairs[top].score = score;
            move_down(pairs, 0, top);
            continue;
        }
        take_top(pairs);
        *index = top;
        if (score > 0)
            return true;
    }
    return false;
}

bool simile_pairs__word(uint32_t *word, uint32_t *at, const simile_pairs *pairs)
{
    if (*at == 0)
        return false;
    *word = place_at(pairs, *at - 1)->word;
    *at = place_at(pairs, *at - 1)->next;
    return true;
}
