/* The tree over lanes. Node (level, index) covers the lanes index·2^level …; the left sibling takes the right one's
 * sum. */
#include "lanes.h"
#include "memory.h"
#include <pthread.h>
#include <string.h>

#define MAX_LEVELS 16

struct simile_lanes {
    const simile_encoder *encoder;
    size_t most_lanes;
    pthread_mutex_t lock;
    simile_gradient **free;    /* [n_free] */
    size_t n_free, n_made;     /* of at most 2 · most_lanes + 1 */
    simile_gradient **waiting; /* [MAX_LEVELS, most_lanes]: a node's sum that waits for its sibling */
    simile_gradient *sum;
    /* the run */
    size_t n_lanes;
    simile_lane_task task;
    void *context;
};

simile_status simile_lanes__new(simile_lanes **lanes, const simile_encoder *encoder, size_t most_lanes)
{
    simile_lanes *l = simile_memory__alloc(1, sizeof *l);
    *lanes = NULL;
    if (!l) {
        return SIMILE_ERROR_MEMORY;
    }
    pthread_mutex_init(&l->lock, NULL);
    l->encoder = encoder;
    l->most_lanes = most_lanes;
    l->free = simile_memory__alloc(2 * most_lanes + 1, sizeof(simile_gradient *));
    l->waiting = simile_memory__alloc(MAX_LEVELS * most_lanes, sizeof(simile_gradient *));
    if (!l->free || !l->waiting) {
        simile_lanes__free(l);
        return SIMILE_ERROR_MEMORY;
    }
    *lanes = l;
    return SIMILE_OK;
}

/* Takes back what a run left behind. */
static void collect(simile_lanes *lanes)
{
    for (size_t i = 0; lanes->waiting && i < MAX_LEVELS * lanes->most_lanes; i++) {
        if (lanes->waiting[i]) {
            lanes->free[lanes->n_free++] = lanes->waiting[i];
            lanes->waiting[i] = NULL;
        }
    }
    if (lanes->sum) {
        lanes->free[lanes->n_free++] = lanes->sum;
        lanes->sum = NULL;
    }
}

void simile_lanes__free(simile_lanes *lanes)
{
    if (!lanes) {
        return;
    }
    collect(lanes);
    for (size_t i = 0; i < lanes->n_free; i++) {
        simile_gradient__free(lanes->free[i]);
    }
    pthread_mutex_destroy(&lanes->lock);
    simile_memory__free(lanes->free);
    simile_memory__free(lanes->waiting);
    simile_memory__free(lanes);
}

static simile_status take_gradient(simile_gradient **gradient, simile_lanes *lanes)
{
    *gradient = NULL;
    pthread_mutex_lock(&lanes->lock);
    if (lanes->n_free > 0) {
        *gradient = lanes->free[--lanes->n_free];
    }
    pthread_mutex_unlock(&lanes->lock);
    if (*gradient) {
        simile_gradient__clear(*gradient);
        return SIMILE_OK;
    }
    return simile_gradient__new(gradient, lanes->encoder);
}

static void give_back(simile_lanes *lanes, simile_gradient *gradient)
{
    pthread_mutex_lock(&lanes->lock);
    lanes->free[lanes->n_free++] = gradient;
    pthread_mutex_unlock(&lanes->lock);
}

/* Leaves the node's sum for its sibling, or takes the sibling's that waits. */
static simile_gradient *meet_sibling(simile_lanes *lanes, simile_gradient *gradient, size_t level, size_t index)
{
    simile_gradient **sibling = &lanes->waiting[level * lanes->most_lanes + (index ^ 1)];
    pthread_mutex_lock(&lanes->lock);
    simile_gradient *met = *sibling;
    if (met) {
        *sibling = NULL;
    } else {
        lanes->waiting[level * lanes->most_lanes + index] = gradient;
    }
    pthread_mutex_unlock(&lanes->lock);
    return met;
}

/* Climbs from a leaf: adds siblings as they are met; who comes second goes on. */
static void climb(simile_lanes *lanes, simile_gradient *gradient, size_t index)
{
    size_t n_nodes = lanes->n_lanes;
    for (size_t level = 0; n_nodes > 1; level++, index /= 2, n_nodes = (n_nodes + 1) / 2) {
        if ((index ^ 1) >= n_nodes) {
            continue; /* the odd one out rises as it is */
        }
        simile_gradient *met = meet_sibling(lanes, gradient, level, index);
        if (!met) {
            return;
        }
        simile_gradient *left = index % 2 == 0 ? gradient : met, *right = index % 2 == 0 ? met : gradient;
        simile_gradient__add(left, right);
        give_back(lanes, right);
        gradient = left;
    }
    lanes->sum = gradient;
}

static simile_status run_lane(void *context, size_t lane, size_t worker)
{
    simile_lanes *lanes = context;
    simile_gradient *gradient;
    simile_status status = take_gradient(&gradient, lanes);
    if (status == SIMILE_OK) {
        status = lanes->task(gradient, lanes->context, lane, worker);
    }
    if (status == SIMILE_OK) {
        climb(lanes, gradient, lane);
    } else if (gradient) {
        give_back(lanes, gradient);
    }
    return status;
}

simile_status simile_lanes__run(simile_gradient **sum, simile_lanes *lanes, size_t n_lanes, simile_lane_task task,
                                void *context, simile_pool *pool)
{
    collect(lanes);
    lanes->n_lanes = n_lanes;
    lanes->task = task;
    lanes->context = context;
    simile_status status = simile_pool__run(pool, n_lanes, run_lane, lanes);
    *sum = lanes->sum;
    return status;
}
