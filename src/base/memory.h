/* Checked allocation. All memory of the library comes from here, so that a test can make the n-th request fail. */
#ifndef SIMILE_BASE_MEMORY_H
#define SIMILE_BASE_MEMORY_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* false when the result does not fit. */
bool simile_size__add(size_t *sum, size_t a, size_t b);
bool simile_size__multiply(size_t *product, size_t a, size_t b);

/* `count` zeroed elements of `size` bytes, aligned to 64 bytes from 256 bytes on; NULL, with the message set, when
 * memory is short or the product overflows. A count of 0 gives a valid pointer. Pages of a block of megabytes take
 * memory when they are first written to. The caller frees. */
void *simile_memory__alloc(size_t count, size_t size);

/* The same, not zeroed: for what is written before it is read. */
void *simile_memory__alloc_raw(size_t count, size_t size);

/* The same as alloc_raw, for blocks of megabytes that are filled from end to end: in large pages where the system has
 * them, which saves most of the page faults and of the address look-ups. */
void *simile_memory__alloc_large(size_t count, size_t size);

/* Makes room for at least `need` elements: *items and *capacity are updated, contents kept, growth is geometric; the
 * new part is not zeroed, and no alignment beyond malloc's is promised. On failure nothing changes. */
simile_status simile_memory__grow(void *items_pointer, size_t *capacity, size_t need, size_t size);

/* A copy of `size` bytes with a NUL behind them; NULL on failure. */
char *simile_memory__copy_text(const char *text, size_t size);

/* Takes NULL. */
void simile_memory__free(void *memory);

/* Test hook: the n-th request from now on fails (1: the next one), as do all after it; 0 switches it off. It holds for
 * the whole process. */
void simile_memory__fail_at(uint64_t n);

/* Test hook: blocks handed out and not yet freed. */
int64_t simile_memory__live(void);

#endif
