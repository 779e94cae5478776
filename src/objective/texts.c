/* Texts of a batch, by tasks of a few each. E width. */
#include "texts.h"
#include "elementwise.h"
#include <string.h>

#define TASK_TEXTS 64

typedef struct text_run {
    const simile_objective_room *room;
    const simile_objective_options *options;
    const simile_objective_batch *batch;
    simile_real *dembeddings;
    simile_real inverse; /* of the number of queries */
} text_run;

static size_t count_texts(const simile_objective_batch *batch)
{
    return batch->n_columns * batch->n_rows;
}

static simile_status run_tasks(const text_run *run, simile_task task, simile_pool *pool)
{
    return simile_pool__run(pool, (count_texts(run->batch) + TASK_TEXTS - 1) / TASK_TEXTS, task, (void *)run);
}

static size_t task_texts(const text_run *run, size_t first)
{
    const size_t rest = count_texts(run->batch) - first;
    return rest < TASK_TEXTS ? rest : TASK_TEXTS;
}

static simile_status prepare(void *context, size_t task, size_t worker)
{
    const text_run *run = context;
    const simile_objective_room *room = run->room;
    const size_t first = task * TASK_TEXTS, n = task_texts(run, first), width = run->batch->width;
    simile_real *vectors = room->vectors + first * width;
    const simile_real *embeddings = run->batch->embeddings + first * width;
    (void)worker;
    if (run->options->similarity == SIMILE_SIMILARITY_COSINE) {
        simile_normalize__forward(vectors, room->norms + first, embeddings, n, width);
    } else {
        memcpy(vectors, embeddings, n * width * sizeof *vectors);
    }
    for (size_t i = 0; i < n; i++) {
        room->squares[first + i] = simile_vector__dot(vectors + i * width, vectors + i * width, width);
    }
    memset(run->dembeddings + first * width, 0, n * width * sizeof *run->dembeddings);
    return SIMILE_OK;
}

simile_status simile_texts__prepare(simile_real *dembeddings, simile_objective_room *room,
                                    const simile_objective_options *options, const simile_objective_batch *batch,
                                    simile_pool *pool)
{
    const text_run run = {.room = room, .options = options, .batch = batch, .dembeddings = dembeddings};
    return run_tasks(&run, prepare, pool);
}

static simile_status finish(void *context, size_t task, size_t worker)
{
    const text_run *run = context;
    const simile_objective_room *room = run->room;
    const size_t first = task * TASK_TEXTS, n = task_texts(run, first), width = run->batch->width;
    const simile_real *vectors = room->vectors + first * width;
    simile_real *gradients = run->dembeddings + first * width;
    (void)worker;
    simile_vector__scale(gradients, gradients, run->inverse, n * width);
    for (size_t i = 0; i < n; i++) {
        room->slopes[first + i] = simile_vector__dot(vectors + i * width, gradients + i * width, width);
    }
    if (run->options->similarity == SIMILE_SIMILARITY_COSINE) {
        simile_normalize__backward(gradients, gradients, vectors, room->norms + first, n, width);
    }
    return SIMILE_OK;
}

/* dL/dσ = Σ dL/ds_ij · s_ij over all pairs. A similarity is homogeneous in its two vectors together (x·y of degree 2,
 * −‖x − y‖ of degree 1), so by Euler's theorem degree · that sum = Σ z_i · dL/dz_i. */
static double sum_slopes(const text_run *run)
{
    double sum = 0;
    for (size_t i = 0; i < count_texts(run->batch); i++) {
        sum += (double)run->room->slopes[i];
    }
    return run->options->similarity == SIMILE_SIMILARITY_EUCLIDEAN ? sum : sum / 2;
}

simile_status simile_texts__finish(simile_real *dembeddings, double *dscale, const simile_objective_room *room,
                                   const simile_objective_options *options, const simile_objective_batch *batch,
                                   uint64_t n_queries, simile_pool *pool)
{
    const text_run run = {.room = room,
                          .options = options,
                          .batch = batch,
                          .dembeddings = dembeddings,
                          .inverse = (simile_real)(1 / (double)n_queries)};
    const simile_status status = run_tasks(&run, finish, pool);
    *dscale = sum_slopes(&run);
    return status;
}
