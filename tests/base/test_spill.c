/* Arrays that grow beyond the limit move to files; what they hold does not change. */
#include "expect.h"
#include "memory.h"
#include "scratch.h"
#include "spill.h"
#include "suite.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#define N 100000

typedef struct arrays {
    uint64_t *large;
    int32_t *small;
    size_t n_large, n_small; /* capacities */
} arrays;

static simile_status grow(arrays *a, simile_spill *spill, size_t n)
{
    simile_status status = simile_spill__grow(spill, &a->large, &a->n_large, n, sizeof *a->large);
    return status == SIMILE_OK ? simile_spill__grow(spill, &a->small, &a->n_small, n / 8, sizeof *a->small) : status;
}

static void release(arrays *a, simile_spill *spill)
{
    simile_spill__release(spill, &a->large, a->n_large, sizeof *a->large);
    simile_spill__release(spill, &a->small, a->n_small, sizeof *a->small);
    ck_assert_ptr_null(a->large);
    simile_spill__free(spill);
}

/* Element after element. */
static void expect_contents(simile_spill *spill)
{
    arrays a = {0};
    for (size_t i = 0; i < N; i++) {
        simile_status status = grow(&a, spill, i + 1);
        if (status != SIMILE_OK) {
            expect_ok(status);
        }
        a.large[i] = i * i;
        if (i % 8 == 7) {
            a.small[i / 8] = (int32_t)i;
        }
    }
    size_t n_wrong = 0;
    for (size_t i = 0; i < N; i++) {
        n_wrong += a.large[i] != i * i || (i % 8 == 7 && a.small[i / 8] != (int32_t)i);
    }
    ck_assert_uint_eq(n_wrong, 0);
    if (spill) {
        /* Only the large one needs more than the limit. */
        ck_assert_uint_ge(simile_spill__bytes(spill), N * sizeof *a.large);
        ck_assert_uint_lt(simile_spill__bytes(spill), 2 * N * sizeof *a.large);
    }
    release(&a, spill);
}

START_TEST(spill__keeps_what_arrays_hold)
{
    const int64_t live = simile_memory__live();
    simile_spill *spill;
    expect_contents(NULL);
    expect_ok(simile_spill__new(&spill, scratch_path("folder"), 200000));
    expect_contents(spill);
    ck_assert_int_eq(simile_memory__live(), live);
    /* The file has no name. */
    ck_assert(scratch_exists(scratch_path("folder")));
    ck_assert_int_eq(remove(scratch_path("folder")), 0);
}
END_TEST

START_TEST(spill__makes_nothing_below_the_limit)
{
    simile_spill *spill;
    arrays a = {0};
    expect_ok(simile_spill__new(&spill, scratch_path("folder"), 1 << 20));
    expect_ok(grow(&a, spill, 1000));
    ck_assert_uint_eq(simile_spill__bytes(spill), 0);
    ck_assert(!scratch_exists(scratch_path("folder")));
    release(&a, spill);
}
END_TEST

START_TEST(spill__tells_a_full_disk)
{
    /* A limit on the size of files stands for it. */
    const struct rlimit limit = {.rlim_cur = 1 << 18, .rlim_max = RLIM_INFINITY};
    simile_spill *spill;
    arrays a = {0};
    simile_status status = SIMILE_OK;
    size_t n = 0;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    expect_ok(simile_spill__new(&spill, scratch_path("folder"), 1 << 16));
    while (status == SIMILE_OK && n < N) {
        status = simile_spill__grow(spill, &a.large, &a.n_large, n + 1, sizeof *a.large);
        if (status == SIMILE_OK) {
            a.large[n] = n;
            n++;
        }
    }
    expect_failure(status, SIMILE_ERROR_IO, "compute.data_memory");
    ck_assert_uint_gt(n, 1 << 13); /* more than the limit of memory holds */
    ck_assert_uint_eq(a.large[n - 1], n - 1);
    release(&a, spill);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {spill__keeps_what_arrays_hold, spill__makes_nothing_below_the_limit,
                                  spill__tells_a_full_disk};
    return suite_run("spill", tests, sizeof tests / sizeof *tests);
}
