/* Checked allocation on top of the C library, with a count of the live blocks and a switch that makes requests fail. */
#include "memory.h"

#include "fail.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Blocks from ALIGNED_FROM bytes on begin at a cache line. */
enum { ALIGNMENT = 64, ALIGNED_FROM = 256, PAGE = 4096, LARGE_PAGE = 2 << 20, EMPTY_FROM = 1 << 20 };

static _Atomic int64_t n_live;
static _Atomic uint64_t requests_until_failure; /* 0: requests do not fail */

bool simile_size__add(size_t *sum, size_t a, size_t b)
{
    if (a > SIZE_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

bool simile_size__multiply(size_t *product, size_t a, size_t b)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *product = a * b;
    return true;
}

/* Counts a request down to the one that the test hook lets fail; that one and all after it fail. */
static bool hook_refuses(void)
{
    uint64_t left = atomic_load(&requests_until_failure);
    while (left > 1)
        if (atomic_compare_exchange_weak(&requests_until_failure, &left, left - 1))
            return false;
    return left == 1;
}

/* `size` bytes, not zeroed, aligned to `alignment` if they are not few. */
static void *request(size_t size, size_t alignment)
{
    void *memory = NULL;
    if (size <= PTRDIFF_MAX - alignment && !hook_refuses()) {
        if (size < ALIGNED_FROM)
            memory = malloc(size > 0 ? size : 1);
        else
            memory = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    }
    if (memory)
        atomic_fetch_add(&n_live, 1);
    else
        simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu bytes were asked for", size);
    return memory;
}

static void *request_array(size_t count, size_t size, size_t alignment)
{
    size_t n_bytes;
    if (!simile_size__multiply(&n_bytes, count, size)) {
        simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu elements of %zu bytes are more than memory holds",
                            count, size);
        return NULL;
    }
    return request(n_bytes, alignment);
}

void *simile_memory__alloc_raw(size_t count, size_t size)
{
    return request_array(count, size, ALIGNMENT);
}

void *simile_memory__alloc_large(size_t count, size_t size)
{
    if (size == 0 || count < LARGE_PAGE / size)
        return request_array(count, size, ALIGNMENT);
    void *memory = request_array(count, size, LARGE_PAGE);
    if (memory)
        (void)madvise(memory, count * size, MADV_HUGEPAGE); /* a hint: without it the pages are small */
    return memory;
}

/* Zeroes a block. The whole pages of a large one are given back to the system instead, which hands out zeros when they
 * are first touched: what is never touched costs no memory. */
static void zero(void *memory, size_t n_bytes)
{
    char *begin = memory, *end = begin + n_bytes;
    char *first = begin + (PAGE - (uintptr_t)begin % PAGE) % PAGE, *last = end - (uintptr_t)end % PAGE;
    if (n_bytes < EMPTY_FROM || madvise(first, (size_t)(last - first), MADV_DONTNEED) != 0) {
        memset(memory, 0, n_bytes);
        return;
    }
    memset(begin, 0, (size_t)(first - begin));
    memset(last, 0, (size_t)(end - last));
}

void *simile_memory__alloc(size_t count, size_t size)
{
    void *memory = simile_memory__alloc_raw(count, size);
    if (memory)
        zero(memory, count * size);
    return memory;
}

simile_status simile_memory__grow(void *items_pointer, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return SIMILE_OK;
    size_t n_bytes, grown = *capacity + *capacity / 2 + 8;
    if (grown < need)
        grown = need;
    if (!simile_size__multiply(&n_bytes, grown, size))
        return simile_status__fail(SIMILE_ERROR_MEMORY,
                                   "out of memory: %zu elements of %zu bytes are more than memory holds", need, size);
    void *items, *larger = request(n_bytes, ALIGNMENT);
    if (!larger)
        return SIMILE_ERROR_MEMORY;
    memcpy(&items, items_pointer, sizeof items); /* the caller's pointer is of another type than void * */
    if (items)
        memcpy(larger, items, *capacity * size);
    simile_memory__free(items);
    memcpy(items_pointer, &larger, sizeof larger);
    *capacity = grown;
    return SIMILE_OK;
}

char *simile_memory__copy_text(const char *text, size_t size)
{
    size_t n_bytes;
    if (!simile_size__add(&n_bytes, size, 1)) {
        simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: a text of %zu bytes is more than memory holds", size);
        return NULL;
    }
    char *copy = request(n_bytes, ALIGNMENT);
    if (copy) {
        if (size > 0)
            memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

void simile_memory__free(void *memory)
{
    if (memory)
        atomic_fetch_sub(&n_live, 1);
    free(memory);
}

void simile_memory__fail_at(uint64_t n)
{
    atomic_store(&requests_until_failure, n);
}

int64_t simile_memory__live(void)
{
    return atomic_load(&n_live);
}
