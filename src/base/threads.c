/* A pool of workers. Tasks are handed out one by one under a lock: they are large (a micro-batch, a block of rows). Who
 * has nothing to do looks for work a few times more, leaving the processor to others, and then sleeps: in training one
 * run follows another within microseconds, and waking a sleeper takes longer. The calling thread is worker 0. */
#include "threads.h"
#include "fail.h"
#include "memory.h"
#include "quota.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MOST_THREADS    1024
#define MOST_PROCESSORS 8192 /* what the affinity mask has room for */
#define LOOKS           200  /* before sleeping: about 50 µs on a machine with nothing else to do */

typedef struct worker {
    simile_pool *pool;
    size_t index;
    pthread_t thread;
} worker;

struct simile_pool {
    pthread_mutex_t lock;
    pthread_cond_t work; /* a run began, or the pool closes */
    pthread_cond_t done; /* the last busy worker ended */
    worker *workers;     /* [n_workers]; that of the caller has no thread */
    size_t n_workers, n_started;
    size_t limit; /* of workers that take tasks */
    bool is_closing;
    /* the run */
    _Atomic uint64_t run; /* its number, so that a worker joins each run once; written under the lock */
    atomic_size_t n_busy; /* likewise */
    size_t n_tasks, next;
    simile_task task;
    void *context;
    simile_status status; /* of the lowest task that failed */
    size_t failed;
    char message[SIMILE_MESSAGE_SIZE];
};

/* All tasks below a failed one were handed out before it and end, so the lowest failure is always the same. */
static void note_failure(simile_pool *pool, size_t task, simile_status status)
{
    if (pool->status == SIMILE_OK || task < pool->failed) {
        pool->status = status;
        pool->failed = task;
        memcpy(pool->message, simile_status_message(), strlen(simile_status_message()) + 1);
    }
}

/* Takes tasks until none is left. Entered and left with the lock held. */
static void take_tasks(simile_pool *pool, size_t index)
{
    pool->n_busy++;
    while (index < pool->limit && pool->next < pool->n_tasks && pool->status == SIMILE_OK) {
        const size_t task = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        simile_status status = pool->task(pool->context, task, index);
        pthread_mutex_lock(&pool->lock);
        if (status != SIMILE_OK) {
            note_failure(pool, task, status);
        }
    }
    pool->n_busy--;
}

/* Waits for another run than `seen`, or for the end. Entered and left with the lock held. */
static void await_run(simile_pool *pool, uint64_t seen)
{
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < LOOKS && pool->run == seen; i++) {
        sched_yield();
    }
    pthread_mutex_lock(&pool->lock);
    while (pool->run == seen && !pool->is_closing) {
        pthread_cond_wait(&pool->work, &pool->lock);
    }
}

/* Waits until all workers are idle. Entered and left with the lock held. */
static void await_workers(simile_pool *pool)
{
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < LOOKS && pool->n_busy > 0; i++) {
        sched_yield();
    }
    pthread_mutex_lock(&pool->lock);
    while (pool->n_busy > 0) {
        pthread_cond_wait(&pool->done, &pool->lock);
    }
}

static void *work(void *argument)
{
    const worker *self = argument;
    simile_pool *pool = self->pool;
    uint64_t seen = 0;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_closing) {
        await_run(pool, seen);
        seen = pool->run;
        take_tasks(pool, self->index);
        if (pool->n_busy == 0) {
            pthread_cond_signal(&pool->done);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Starts the workers beside the caller. They leave all signals to the program's own threads. */
static simile_status start_workers(simile_pool *pool)
{
    sigset_t all, before;
    int error = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool->n_started + 1 < pool->n_workers && error == 0) {
        worker *next = &pool->workers[pool->n_started + 1];
        *next = (worker){.pool = pool, .index = pool->n_started + 1};
        error = pthread_create(&next->thread, NULL, work, next);
        pool->n_started += error == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        return simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: thread %zu of %zu cannot be started: %s",
                                   pool->n_started + 2, pool->n_workers, strerror(error));
    }
    return SIMILE_OK;
}

simile_status simile_pool__new(simile_pool **pool, size_t n_threads)
{
    *pool = NULL;
    if (n_threads > MOST_THREADS) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "threads: %zu is out of range (0 to %d)", n_threads,
                                   MOST_THREADS);
    }
    simile_pool *p = simile_memory__alloc(1, sizeof *p);
    if (!p) {
        return SIMILE_ERROR_MEMORY;
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    p->n_workers = p->limit = n_threads > 0 ? n_threads : simile_threads__available();
    p->workers = simile_memory__alloc(p->n_workers, sizeof *p->workers);
    simile_status status = p->workers ? start_workers(p) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_pool__free(p);
        return status;
    }
    *pool = p;
    return SIMILE_OK;
}

void simile_pool__free(simile_pool *pool)
{
    if (!pool) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 1; i <= pool->n_started; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    simile_memory__free(pool->workers);
    simile_memory__free(pool);
}

size_t simile_pool__size(const simile_pool *pool)
{
    return pool ? pool->n_workers : 1;
}

void simile_pool__limit(simile_pool *pool, size_t n)
{
    if (pool) {
        pthread_mutex_lock(&pool->lock);
        pool->limit = n < 1 ? 1 : n < pool->n_workers ? n : pool->n_workers;
        pthread_mutex_unlock(&pool->lock);
    }
}

static simile_status run_alone(size_t n_tasks, simile_task task, void *context)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n_tasks && status == SIMILE_OK; i++) {
        status = task(context, i, 0);
    }
    return status;
}

simile_status simile_pool__run(simile_pool *pool, size_t n_tasks, simile_task task, void *context)
{
    if (!pool || pool->n_workers == 1 || n_tasks <= 1) {
        return run_alone(n_tasks, task, context);
    }
    pthread_mutex_lock(&pool->lock);
    pool->run++;
    pool->n_tasks = n_tasks;
    pool->next = 0;
    pool->task = task;
    pool->context = context;
    pool->status = SIMILE_OK;
    pthread_cond_broadcast(&pool->work);
    take_tasks(pool, 0);
    await_workers(pool);
    simile_status status = pool->status;
    if (status != SIMILE_OK) {
        simile_status__set_message(pool->message);
    }
    pthread_mutex_unlock(&pool->lock);
    return status;
}

/* How many processors the affinity mask holds; 0 when it cannot be asked for. */
static size_t count_affinity(void)
{
    cpu_set_t *set = CPU_ALLOC(MOST_PROCESSORS);
    const size_t size = CPU_ALLOC_SIZE(MOST_PROCESSORS);
    int n = 0;
    if (set && sched_getaffinity(0, size, set) == 0) {
        n = CPU_COUNT_S(size, set);
    }
    CPU_FREE(set);
    return n > 0 ? (size_t)n : 0;
}

size_t simile_threads__available(void)
{
    const size_t allowed = count_affinity(), quota = simile_quota__processors("");
    size_t n = allowed > 0 ? allowed : 1;
    n = quota > 0 && quota < n ? quota : n;
    return n < MOST_THREADS ? n : MOST_THREADS;
}
