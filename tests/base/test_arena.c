/* Arenas: pieces that do not overlap, reservations that hold, reuse after a reset. */
#include "arena.h"
#include "expect.h"
#include "memory.h"
#include "suite.h"
#include <stdint.h>
#include <string.h>

#define N_PIECES 500

START_TEST(arena__pieces_are_aligned_and_apart)
{
    simile_arena arena = {0};
    unsigned char *pieces[N_PIECES];
    for (size_t i = 0; i < N_PIECES; i++) {
        pieces[i] = simile_arena__alloc(&arena, i, 7);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % 64, 0);
        memset(pieces[i], (int)i, 7 * i);
    }
    for (size_t i = 0; i < N_PIECES; i++) {
        for (size_t j = 0; j < 7 * i; j++) {
            ck_assert_uint_eq(pieces[i][j], i % 256);
        }
    }
    simile_arena__dispose(&arena);
    ck_assert_ptr_null(arena.head);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(arena__texts_end_in_a_nul)
{
    simile_arena arena = {0};
    char *copies[N_PIECES];
    for (size_t i = 0; i < N_PIECES; i++) {
        copies[i] = simile_arena__copy_text(&arena, "a long text to take parts of", i % 28);
    }
    for (size_t i = 0; i < N_PIECES; i++) {
        ck_assert_uint_eq(strlen(copies[i]), i % 28);
    }
    ck_assert_str_eq(simile_arena__copy_text(&arena, NULL, 0), "");
    /* a piece behind a text is aligned again */
    ck_assert_uint_eq((uintptr_t)simile_arena__alloc(&arena, 1, 8) % 64, 0);
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(arena__reserve_needs_no_further_request)
{
    simile_arena arena = {0};
    ck_assert_ptr_nonnull(simile_arena__copy_text(&arena, "odd", 3));
    expect_ok(simile_arena__reserve(&arena, 100 * 64));
    simile_memory__fail_at(1);
    for (size_t i = 0; i < 100; i++) {
        ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 64));
    }
    simile_memory__fail_at(0);
    simile_arena__dispose(&arena);
}
END_TEST

START_TEST(arena__reset_keeps_the_largest_block)
{
    simile_arena arena = {0};
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 100));
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 100000));
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 5000));
    simile_arena__reset(&arena);
    ck_assert_int_eq(simile_memory__live(), 1);
    ck_assert_uint_ge(arena.n_bytes, 100000);
    simile_memory__fail_at(1);
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 1, 100000));
    simile_memory__fail_at(0);
    simile_arena__dispose(&arena);
    simile_arena__dispose(&arena);
    simile_arena__reset(&arena);
    ck_assert_uint_eq(arena.n_bytes, 0);
}
END_TEST

START_TEST(arena__refuses_what_cannot_be)
{
    simile_arena arena = {0};
    ck_assert_ptr_null(simile_arena__alloc(&arena, SIZE_MAX / 2, 3));
    ck_assert_ptr_null(simile_arena__alloc(&arena, SIZE_MAX, 1));
    ck_assert_ptr_null(simile_arena__alloc(&arena, SIZE_MAX - 70, 1));
    ck_assert_ptr_null(simile_arena__copy_text(&arena, "", SIZE_MAX));
    expect_failure(simile_arena__reserve(&arena, SIZE_MAX), SIMILE_ERROR_MEMORY, "out of memory");
    expect_failure(simile_arena__reserve(&arena, SIZE_MAX - 100), SIMILE_ERROR_MEMORY, "out of memory");
    ck_assert_ptr_nonnull(simile_arena__alloc(&arena, 0, 0));
    simile_arena__dispose(&arena);
}
END_TEST

static simile_status use_arena(void *context)
{
    simile_arena *arena = context;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < 20 && status == SIMILE_OK; i++) {
        status = simile_arena__alloc(arena, 1, 4000) ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    simile_arena__dispose(arena);
    return status;
}

START_TEST(arena__survives_a_short_memory)
{
    simile_arena arena = {0};
    ck_assert_uint_gt(expect_memory_failures(use_arena, &arena), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        arena__pieces_are_aligned_and_apart,  arena__texts_end_in_a_nul,     arena__reserve_needs_no_further_request,
        arena__reset_keeps_the_largest_block, arena__refuses_what_cannot_be, arena__survives_a_short_memory};
    return suite_run("arena", tests, sizeof tests / sizeof *tests);
}
