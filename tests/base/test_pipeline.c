/* The pipeline: order of filling and draining, every item once, few items at a time, the lowest failure. */
#include "expect.h"
#include "fail.h"
#include "memory.h"
#include "pipeline.h"
#include "suite.h"
#include <stdatomic.h>

#define N_SLOTS 3

typedef struct line {
    size_t n_items, n_filled, n_drained;
    size_t slots[N_SLOTS]; /* item + 1 of each slot; 0: free */
    atomic_size_t n_worked;
    size_t fails_in_work[2], fails_in_fill, fails_in_drain; /* item + 1; 0: none */
} line;

static simile_status fill(void *context, size_t slot, bool *more)
{
    line *l = context;
    *more = l->n_filled < l->n_items;
    if (l->n_filled + 1 == l->fails_in_fill)
        return simile_status__fail(SIMILE_ERROR_DATA, "fill %zu", l->n_filled);
    if (*more) {
        ck_assert_uint_eq(slot, l->n_filled % N_SLOTS);
        ck_assert_uint_eq(l->slots[slot], 0);
        l->slots[slot] = ++l->n_filled;
    }
    return SIMILE_OK;
}

static simile_status work(void *context, size_t slot, size_t worker)
{
    line *l = context;
    (void)worker;
    atomic_fetch_add(&l->n_worked, 1);
    for (size_t i = 0; i < 2; i++)
        if (l->slots[slot] == l->fails_in_work[i])
            return simile_status__fail(SIMILE_ERROR_DATA, "work %zu", l->slots[slot] - 1);
    return SIMILE_OK;
}

static simile_status drain(void *context, size_t slot)
{
    line *l = context;
    if (l->n_drained + 1 == l->fails_in_drain)
        return simile_status__fail(SIMILE_ERROR_DATA, "drain %zu", l->n_drained);
    ck_assert_uint_eq(l->slots[slot], l->n_drained + 1);
    l->slots[slot] = 0;
    l->n_drained++;
    return SIMILE_OK;
}

static simile_status run(line *l, size_t n_workers)
{
    simile_pool *pool;
    const simile_pipeline pipeline = {fill, work, drain, l, N_SLOTS};
    expect_ok(simile_pool__new(&pool, n_workers));
    simile_status status = simile_pipeline__run(pool, &pipeline);
    simile_pool__free(pool);
    ck_assert_int_eq(simile_memory__live(), 0);
    return status;
}

START_TEST(pipeline__takes_every_item_through_in_order)
{
    for (size_t n_workers = 1; n_workers <= 5; n_workers++) {
        for (size_t n_items = 0; n_items < 200; n_items += n_items < 8 ? 1 : 37) {
            line l = {.n_items = n_items};
            expect_ok(run(&l, n_workers));
            ck_assert_uint_eq(l.n_drained, n_items);
            ck_assert_uint_eq(atomic_load(&l.n_worked), n_items);
        }
    }
}
END_TEST

START_TEST(pipeline__fails_as_its_lowest_item_and_drains_those_before)
{
    static const struct {
        line line;
        size_t n_drained;
        const char *message;
    } cases[] = {
        {{.n_items = 50, .fails_in_work = {8, 7}}, 6, "work 6"},
        {{.n_items = 50, .fails_in_fill = 11}, 10, "fill 10"},
        {{.n_items = 50, .fails_in_drain = 1}, 0, "drain 0"},
        {{.n_items = 50, .fails_in_drain = 50}, 49, "drain 49"},
        {{.n_items = 50, .fails_in_work = {10}, .fails_in_fill = 12}, 9, "work 9"},
    };
    for (size_t n_workers = 1; n_workers <= 4; n_workers++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            line l = cases[i].line;
            ck_assert_int_eq(run(&l, n_workers), SIMILE_ERROR_DATA);
            ck_assert_str_eq(simile_status_message(), cases[i].message);
            ck_assert_uint_eq(l.n_drained, cases[i].n_drained);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        pipeline__takes_every_item_through_in_order,
        pipeline__fails_as_its_lowest_item_and_drains_those_before,
    };
    return suite_run("pipeline", tests, sizeof tests / sizeof *tests);
}
