/* Blocks in a chain, each twice the size of the one before up to a limit; pieces are cut from the newest. */
#include "arena.h"

#include "fail.h"
#include "memory.h"
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

/* Blocks grow by doubling up to LARGEST_STEP, so that a big first block does not drag bigger ones behind it. */
enum { PIECE_ALIGNMENT = 64, SMALLEST_BLOCK = 4096, LARGEST_STEP = 4 << 20 };

struct simile_arena_block {
    simile_arena_block *next; /* the one before it in time */
    size_t capacity;          /* bytes of `data` */
    size_t n_used;
    alignas(PIECE_ALIGNMENT) unsigned char data[];
};

static size_t round_up(size_t size, size_t alignment)
{
    return (size + alignment - 1) / alignment * alignment;
}

/* A new head that holds at least `size` bytes. */
static simile_status push_block(simile_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu bytes are more than memory holds", size);
    size_t capacity = arena->head ? 2 * arena->head->capacity : SMALLEST_BLOCK;
    if (capacity > LARGEST_STEP)
        capacity = LARGEST_STEP;
    capacity = round_up(size > capacity ? size : capacity, PIECE_ALIGNMENT);

    simile_arena_block *block = simile_memory__alloc_raw(1, sizeof *block + capacity);
    if (!block)
        return SIMILE_ERROR_MEMORY;
    block->next = arena->head;
    block->capacity = capacity;
    block->n_used = 0;
    arena->head = block;
    arena->n_bytes += capacity;
    return SIMILE_OK;
}

static void *take(simile_arena *arena, size_t size, size_t alignment)
{
    simile_arena_block *block = arena->head;
    size_t start = block ? round_up(block->n_used, alignment) : 0;
    if (!block || start > block->capacity || size > block->capacity - start) {
        if (push_block(arena, size) != SIMILE_OK)
            return NULL;
        block = arena->head;
        start = 0;
    }
    block->n_used = start + size;
    return block->data + start;
}

simile_status simile_arena__reserve(simile_arena *arena, size_t size)
{
    const simile_arena_block *block = arena->head;
    if (block) {
        size_t start = round_up(block->n_used, PIECE_ALIGNMENT);
        if (start <= block->capacity && size <= block->capacity - start)
            return SIMILE_OK;
    }
    return push_block(arena, size);
}

void *simile_arena__alloc(simile_arena *arena, size_t count, size_t size)
{
    size_t n_bytes;
    if (!simile_size__multiply(&n_bytes, count, size)) {
        simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu elements of %zu bytes are more than memory holds",
                            count, size);
        return NULL;
    }
    return take(arena, n_bytes, PIECE_ALIGNMENT);
}

char *simile_arena__copy_text(simile_arena *arena, const char *text, size_t size)
{
    size_t n_bytes;
    if (!simile_size__add(&n_bytes, size, 1)) {
        simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: a text of %zu bytes is more than memory holds", size);
        return NULL;
    }
    char *copy = take(arena, n_bytes, 1);
    if (copy) {
        if (size > 0)
            memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

void simile_arena__reset(simile_arena *arena)
{
    simile_arena_block *largest = arena->head;
    for (simile_arena_block *block = arena->head; block; block = block->next)
        if (block->capacity > largest->capacity)
            largest = block;
    for (simile_arena_block *block = arena->head, *next; block; block = next) {
        next = block->next;
        if (block != largest)
            simile_memory__free(block);
    }
    arena->head = largest;
    arena->n_bytes = 0;
    if (largest) {
        largest->next = NULL;
        largest->n_used = 0;
        arena->n_bytes = largest->capacity;
    }
}

void simile_arena__dispose(simile_arena *arena)
{
    if (!arena)
        return;
    for (simile_arena_block *block = arena->head, *next; block; block = next) {
        next = block->next;
        simile_memory__free(block);
    }
    memset(arena, 0, sizeof *arena);
}
