/* A pool of workers. Tasks are handed out one by one under a lock: they are large (a micro-batch, a block of rows). */
#include "threads.h"
#include "fail.h"
#include "memory.h"
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct simile_pool {
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    size_t n_workers;   /* the caller is worker 0 */
    pthread_t *threads; /* [n_workers − 1] */
    size_t n_started;
    bool is_closing;
    /* the run */
    uint64_t run; /* its number, so that a worker joins each run once */
    size_t n_tasks, next, n_busy;
    simile_task task;
    void *context;
    simile_status status; /* of the lowest task that failed */
    size_t failed;
    char message[SIMILE_MESSAGE_SIZE];
};

typedef struct worker_start {
    simile_pool *pool;
    size_t worker;
} worker_start;

static void note_failure(simile_pool *pool, size_t task, simile_status status)
{
    if (pool->status == SIMILE_OK || task < pool->failed) {
        pool->status = status;
        pool->failed = task;
        snprintf(pool->message, sizeof pool->message, "%s", simile_status_message());
    }
}

/* Takes tasks until none is left. Entered and left with the lock held. */
static void take_tasks(simile_pool *pool, size_t worker)
{
    pool->n_busy++;
    while (pool->next < pool->n_tasks && pool->status == SIMILE_OK) {
        size_t task = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        simile_status status = pool->task(pool->context, task, worker);
        pthread_mutex_lock(&pool->lock);
        if (status != SIMILE_OK) {
            note_failure(pool, task, status);
        }
    }
    pool->n_busy--;
}

static void *run_worker(void *argument)
{
    worker_start start = *(worker_start *)argument;
    simile_pool *pool = start.pool;
    uint64_t seen = 0;
    simile_memory__free(argument);
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_closing) {
        if (pool->run == seen) {
            pthread_cond_wait(&pool->work, &pool->lock);
            continue;
        }
        seen = pool->run;
        take_tasks(pool, start.worker);
        if (pool->n_busy == 0) {
            pthread_cond_signal(&pool->done);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static simile_status start_worker(simile_pool *pool, size_t worker)
{
    worker_start *start = simile_memory__alloc(1, sizeof *start);
    if (!start) {
        return SIMILE_ERROR_MEMORY;
    }
    *start = (worker_start){pool, worker};
    int error = pthread_create(&pool->threads[worker - 1], NULL, run_worker, start);
    if (error) {
        simile_memory__free(start);
        return simile_status__fail(SIMILE_ERROR_MEMORY, "a thread could not be started: %s", strerror(error));
    }
    pool->n_started++;
    return SIMILE_OK;
}

simile_status simile_pool__new(simile_pool **pool, size_t n_threads)
{
    simile_pool *p = simile_memory__alloc(1, sizeof *p);
    simile_status status = SIMILE_OK;
    *pool = NULL;
    if (!p) {
        return SIMILE_ERROR_MEMORY;
    }
    p->n_workers = n_threads > 0 ? n_threads : simile_threads__available();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    p->threads = simile_memory__alloc(p->n_workers, sizeof *p->threads);
    status = p->threads ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t worker = 1; worker < p->n_workers && status == SIMILE_OK; worker++) {
        status = start_worker(p, worker);
    }
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
    for (size_t i = 0; i < pool->n_started; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    simile_memory__free(pool->threads);
    simile_memory__free(pool);
}

size_t simile_pool__size(const simile_pool *pool)
{
    return pool ? pool->n_workers : 1;
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
    while (pool->n_busy > 0) {
        pthread_cond_wait(&pool->done, &pool->lock);
    }
    simile_status status = pool->status;
    if (status != SIMILE_OK) {
        simile_status__set_message(pool->message);
    }
    pthread_mutex_unlock(&pool->lock);
    return status;
}

static size_t cores_of_affinity(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return 1;
    }
    int n = CPU_COUNT(&set);
    return n > 0 ? (size_t)n : 1;
}

/* The first number pair of a small file; false when it cannot be read ("max" is no number). */
static bool read_numbers(const char *path, double *first, double *second)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    int n = second ? fscanf(file, "%lf %lf", first, second) : fscanf(file, "%lf", first);
    fclose(file);
    return n == (second ? 2 : 1);
}

/* Lowers *cores to the quota of this control group folder (version 2 or 1). */
static void apply_quota(size_t *cores, const char *folder)
{
    char path[1200];
    double quota = 0, period = 0;
    snprintf(path, sizeof path, "%s/cpu.max", folder);
    bool is_known = read_numbers(path, &quota, &period);
    if (!is_known) {
        snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", folder);
        is_known = read_numbers(path, &quota, NULL);
        snprintf(path, sizeof path, "%s/cpu.cfs_period_us", folder);
        is_known = is_known && read_numbers(path, &period, NULL);
    }
    if (is_known && quota > 0 && period > 0) {
        double allowed = quota / period;
        size_t whole = (size_t)allowed;
        whole += (double)whole < allowed ? 1 : 0;
        *cores = whole < *cores ? whole : *cores;
    }
}

/* Walks this process's groups upwards. */
static void apply_group_quotas(size_t *cores)
{
    char line[1024];
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file && fgets(line, sizeof line, file)) {
        char *path = strrchr(line, ':');
        bool is_cpu = strncmp(line, "0::", 3) == 0 || strstr(line, ":cpu") || strstr(line, ",cpu");
        if (!path || !is_cpu) {
            continue;
        }
        path++;
        path[strcspn(path, "\n")] = '\0';
        const char *root = strncmp(line, "0::", 3) == 0 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
        for (char *slash = path + strlen(path); slash; slash = strrchr(path, '/')) {
            char folder[1100];
            *slash = '\0';
            snprintf(folder, sizeof folder, "%s%s", root, path);
            apply_quota(cores, folder);
        }
    }
    if (file) {
        fclose(file);
    }
}

size_t simile_threads__available(void)
{
    size_t cores = cores_of_affinity();
    apply_group_quotas(&cores);
    return cores > 0 ? cores : 1;
}
