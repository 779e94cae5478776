/* Allocation: zeroing, alignment, overflow, and the hooks that the other tests stand on. */
#include "expect.h"
#include "memory.h"
#include "suite.h"
#include <string.h>

START_TEST(memory__sizes_are_checked)
{
    size_t result = 7;
    ck_assert(simile_size__add(&result, SIZE_MAX - 1, 1));
    ck_assert(result == SIZE_MAX);
    ck_assert(!simile_size__add(&result, SIZE_MAX, 1));
    ck_assert(simile_size__multiply(&result, SIZE_MAX / 2, 2));
    ck_assert(result == SIZE_MAX - 1);
    ck_assert(!simile_size__multiply(&result, SIZE_MAX / 2, 3));
    ck_assert(simile_size__multiply(&result, 0, SIZE_MAX));
    ck_assert_uint_eq(result, 0);
}
END_TEST

START_TEST(memory__alloc_zeroes_and_aligns)
{
    for (size_t n = 0; n < 1000; n += 37) {
        unsigned char *bytes = simile_memory__alloc(n, 3);
        ck_assert_ptr_nonnull(bytes);
        ck_assert(3 * n < 256 || (uintptr_t)bytes % 64 == 0);
        for (size_t i = 0; i < 3 * n; i++) {
            ck_assert_uint_eq(bytes[i], 0);
        }
        memset(bytes, 0xAB, 3 * n); /* what is handed out next may lie here */
        simile_memory__free(bytes);
    }
}
END_TEST

START_TEST(memory__alloc_refuses_what_cannot_be)
{
    ck_assert_ptr_null(simile_memory__alloc(SIZE_MAX / 2, 3));
    expect_failure(SIMILE_ERROR_MEMORY, SIMILE_ERROR_MEMORY, "out of memory");
    ck_assert_ptr_null(simile_memory__alloc(SIZE_MAX, 1));
    ck_assert_ptr_null(simile_memory__alloc(SIZE_MAX / 2, 1));
    ck_assert_ptr_null(simile_memory__copy_text("", SIZE_MAX));
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(memory__grow_keeps_the_contents)
{
    uint32_t *items = NULL;
    size_t capacity = 0, n_moves = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        const size_t before = capacity;
        expect_ok(simile_memory__grow(&items, &capacity, i + 1, sizeof *items));
        ck_assert_uint_gt(capacity, i);
        n_moves += capacity != before;
        items[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++) {
        ck_assert_uint_eq(items[i], i);
    }
    ck_assert_uint_lt(n_moves, 30); /* geometric: 1.5^23 > 10000 */
    simile_memory__free(items);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(memory__grow_works_from_any_capacity)
{
    for (size_t start = 1; start < 20; start++) {
        char *items = NULL;
        size_t capacity = 0;
        expect_ok(simile_memory__grow(&items, &capacity, start, 1));
        capacity = start;
        expect_ok(simile_memory__grow(&items, &capacity, start + 1, 1));
        ck_assert_uint_gt(capacity, start);
        simile_memory__free(items);
    }
}
END_TEST

START_TEST(memory__grow_changes_nothing_on_failure)
{
    uint32_t *items = NULL;
    size_t capacity = 0;
    expect_ok(simile_memory__grow(&items, &capacity, 4, sizeof *items));
    uint32_t *const items_before = items;
    const size_t before = capacity;
    items[3] = 99;
    expect_failure(simile_memory__grow(&items, &capacity, SIZE_MAX / 2, sizeof *items), SIMILE_ERROR_MEMORY, "memory");
    simile_memory__fail_at(1);
    simile_status status = simile_memory__grow(&items, &capacity, capacity + 1, sizeof *items);
    simile_memory__fail_at(0);
    expect_failure(status, SIMILE_ERROR_MEMORY, "memory");
    ck_assert_ptr_eq(items, items_before);
    ck_assert_uint_eq(capacity, before);
    ck_assert_uint_eq(items[3], 99);
    simile_memory__free(items);
}
END_TEST

START_TEST(memory__copies_texts)
{
    char *copy = simile_memory__copy_text("abcdef", 3);
    ck_assert_str_eq(copy, "abc");
    char *empty = simile_memory__copy_text(NULL, 0);
    ck_assert_str_eq(empty, "");
    simile_memory__free(copy);
    simile_memory__free(empty);
}
END_TEST

START_TEST(memory__counts_live_blocks)
{
    void *a = simile_memory__alloc(10, 10), *b = simile_memory__alloc(1000, 1);
    ck_assert_int_eq(simile_memory__live(), 2);
    simile_memory__free(a);
    simile_memory__free(NULL);
    ck_assert_int_eq(simile_memory__live(), 1);
    simile_memory__free(b);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(memory__fails_from_the_request_told)
{
    void *blocks[4];
    simile_memory__fail_at(3);
    for (size_t i = 0; i < 4; i++) {
        blocks[i] = simile_memory__alloc(1, i % 2 == 0 ? 8 : 800);
    }
    simile_memory__fail_at(0);
    ck_assert_ptr_nonnull(blocks[0]);
    ck_assert_ptr_nonnull(blocks[1]);
    ck_assert_ptr_null(blocks[2]);
    ck_assert_ptr_null(blocks[3]);
    void *after = simile_memory__alloc(1, 1);
    ck_assert_ptr_nonnull(after);
    simile_memory__free(after);
    simile_memory__free(blocks[0]);
    simile_memory__free(blocks[1]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {memory__sizes_are_checked,
                                  memory__alloc_zeroes_and_aligns,
                                  memory__alloc_refuses_what_cannot_be,
                                  memory__grow_keeps_the_contents,
                                  memory__grow_works_from_any_capacity,
                                  memory__grow_changes_nothing_on_failure,
                                  memory__copies_texts,
                                  memory__counts_live_blocks,
                                  memory__fails_from_the_request_told};
    return suite_run("memory", tests, sizeof tests / sizeof *tests);
}
