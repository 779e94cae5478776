/* Arenas: aligned pieces, one release, reuse after a reset. */
#include "arena.h"
#include "expect.h"
#include "memory.h"
#include "suite.h"
#include <stdint.h>
#include <string.h>

START_TEST(arena__gives_aligned_pieces_that_do_not_overlap)
{
    simile_arena arena = {0};
    enum { n_pieces = 500 };
    unsigned char *pieces[n_pieces];
    for (size_t i = 0; i < n_pieces; i++) {
        pieces[i] = simile_arena__alloc(&arena, i, 3);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % 64, 0);
        memset(pieces[i], (int)i, 3 * i);
    }
    for (size_t i = 0; i < n_pieces; i++)
        for (size_t k = 0; k < 3 * i; k++)
            ck_assert_uint_eq(pieces[i][k], (unsigned char)i);
    simile_arena__dispose(&arena);
    ck_assert_ptr_null(arena.head);
    ck_assert_uint_eq(arena.n_bytes, 0);
}
END_TEST

START_TEST(arena__takes_what_was_reserved_without_a_request)
{
    simile_arena arena = {0};
    expect_ok(simile_arena__reserve(&arena, 64 * 1000));
    simile_memory__fail_at(1);
    for (int i = 0; i < 1000; i++)
        ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 1 + (size_t)i % 64));
    simile_memory__fail_at(0);
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(arena__keeps_the_largest_block_on_reset)
{
    simile_arena arena = {0};
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 100));
    void *large = simile_arena__alloc(&arena, 1, 16 << 20);
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 1000));
    int64_t n_live = simile_memory__live();
    simile_arena__reset(&arena);
    ck_assert_int_eq(simile_memory__live(), n_live - 2);
    ck_assert_uint_eq(arena.n_bytes, 16 << 20);
    ck_assert_ptr_eq(simile_arena__alloc(&arena, 1, 16 << 20), large);
    simile_arena__dispose(&arena);

    simile_arena__reset(&arena); /* an empty one, too */
    ck_assert_uint_eq(arena.n_bytes, 0);
}
END_TEST

START_TEST(arena__does_not_double_a_big_block)
{
    simile_arena arena = {0};
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 64 << 20));
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 1));
    ck_assert_uint_lt(arena.n_bytes, 70 << 20);
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(arena__packs_texts)
{
    simile_arena arena = {0};
    const char *a = simile_arena__copy_text(&arena, "ab\0c", 4), *b = simile_arena__copy_text(&arena, "", 0);
    ck_assert_mem_eq(a, "ab\0c", 5);
    ck_assert_ptr_eq(b, a + 5);
    ck_assert_str_eq(b, "");
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(arena__refuses_what_cannot_be)
{
    simile_arena arena = {0};
    ck_assert_ptr_null(simile_arena__alloc(&arena, SIZE_MAX, 2));
    ck_assert_ptr_null(simile_arena__alloc(&arena, SIZE_MAX - 3, 1));
    ck_assert_ptr_null(simile_arena__copy_text(&arena, "", SIZE_MAX));
    expect_failure(simile_arena__reserve(&arena, SIZE_MAX), SIMILE_ERROR_MEMORY, "out of memory");
    simile_arena__dispose(&arena);
    simile_arena__dispose(NULL);
}
END_TEST

static simile_status fill(void *context)
{
    simile_arena arena = {0};
    simile_status status = SIMILE_OK;
    (void)context;
    for (int i = 0; i < 10 && status == SIMILE_OK; i++)
        status = simile_arena__alloc(&arena, 1, 3000) ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    simile_arena__dispose(&arena);
    return status;
}

START_TEST(arena__survives_lack_of_memory)
{
    ck_assert_uint_gt(expect_memory_failures(fill, NULL), 2);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        arena__gives_aligned_pieces_that_do_not_overlap,
        arena__takes_what_was_reserved_without_a_request,
        arena__keeps_the_largest_block_on_reset,
        arena__does_not_double_a_big_block,
        arena__packs_texts,
        arena__refuses_what_cannot_be,
        arena__survives_lack_of_memory,
    };
    return suite_run("arena", tests, sizeof tests / sizeof *tests);
}
