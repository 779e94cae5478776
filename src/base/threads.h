/* A pool of workers that share out numbered tasks. What a task computes must not depend on the worker that runs it. */
#ifndef SIMILE_BASE_THREADS_H
#define SIMILE_BASE_THREADS_H

#include "simile/status.h"
#include <stddef.h>

typedef struct simile_pool simile_pool;

/* Runs task `task` (0 … n − 1) on worker `worker` (0 … size − 1; a worker runs one task at a time, so `worker` can
 * index workspaces). */
typedef simile_status (*simile_task)(void *context, size_t task, size_t worker);

/* A pool of n_threads workers, the calling thread among them (1: no further thread; 0: what the machine allows).
 * The caller frees it. */
simile_status simile_pool__new(simile_pool **pool, size_t n_threads);
void simile_pool__free(simile_pool *pool);

/* The number of workers; 1 for NULL. */
size_t simile_pool__size(const simile_pool *pool);

/* Runs the tasks 0 … n_tasks − 1, handed out in this order, and waits for all. After a failure no further task starts;
 * the failure of the lowest task number that failed is returned, with its message. pool NULL: all on the caller.
 * One run at a time; a task must not start another run on the same pool. */
simile_status simile_pool__run(simile_pool *pool, size_t n_tasks, simile_task task, void *context);

/* From now on at most n workers take part in a run: 1 … size; a run is not under way. Takes NULL. */
void simile_pool__limit(simile_pool *pool, size_t n);

/* What the machine allows this process: affinity mask and cgroup quota (v1 and v2), at least 1. */
size_t simile_threads__available(void);

#endif
