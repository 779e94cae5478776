/* The tree over lanes. Node 1 covers all of them, the nodes 2k and 2k + 1 the first and the second half of what node k
 * covers (the first is the larger one of an odd number); a leaf covers one. The left sibling takes the right one's sum.
 */
#include "lanes.h"
#include "exchange.h"
#include "fail.h"
#include "memory.h"
#include <pthread.h>
#include <stdbool.h>

struct simile_lanes {
    const simile_encoder *encoder;
    size_t n_lanes, n_nodes;
    size_t first, root; /* this rank's first lane, and the node that covers its lanes */
    simile_exchange *exchange;
    pthread_mutex_t lock;
    simile_gradient **free; /* [n_free], of at most n_nodes */
    size_t n_free;
    simile_gradient **waiting; /* [n_nodes]: a node's sum that waits for its sibling */
    simile_gradient *sum;
    /* the run */
    simile_lane_task task;
    void *context;
};

/* Numbers of nodes that a tree of this height needs, 0 among them. */
static size_t count_nodes(size_t n_lanes)
{
    size_t n = 2;
    while (n < 2 * n_lanes) {
        n *= 2;
    }
    return n;
}

/* The leaf that covers a lane. */
static size_t leaf_of(size_t lane, size_t n_lanes)
{
    size_t node = 1;
    while (n_lanes > 1) {
        const size_t left = (n_lanes + 1) / 2;
        const bool is_right = lane >= left;
        lane -= is_right ? left : 0;
        n_lanes = is_right ? n_lanes - left : left;
        node = 2 * node + is_right;
    }
    return node;
}

/* A rank's lanes are a subtree: halves of halves, as the number of ranks is a power of two that divides the lanes. */
static simile_status check_ranks(size_t n_lanes, size_t n_ranks)
{
    if ((n_ranks & (n_ranks - 1)) != 0 || n_lanes % n_ranks != 0) {
        return simile_status__fail(
            SIMILE_ERROR_CONFIG,
            "%zu ranks cannot share %zu lanes: the number of ranks must be a power of two that divides compute.lanes; "
            "start fewer, or raise compute.lanes, which changes the weights' last bits",
            n_ranks, n_lanes);
    }
    return SIMILE_OK;
}

static simile_status set_up(simile_lanes *lanes, simile_ranks *ranks)
{
    const size_t n_ranks = simile_ranks_size(ranks);
    lanes->n_nodes = count_nodes(lanes->n_lanes);
    lanes->first = simile_ranks_rank(ranks) * (lanes->n_lanes / n_ranks);
    lanes->root = n_ranks + simile_ranks_rank(ranks);
    lanes->free = simile_memory__alloc(lanes->n_nodes, sizeof(simile_gradient *));
    lanes->waiting = simile_memory__alloc(lanes->n_nodes, sizeof(simile_gradient *));
    if (!lanes->free || !lanes->waiting) {
        return SIMILE_ERROR_MEMORY;
    }
    return simile_exchange__new(&lanes->exchange, lanes->encoder, ranks);
}

simile_status simile_lanes__new(simile_lanes **lanes, const simile_encoder *encoder, size_t n_lanes,
                                simile_ranks *ranks)
{
    *lanes = NULL;
    simile_status status = check_ranks(n_lanes, simile_ranks_size(ranks));
    if (status != SIMILE_OK) {
        return status;
    }
    simile_lanes *l = simile_memory__alloc(1, sizeof *l);
    if (!l) {
        return SIMILE_ERROR_MEMORY;
    }
    pthread_mutex_init(&l->lock, NULL);
    l->encoder = encoder;
    l->n_lanes = n_lanes;
    status = set_up(l, ranks);
    if (status != SIMILE_OK) {
        simile_lanes__free(l);
        return status;
    }
    *lanes = l;
    return SIMILE_OK;
}

size_t simile_lanes__start(const simile_lanes *lanes, size_t rank)
{
    return rank * (lanes->n_lanes / simile_exchange__ranks(lanes->exchange));
}

/* Takes back what a run left behind. */
static void collect(simile_lanes *lanes)
{
    for (size_t i = 0; lanes->waiting && i < lanes->n_nodes; i++) {
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
    simile_exchange__free(lanes->exchange);
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
static simile_gradient *meet_sibling(simile_lanes *lanes, simile_gradient *gradient, size_t node)
{
    simile_gradient **sibling = &lanes->waiting[node ^ 1];
    pthread_mutex_lock(&lanes->lock);
    simile_gradient *met = *sibling;
    if (met) {
        *sibling = NULL;
    } else {
        lanes->waiting[node] = gradient;
    }
    pthread_mutex_unlock(&lanes->lock);
    return met;
}

/* Climbs from a leaf: adds siblings as they are met; who comes second goes on. */
static void climb(simile_lanes *lanes, simile_gradient *gradient, size_t node)
{
    for (; node > lanes->root; node /= 2) {
        simile_gradient *met = meet_sibling(lanes, gradient, node);
        if (!met) {
            return;
        }
        simile_gradient *left = node % 2 == 0 ? gradient : met, *right = node % 2 == 0 ? met : gradient;
        simile_gradient__add(left, right);
        give_back(lanes, right);
        gradient = left;
    }
    lanes->sum = gradient;
}

static simile_status run_lane(void *context, size_t task, size_t worker)
{
    simile_lanes *lanes = context;
    const size_t lane = lanes->first + task;
    simile_gradient *gradient;
    simile_status status = take_gradient(&gradient, lanes);
    if (status == SIMILE_OK) {
        status = lanes->task(gradient, lanes->context, lane, worker);
    }
    if (status == SIMILE_OK) {
        climb(lanes, gradient, leaf_of(lane, lanes->n_lanes));
    } else if (gradient) {
        give_back(lanes, gradient);
    }
    return status;
}

simile_status simile_lanes__run(simile_gradient **sum, simile_lanes *lanes, simile_lane_task task, void *context,
                                simile_pool *pool)
{
    const size_t n_own = lanes->n_lanes / simile_exchange__ranks(lanes->exchange);
    collect(lanes);
    lanes->task = task;
    lanes->context = context;
    simile_status status = simile_pool__run(pool, n_own, run_lane, lanes);
    status = simile_exchange__add(&lanes->sum, lanes->exchange, status);
    *sum = lanes->sum;
    return status;
}
