/* Every worker does whatever is due: it drains the next item if that is ready, else it fills a free slot and works on
 * what it has just filled, while it is in its cache. All states lie under one lock; items are large. */
#include "pipeline.h"
#include "fail.h"
#include "memory.h"
#include <pthread.h>
#include <stdint.h>
#include <string.h>

typedef struct running {
    const simile_pipeline *pipeline;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool *is_done; /* [n_slots]: worked on, not yet drained */
    uint64_t n_filled, n_drained;
    uint64_t end; /* the number of the first item that is not to be drained: the last one's, or the failed */
    bool is_filling, is_draining, is_closed; /* closed: nothing more is filled */
    simile_status status;                    /* of item `end`, when it failed */
    char message[SIMILE_MESSAGE_SIZE];
} running;

/* Notes the failure of an item if none before it failed. */
static void note_failure(running *r, uint64_t item, simile_status status)
{
    r->is_closed = true;
    if (item >= r->end)
        return;
    r->end = item;
    r->status = status;
    memcpy(r->message, simile_status_message(), strlen(simile_status_message()) + 1);
}

static void drain(running *r)
{
    const simile_pipeline *p = r->pipeline;
    const uint64_t item = r->n_drained;
    simile_status status = SIMILE_OK;

    r->is_draining = true;
    pthread_mutex_unlock(&r->lock);
    if (p->drain)
        status = p->drain(p->context, (size_t)(item % p->n_slots));
    pthread_mutex_lock(&r->lock);
    r->is_draining = false;
    r->is_done[item % p->n_slots] = false;
    if (status != SIMILE_OK)
        note_failure(r, item, status);
    else
        r->n_drained++;
    pthread_cond_broadcast(&r->changed);
}

static void work(running *r, uint64_t item, size_t worker)
{
    const simile_pipeline *p = r->pipeline;
    simile_status status;

    pthread_mutex_unlock(&r->lock);
    status = p->work(p->context, (size_t)(item % p->n_slots), worker);
    pthread_mutex_lock(&r->lock);
    if (status == SIMILE_OK)
        r->is_done[item % p->n_slots] = true;
    else
        note_failure(r, item, status);
    pthread_cond_broadcast(&r->changed);
}

static void fill_and_work(running *r, size_t worker)
{
    const simile_pipeline *p = r->pipeline;
    const uint64_t item = r->n_filled;
    simile_status status;
    bool more = true;

    r->is_filling = true;
    pthread_mutex_unlock(&r->lock);
    status = p->fill(p->context, (size_t)(item % p->n_slots), &more);
    pthread_mutex_lock(&r->lock);
    r->is_filling = false;
    if (status != SIMILE_OK)
        note_failure(r, item, status);
    else if (!more) {
        r->is_closed = true;
        r->end = item < r->end ? item : r->end;
    } else
        r->n_filled++;
    pthread_cond_broadcast(&r->changed);
    if (status == SIMILE_OK && more)
        work(r, item, worker);
}

static simile_status take_part(void *context, size_t task, size_t worker)
{
    running *r = context;
    const size_t n_slots = r->pipeline->n_slots;

    (void)task;
    pthread_mutex_lock(&r->lock);
    while (r->n_drained < r->end) {
        if (!r->is_draining && r->is_done[r->n_drained % n_slots])
            drain(r);
        else if (!r->is_closed && !r->is_filling && r->n_filled - r->n_drained < n_slots)
            fill_and_work(r, worker);
        else
            pthread_cond_wait(&r->changed, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
    return SIMILE_OK;
}

simile_status simile_pipeline__run(simile_pool *pool, const simile_pipeline *pipeline)
{
    running r = {.pipeline = pipeline, .end = UINT64_MAX};
    simile_status status;

    r.is_done = simile_memory__alloc(pipeline->n_slots, sizeof *r.is_done);
    if (!r.is_done)
        return SIMILE_ERROR_MEMORY;
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.changed, NULL);
    status = simile_pool__run(pool, simile_pool__size(pool), take_part, &r);
    if (status == SIMILE_OK && r.status != SIMILE_OK) {
        status = r.status;
        simile_status__set_message(r.message);
    }
    pthread_cond_destroy(&r.changed);
    pthread_mutex_destroy(&r.lock);
    simile_memory__free(r.is_done);
    return status;
}
