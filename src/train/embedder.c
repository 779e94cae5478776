/* The embedder. */
#include "embedder.h"
#include "activations.h"
#include "memory.h"
#include "packer.h"

#define TASK_TEXTS 32 /* of a task */

typedef struct embedder_worker {
    simile_activations *activations;
    simile_packer packer;
} embedder_worker;

struct simile_embedder {
    const simile_model *model;
    simile_pool *pool;
    embedder_worker *workers; /* [size of the pool] */
    /* the call that is under way */
    const simile_source *source;
    float *vectors;
};

simile_status simile_embedder__new(simile_embedder **embedder, const simile_model *model, simile_pool *pool)
{
    simile_embedder *e = simile_memory__alloc(1, sizeof *e);
    *embedder = NULL;
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->model = model;
    e->pool = pool;
    e->workers = simile_memory__alloc(simile_pool__size(pool), sizeof *e->workers);
    simile_status status = e->workers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; status == SIMILE_OK && i < simile_pool__size(pool); i++) {
        status = simile_activations__new(&e->workers[i].activations, model->encoder);
    }
    if (status != SIMILE_OK) {
        simile_embedder__free(e);
        return status;
    }
    *embedder = e;
    return SIMILE_OK;
}

void simile_embedder__free(simile_embedder *embedder)
{
    if (!embedder) {
        return;
    }
    for (size_t i = 0; embedder->workers && i < simile_pool__size(embedder->pool); i++) {
        simile_activations__free(embedder->workers[i].activations);
        simile_packer__dispose(&embedder->workers[i].packer);
    }
    simile_memory__free(embedder->workers);
    simile_memory__free(embedder);
}

size_t simile_embedder__width(const simile_embedder *embedder)
{
    return simile_model_dimension(embedder->model);
}

static simile_status embed_texts(void *context, size_t task, size_t worker_index)
{
    static const simile_pass encoding = {0};
    const simile_embedder *embedder = context;
    const simile_model *model = embedder->model;
    const simile_source *source = embedder->source;
    embedder_worker *worker = &embedder->workers[worker_index];
    const size_t start = task * TASK_TEXTS;
    const size_t end = source->n_texts - start < TASK_TEXTS ? source->n_texts : start + TASK_TEXTS;
    simile_status status = simile_packer__clear(&worker->packer);
    for (size_t i = start; i < end && status == SIMILE_OK; i++) {
        const size_t first = source->text_starts[i];
        status = simile_packer__add(&worker->packer, source->ids + first, source->text_starts[i + 1] - first, i, 0);
    }
    if (status == SIMILE_OK) {
        status = simile_activations__fit(worker->activations, &worker->packer.batch, false);
    }
    if (status == SIMILE_OK) {
        simile_encoder__forward(embedder->vectors + start * simile_model_dimension(model), worker->activations,
                                model->encoder, model->weights, &worker->packer.batch, &encoding);
    }
    return status;
}

simile_status simile_embedder__run(float *vectors, simile_embedder *embedder, const simile_source *source)
{
    embedder->source = source;
    embedder->vectors = vectors;
    const size_t n_tasks = (source->n_texts + TASK_TEXTS - 1) / TASK_TEXTS;
    const simile_status status = simile_pool__run(embedder->pool, n_tasks, embed_texts, embedder);
    for (size_t i = 0; i < simile_pool__size(embedder->pool); i++) {
        simile_activations__give_back(embedder->workers[i].activations);
    }
    return status;
}
