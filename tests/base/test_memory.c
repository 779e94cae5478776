/* Allocation: sizes are checked, blocks counted, failures injected. */
#include "memory.h"
#include "simile/status.h"
#include "suite.h"
#include <string.h>

START_TEST(memory__checks_sizes)
{
    size_t size = 7;
    ck_assert(simile_size__add(&size, SIZE_MAX - 1, 1));
    ck_assert_uint_eq(size, SIZE_MAX);
    ck_assert(!simile_size__add(&size, SIZE_MAX, 1));
    ck_assert(simile_size__multiply(&size, 0, SIZE_MAX));
    ck_assert_uint_eq(size, 0);
    ck_assert(simile_size__multiply(&size, SIZE_MAX / 2, 2));
    ck_assert_uint_eq(size, SIZE_MAX - 1);
    ck_assert(!simile_size__multiply(&size, SIZE_MAX / 2 + 1, 2));
    ck_assert_uint_eq(size, SIZE_MAX - 1);
}
END_TEST

START_TEST(memory__gives_zeroed_and_aligned_blocks)
{
    for (size_t size = 0; size < 2000; size += 37) {
        unsigned char *memory = simile_memory__alloc(size, 1);
        ck_assert_ptr_nonnull(memory);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(memory[i], 0);
        if (size >= 256)
            ck_assert_uint_eq((uintptr_t)memory % 64, 0);
        memset(memory, 0xff, size); /* the next block of this size may reuse it */
        simile_memory__free(memory);
    }
}
END_TEST

START_TEST(memory__refuses_what_cannot_be)
{
    ck_assert_ptr_null(simile_memory__alloc(SIZE_MAX / 2, 3));
    ck_assert_ptr_nonnull(strstr(simile_status_message(), "more than memory holds"));
    ck_assert_ptr_null(simile_memory__alloc(SIZE_MAX, 1));
    ck_assert_ptr_null(simile_memory__alloc_raw(PTRDIFF_MAX, 1));
    ck_assert_ptr_null(simile_memory__copy_text("", SIZE_MAX));
}
END_TEST

START_TEST(memory__grows_and_keeps_the_contents)
{
    uint32_t *items = NULL;
    size_t capacity = 0, n_moves = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        size_t before = capacity;
        ck_assert_int_eq(simile_memory__grow(&items, &capacity, i + 1, sizeof *items), SIMILE_OK);
        n_moves += capacity != before;
        items[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        ck_assert_uint_eq(items[i], i);
    ck_assert_uint_lt(n_moves, 25); /* geometric: log(10000 / 8) to the base of 1.5 is 18 */
    simile_memory__free(items);
}
END_TEST

START_TEST(memory__changes_nothing_when_growth_fails)
{
    char *items = simile_memory__copy_text("abc", 3), *before = items;
    size_t capacity = 4;
    ck_assert_int_eq(simile_memory__grow(&items, &capacity, SIZE_MAX, 16), SIMILE_ERROR_MEMORY);
    simile_memory__fail_at(1);
    ck_assert_int_eq(simile_memory__grow(&items, &capacity, 100, 1), SIMILE_ERROR_MEMORY);
    simile_memory__fail_at(0);
    ck_assert_ptr_eq(items, before);
    ck_assert_uint_eq(capacity, 4);
    ck_assert_str_eq(items, "abc");
    simile_memory__free(items);
}
END_TEST

START_TEST(memory__copies_text_with_any_bytes)
{
    char *copy = simile_memory__copy_text("a\0b", 3), *empty = simile_memory__copy_text(NULL, 0);
    ck_assert_mem_eq(copy, "a\0b", 4);
    ck_assert_str_eq(empty, "");
    simile_memory__free(copy);
    simile_memory__free(empty);
}
END_TEST

START_TEST(memory__counts_live_blocks)
{
    int64_t n_live = simile_memory__live();
    void *a = simile_memory__alloc(1, 8), *b = simile_memory__copy_text("x", 1);
    ck_assert_int_eq(simile_memory__live(), n_live + 2);
    simile_memory__free(a);
    simile_memory__free(b);
    simile_memory__free(NULL);
    ck_assert_int_eq(simile_memory__live(), n_live);
}
END_TEST

START_TEST(memory__fails_from_the_nth_request_on)
{
    simile_memory__fail_at(3);
    void *first = simile_memory__alloc(1, 1), *second = simile_memory__alloc(1, 1);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    for (int i = 0; i < 3; i++)
        ck_assert_ptr_null(simile_memory__alloc(1, 1));
    simile_memory__fail_at(0);
    void *third = simile_memory__alloc(1, 1);
    ck_assert_ptr_nonnull(third);
    simile_memory__free(first);
    simile_memory__free(second);
    simile_memory__free(third);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        memory__checks_sizes,
        memory__gives_zeroed_and_aligned_blocks,
        memory__refuses_what_cannot_be,
        memory__grows_and_keeps_the_contents,
        memory__changes_nothing_when_growth_fails,
        memory__copies_text_with_any_bytes,
        memory__counts_live_blocks,
        memory__fails_from_the_nth_request_on,
    };
    return suite_run("memory", tests, sizeof tests / sizeof *tests);
}
