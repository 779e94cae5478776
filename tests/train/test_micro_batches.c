/* Micro-batches: every text once and in order, about equal work, a whole number for each lane. */
#include "expect.h"
#include "memory.h"
#include "micro_batches.h"
#include "suite.h"

#define N_TEXTS 1000

static simile_batch_text texts[N_TEXTS];

/* Texts of 1 to 40 tokens; returns their sum. */
static uint64_t fill_texts(void)
{
    uint64_t n = 0;
    for (size_t i = 0; i < N_TEXTS; i++) {
        texts[i].n_ids = 1 + i * 7919 % 40;
        n += texts[i].n_ids;
    }
    return n;
}

static void expect_whole(const simile_micro_batches *micro, size_t n_texts)
{
    size_t next = 0;
    for (size_t m = 0; m < micro->n; m++) {
        size_t n_tokens = 0, longest = 0;
        ck_assert_uint_eq(micro->items[m].first, next);
        for (size_t i = next; i < next + micro->items[m].n_texts; i++) {
            n_tokens += texts[i].n_ids;
            longest = texts[i].n_ids > longest ? texts[i].n_ids : longest;
        }
        ck_assert_uint_eq(micro->items[m].n_tokens, n_tokens);
        ck_assert_uint_eq(micro->items[m].longest, longest);
        next += micro->items[m].n_texts;
    }
    ck_assert_uint_eq(next, n_texts);
}

START_TEST(micro_batches__hold_every_text_once)
{
    const simile_batch batch = {.n_rows = N_TEXTS / 2, .n_columns = 2, .texts = texts};
    const uint64_t n_tokens = fill_texts();
    for (size_t lanes = 1; lanes <= 16; lanes *= 2) {
        simile_micro_batches micro = {.n_lanes = lanes, .most_tokens = 512};
        expect_ok(simile_micro_batches__deal(&micro, &batch, n_tokens));
        expect_whole(&micro, N_TEXTS);
        const size_t target = simile_micro_batches__target(&micro, n_tokens);
        ck_assert_uint_le(target, 512 + 1);
        for (size_t m = 0; m < micro.n; m++) {
            ck_assert_uint_lt(micro.items[m].n_tokens, target + 40); /* the text that fills it is whole */
        }
        ck_assert_uint_eq(simile_micro_batches__lane_start(&micro, 0), 0);
        ck_assert_uint_eq(simile_micro_batches__lane_start(&micro, lanes), micro.n);
        simile_micro_batches__dispose(&micro);
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(micro_batches__of_little_text_are_few)
{
    const simile_batch batch = {.n_rows = 4, .n_columns = 1, .texts = texts};
    simile_micro_batches micro = {.n_lanes = 8, .least_tokens = 50, .most_tokens = 512};
    fill_texts();
    uint64_t n_tokens = 0;
    for (size_t i = 0; i < 4; i++) {
        n_tokens += texts[i].n_ids;
    }
    expect_ok(simile_micro_batches__deal(&micro, &batch, n_tokens));
    expect_whole(&micro, 4);
    /* Of 8 each would have less than 50 of them, and so of 4; of two siblings in the tree the right one has nothing. */
    ck_assert_uint_eq(n_tokens, 118);
    ck_assert_uint_eq(micro.n, 2);
    for (size_t lane = 0; lane <= 8; lane++) {
        ck_assert_uint_eq(simile_micro_batches__lane_start(&micro, lane), (lane + 3) / 4);
    }
    simile_micro_batches__dispose(&micro);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {micro_batches__hold_every_text_once, micro_batches__of_little_text_are_few};
    return suite_run("micro_batches", tests, sizeof tests / sizeof *tests);
}
