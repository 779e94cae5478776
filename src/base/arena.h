/* An arena: pieces that live and die together. Workspaces of the numeric layers and parsed trees live in one. */
#ifndef SIMILE_BASE_ARENA_H
#define SIMILE_BASE_ARENA_H

#include "simile/status.h"
#include <stddef.h>

typedef struct simile_arena_block simile_arena_block;

/* Valid when zeroed. Not for use from two threads at once. */
typedef struct simile_arena {
    simile_arena_block *head; /* the block in use */
    size_t n_bytes;           /* sum of the blocks' sizes */
} simile_arena;

/* Makes sure that `size` more bytes can be taken without a further request to the system; each piece counts rounded up
 * to 64. */
simile_status simile_arena__reserve(simile_arena *arena, size_t size);

/* `count` × `size` bytes aligned to 64, not zeroed; NULL, with the message set, on failure. */
void *simile_arena__alloc(simile_arena *arena, size_t count, size_t size);

/* A copy of `size` bytes with a NUL behind them, packed without regard to alignment; NULL on failure. */
char *simile_arena__copy_text(simile_arena *arena, const char *text, size_t size);

/* Forgets all pieces; the largest block is kept for reuse. */
void simile_arena__reset(simile_arena *arena);

/* Frees everything. */
void simile_arena__dispose(simile_arena *arena);

#endif
