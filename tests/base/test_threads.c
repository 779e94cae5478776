/* The pool: every task once, each worker one task at a time, the failure of the lowest task. */
#include "expect.h"
#include "fail.h"
#include "memory.h"
#include "suite.h"
#include "threads.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define N_TASKS   1000
#define N_WORKERS 4

/* Counters without locks: a race between two runs of a task, or of a worker, is one that ThreadSanitizer sees. */
typedef struct tally {
    unsigned by_task[N_TASKS];
    unsigned by_worker[N_WORKERS];
} tally;

static simile_status count(void *context, size_t task, size_t worker)
{
    tally *counts = context;
    counts->by_task[task]++;
    counts->by_worker[worker]++;
    return SIMILE_OK;
}

static void check_tally(simile_pool *pool, size_t n_tasks)
{
    tally counts = {0};
    unsigned sum = 0;
    expect_ok(simile_pool__run(pool, n_tasks, count, &counts));
    for (size_t i = 0; i < N_TASKS; i++) {
        ck_assert_uint_eq(counts.by_task[i], i < n_tasks);
    }
    for (size_t i = 0; i < N_WORKERS; i++) {
        sum += counts.by_worker[i];
        ck_assert(i < simile_pool__size(pool) || counts.by_worker[i] == 0);
    }
    ck_assert_uint_eq(sum, n_tasks);
}

START_TEST(threads__run_every_task_once)
{
    simile_pool *pools[3] = {NULL};
    expect_ok(simile_pool__new(&pools[1], 1));
    expect_ok(simile_pool__new(&pools[2], N_WORKERS));
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(simile_pool__size(pools[i]), i < 2 ? 1 : N_WORKERS);
        check_tally(pools[i], 0);
        check_tally(pools[i], 1);
        check_tally(pools[i], 2);
        check_tally(pools[i], N_TASKS);
        simile_pool__free(pools[i]);
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(threads__run_many_times_in_a_row)
{
    simile_pool *pool;
    expect_ok(simile_pool__new(&pool, N_WORKERS));
    for (size_t i = 0; i < 3000; i++) {
        check_tally(pool, i % 7);
    }
    simile_pool__free(pool);
}
END_TEST

START_TEST(threads__start_and_stop_without_a_run)
{
    for (size_t i = 0; i < 50; i++) {
        simile_pool *pool;
        expect_ok(simile_pool__new(&pool, N_WORKERS));
        simile_pool__free(pool);
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

static void wait_a_moment(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
}

/* Tasks from `first` on fail; the first one only after another one has. */
typedef struct failing {
    size_t first, n_tasks;
    bool waits;
    atomic_size_t n_started, n_failed;
} failing;

static simile_status fail_from_first(void *context, size_t task, size_t worker)
{
    failing *plan = context;
    (void)worker;
    atomic_fetch_add(&plan->n_started, 1);
    if (task < plan->first) {
        return SIMILE_OK;
    }
    while (plan->waits && task == plan->first && atomic_load(&plan->n_failed) == 0) {
        wait_a_moment();
    }
    atomic_fetch_add(&plan->n_failed, 1);
    return simile_status__fail(task % 2 == 0 ? SIMILE_ERROR_DATA : SIMILE_ERROR_NUMERIC, "task %zu is no good", task);
}

START_TEST(threads__report_the_lowest_failure)
{
    simile_pool *pool;
    expect_ok(simile_pool__new(&pool, N_WORKERS));
    for (size_t first = 0; first < 20; first++) {
        failing plan = {.first = first, .waits = true};
        char message[32];
        snprintf(message, sizeof message, "task %zu is no good", first);
        expect_failure(simile_pool__run(pool, N_TASKS, fail_from_first, &plan),
                       first % 2 == 0 ? SIMILE_ERROR_DATA : SIMILE_ERROR_NUMERIC, message);
        /* each worker may have had one task under way */
        ck_assert_uint_le(atomic_load(&plan.n_started), first + N_WORKERS);
        ck_assert_uint_ge(atomic_load(&plan.n_failed), 2);
    }
    check_tally(pool, N_TASKS); /* a failed run leaves nothing behind */
    simile_pool__free(pool);
}
END_TEST

START_TEST(threads__stop_at_a_failure_without_a_pool)
{
    failing plan = {.first = 5};
    expect_failure(simile_pool__run(NULL, N_TASKS, fail_from_first, &plan), SIMILE_ERROR_NUMERIC, "task 5 is no good");
    ck_assert_uint_eq(atomic_load(&plan.n_started), 6);
}
END_TEST

/* Two tasks that wait for each other: they end only when two workers run them at the same time. */
static simile_status meet(void *context, size_t task, size_t worker)
{
    atomic_size_t *n_there = context;
    (void)task, (void)worker;
    atomic_fetch_add(n_there, 1);
    while (atomic_load(n_there) < 2) {
        wait_a_moment();
    }
    return SIMILE_OK;
}

START_TEST(threads__run_at_the_same_time)
{
    simile_pool *pool;
    atomic_size_t n_there = 0;
    expect_ok(simile_pool__new(&pool, 2));
    expect_ok(simile_pool__run(pool, 2, meet, &n_there));
    simile_pool__free(pool);
}
END_TEST

static simile_status look_at_signals(void *context, size_t task, size_t worker)
{
    atomic_size_t *n_blocked = context;
    sigset_t blocked;
    (void)task;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    if (worker > 0 && sigismember(&blocked, SIGINT)) {
        atomic_fetch_add(n_blocked, 1);
    }
    return meet((atomic_size_t *)context + 1, task, worker);
}

START_TEST(threads__leave_signals_to_the_caller)
{
    simile_pool *pool;
    atomic_size_t counts[2] = {0, 0};
    sigset_t blocked;
    expect_ok(simile_pool__new(&pool, 2));
    expect_ok(simile_pool__run(pool, 2, look_at_signals, counts));
    ck_assert_uint_eq(atomic_load(&counts[0]), 1);
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    ck_assert(!sigismember(&blocked, SIGINT));
    simile_pool__free(pool);
}
END_TEST

static simile_status make_pool(void *context)
{
    simile_pool *pool;
    (void)context;
    simile_status status = simile_pool__new(&pool, 3);
    ck_assert((pool == NULL) == (status != SIMILE_OK));
    simile_pool__free(pool);
    return status;
}

START_TEST(threads__survive_a_short_memory)
{
    ck_assert_uint_gt(expect_memory_failures(make_pool, NULL), 0);
}
END_TEST

START_TEST(threads__refuse_a_senseless_number)
{
    simile_pool *pool;
    expect_failure(simile_pool__new(&pool, 1000000), SIMILE_ERROR_CONFIG, "1000000 is out of range");
    ck_assert_ptr_null(pool);
}
END_TEST

START_TEST(threads__available_follows_the_affinity_mask)
{
    cpu_set_t before, one;
    const size_t n = simile_threads__available();
    ck_assert_uint_ge(n, 1);
    ck_assert_uint_le(n, (size_t)sysconf(_SC_NPROCESSORS_CONF));
    ck_assert_int_eq(sched_getaffinity(0, sizeof before, &before), 0);
    size_t cpu = 0;
    while (!CPU_ISSET(cpu, &before)) {
        cpu++;
    }
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    ck_assert_uint_eq(simile_threads__available(), 1);
    simile_pool *pool;
    expect_ok(simile_pool__new(&pool, 0));
    ck_assert_uint_eq(simile_pool__size(pool), 1);
    simile_pool__free(pool);
    ck_assert_int_eq(sched_setaffinity(0, sizeof before, &before), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {threads__run_every_task_once,
                                  threads__run_many_times_in_a_row,
                                  threads__start_and_stop_without_a_run,
                                  threads__report_the_lowest_failure,
                                  threads__stop_at_a_failure_without_a_pool,
                                  threads__run_at_the_same_time,
                                  threads__leave_signals_to_the_caller,
                                  threads__survive_a_short_memory,
                                  threads__refuse_a_senseless_number,
                                  threads__available_follows_the_affinity_mask};
    return suite_run("threads", tests, sizeof tests / sizeof *tests);
}
