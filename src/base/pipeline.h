/* A pipeline over numbered items: filled one by one in order, worked on side by side, drained one by one in order. Few
 * items live at a time, so memory does not grow with their number; no thread is set aside for filling or draining. */
#ifndef SIMILE_BASE_PIPELINE_H
#define SIMILE_BASE_PIPELINE_H

#include "simile/status.h"
#include "threads.h"
#include <stdbool.h>
#include <stddef.h>

/* The steps are given a slot, 0 … n_slots − 1, where the item lives from fill to drain. `fill` and `drain` each run
 * once at a time, but beside one another and beside `work`. */
typedef struct simile_pipeline {
    simile_status (*fill)(void *context, size_t slot, bool *more); /* *more false: there is no further item */
    simile_status (*work)(void *context, size_t slot, size_t worker);
    simile_status (*drain)(void *context, size_t slot); /* NULL: nothing to drain */
    void *context;
    size_t n_slots; /* at least 1; about the size of the pool and two more keeps everybody busy */
} simile_pipeline;

/* Runs the pipeline to its end on the pool (NULL: on the caller). After a failure no further item is filled, the items
 * before the failed one are still drained, and the failure of the lowest item is returned with its message, whatever
 * the number of workers. */
simile_status simile_pipeline__run(simile_pool *pool, const simile_pipeline *pipeline);

#endif
