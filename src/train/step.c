/* A step. N rows, C columns, E width; M micro-batches of about equally many tokens, dealt to lanes in order. */
#include "step.h"
#include "gradient_cache.h"
#include "lanes.h"
#include "memory.h"
#include "packer.h"
#include <stdint.h>
#include <string.h>

/* Of a micro-batch at the least. A token of a static encoder is one row added: a task of few costs less than the pass
 * of their rows through one more gradient. */
#define LEAST_TOKENS        64
#define LEAST_STATIC_TOKENS 1024

typedef struct step_worker {
    simile_activations *activations; /* of micro-batches that keep none */
    simile_packer packer;
    simile_real *dvectors;
    size_t dvectors_capacity;
} step_worker;

struct simile_step {
    simile_model *model;
    simile_pool *pool;
    simile_ranks *ranks;
    size_t *sizes; /* [ranks], for gathers */
    simile_lanes *lanes;
    simile_objective *objective;
    simile_gradient_cache *cache; /* of this rank's micro-batches */
    step_worker *workers;
    simile_micro_batches micro;
    size_t first, end;               /* this rank's micro-batches */
    simile_real *vectors, *dvectors; /* [C·N, E] */
    size_t vectors_capacity, dvectors_capacity;
    /* the step that is under way */
    const simile_batch *batch;
    simile_pass pass;
};

static simile_status new_workers(simile_step *step)
{
    const size_t n = simile_pool__size(step->pool);
    step->workers = simile_memory__alloc(n, sizeof *step->workers);
    simile_status status = step->workers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; status == SIMILE_OK && i < n; i++) {
        status = simile_activations__new(&step->workers[i].activations, step->model->encoder);
    }
    return status;
}

static simile_status new_parts(simile_step *step, const simile_step_options *options)
{
    const simile_encoder *encoder = step->model->encoder;
    step->sizes = simile_memory__alloc(simile_ranks_size(step->ranks), sizeof *step->sizes);
    simile_status status = step->sizes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_lanes__new(&step->lanes, encoder, options->lanes, step->ranks);
    }
    if (status == SIMILE_OK) {
        status = simile_objective__new(&step->objective, step->ranks);
    }
    if (status == SIMILE_OK) {
        status = simile_gradient_cache__new(&step->cache, encoder, options->memory, simile_pool__size(step->pool));
    }
    return status == SIMILE_OK ? new_workers(step) : status;
}

simile_status simile_step__new(simile_step **step, simile_model *model, const simile_step_options *options,
                               simile_pool *pool, simile_ranks *ranks)
{
    simile_step *s = simile_memory__alloc(1, sizeof *s);
    *step = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->model = model;
    s->pass = (simile_pass){.in_training = true, .seed = options->seed, .n_frozen = options->n_frozen};
    s->pool = pool;
    s->ranks = ranks;
    const bool is_static = simile_encoder__shape(model->encoder)->kind == SIMILE_ENCODER_STATIC;
    s->micro = (simile_micro_batches){.n_lanes = options->lanes,
                                      .least_tokens = is_static ? LEAST_STATIC_TOKENS : LEAST_TOKENS,
                                      .most_tokens = options->micro_batch_tokens};
    const simile_status status = new_parts(s, options);
    if (status != SIMILE_OK) {
        simile_step__free(s);
        return status;
    }
    *step = s;
    return SIMILE_OK;
}

void simile_step__free(simile_step *step)
{
    if (!step) {
        return;
    }
    for (size_t i = 0; step->workers && i < simile_pool__size(step->pool); i++) {
        simile_activations__free(step->workers[i].activations);
        simile_packer__dispose(&step->workers[i].packer);
        simile_memory__free(step->workers[i].dvectors);
    }
    simile_memory__free(step->workers);
    simile_memory__free(step->sizes);
    simile_micro_batches__dispose(&step->micro);
    simile_memory__free(step->vectors);
    simile_memory__free(step->dvectors);
    simile_gradient_cache__free(step->cache);
    simile_lanes__free(step->lanes);
    simile_objective__free(step->objective);
    simile_memory__free(step);
}

/* Width E of the vectors that the objective sees. */
static size_t width_of(const simile_step *step)
{
    return simile_encoder__width(step->model->encoder, true);
}

static uint64_t count_tokens(const simile_batch *batch)
{
    uint64_t n = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns; i++) {
        n += batch->texts[i].n_ids;
    }
    return n;
}

/* The first micro-batch of a rank; of rank number n the end. */
static size_t rank_start(const simile_step *step, size_t rank)
{
    return simile_micro_batches__lane_start(&step->micro, simile_lanes__start(step->lanes, rank));
}

simile_step_plan simile_step__plan(const simile_step *step, size_t n_rows, size_t n_columns, uint64_t n_tokens,
                                   size_t longest)
{
    const size_t target = simile_micro_batches__target(&step->micro, n_tokens), n_texts = n_rows * n_columns;
    const size_t n = (size_t)(n_tokens / target + 1) / simile_ranks_size(step->ranks);
    const uint64_t texts = n_texts * (uint64_t)target / (n_tokens > 0 ? n_tokens : 1) + 1;
    const uint64_t each =
        simile_activations__bytes(step->model->encoder, target + longest / 2, (size_t)texts, longest, true);
    const size_t width = width_of(step), n_workers = simile_pool__size(step->pool);
    return (simile_step_plan){.n_micro_batches = n,
                              .cache = simile_gradient_cache__plan(step->cache, n, each),
                              .vectors = 2 * (uint64_t)n_texts * width * sizeof(simile_real) +
                                         simile_objective__bytes(n_rows, n_columns, width, n_workers)};
}

/* Deals the batch, and divides the memory among this rank's micro-batches. Workers that need no activations of their
 * own give theirs back. */
static simile_status prepare(simile_step *step, uint64_t n_tokens)
{
    simile_status status = simile_micro_batches__deal(&step->micro, step->batch, n_tokens);
    step->first = rank_start(step, simile_ranks_rank(step->ranks));
    step->end = rank_start(step, simile_ranks_rank(step->ranks) + 1);
    const size_t n = step->end - step->first;
    if (status == SIMILE_OK) {
        status = simile_gradient_cache__divide(step->cache, step->micro.items + step->first, n);
    }
    const bool keeps_all = simile_gradient_cache__n_kept(step->cache) == n;
    for (size_t i = 0; i < simile_pool__size(step->pool); i++) {
        if (keeps_all || i >= simile_gradient_cache__n_at_once(step->cache)) {
            simile_activations__give_back(step->workers[i].activations);
        }
    }
    return status;
}

/* The micro-batch's texts as the worker's packed batch. */
static simile_status pack(step_worker *worker, const simile_step *step, const simile_micro_batch *micro)
{
    const simile_batch *batch = step->batch;
    simile_status status = simile_packer__clear(&worker->packer);
    for (size_t i = micro->first; i < micro->first + micro->n_texts && status == SIMILE_OK; i++) {
        const simile_batch_text *text = &batch->texts[i];
        status = simile_packer__add(&worker->packer, text->ids, text->n_ids, i % batch->n_rows, text->view);
    }
    return status;
}

/* The forward of a micro-batch that the worker has packed. */
static simile_status forward_packed(simile_real *vectors, simile_activations *activations, const simile_step *step,
                                    const step_worker *worker)
{
    const simile_status status = simile_activations__fit(activations, &worker->packer.batch, true);
    if (status == SIMILE_OK) {
        simile_encoder__forward(vectors, activations, step->model->encoder, step->model->weights, &worker->packer.batch,
                                &step->pass);
    }
    return status;
}

/* Task t is the rank's micro-batch t. */
static simile_status forward_micro(void *context, size_t task, size_t worker_index)
{
    simile_step *step = context;
    step_worker *worker = &step->workers[worker_index];
    const simile_micro_batch *micro = &step->micro.items[step->first + task];
    simile_activations *kept = simile_gradient_cache__kept(step->cache, task);
    const simile_status status = pack(worker, step, micro);
    return status == SIMILE_OK ? forward_packed(step->vectors + micro->first * width_of(step),
                                                kept ? kept : worker->activations, step, worker)
                               : status;
}

/* Backward of one micro-batch into the lane's gradient. Without kept activations the forward runs again; its vectors,
 * which are the same, go to where the gradient is copied after. */
static simile_status backward_micro(simile_gradient *gradient, simile_step *step, size_t index, step_worker *worker)
{
    const simile_micro_batch *micro = &step->micro.items[index];
    simile_activations *activations = simile_gradient_cache__kept(step->cache, index - step->first);
    const size_t width = width_of(step), n = micro->n_texts * width;
    simile_status status =
        simile_memory__grow(&worker->dvectors, &worker->dvectors_capacity, n, sizeof *worker->dvectors);
    if (status == SIMILE_OK) {
        status = pack(worker, step, micro);
    }
    if (status == SIMILE_OK && !activations) {
        activations = worker->activations;
        status = forward_packed(worker->dvectors, activations, step, worker);
    }
    if (status == SIMILE_OK) {
        memcpy(worker->dvectors, step->dvectors + micro->first * width, n * sizeof *worker->dvectors);
        simile_encoder__backward(gradient, worker->dvectors, activations, step->model->encoder, step->model->weights,
                                 &worker->packer.batch, &step->pass);
    }
    return status;
}

static simile_status backward_lane(simile_gradient *gradient, void *context, size_t lane, size_t worker)
{
    simile_step *step = context;
    const size_t end = simile_micro_batches__lane_start(&step->micro, lane + 1);
    simile_status status = SIMILE_OK;
    for (size_t i = simile_micro_batches__lane_start(&step->micro, lane); i < end && status == SIMILE_OK; i++) {
        status = backward_micro(gradient, step, i, &step->workers[worker]);
    }
    return status;
}

static simile_status fit_vectors(simile_step *step)
{
    const size_t n = step->batch->n_rows * step->batch->n_columns * width_of(step);
    simile_status status = simile_memory__grow(&step->vectors, &step->vectors_capacity, n, sizeof *step->vectors);
    return status == SIMILE_OK
               ? simile_memory__grow(&step->dvectors, &step->dvectors_capacity, n, sizeof *step->dvectors)
               : status;
}

static simile_status compute_objective(simile_step_result *result, simile_step *step,
                                       const simile_objective_options *objective)
{
    const simile_batch *batch = step->batch;
    const simile_objective_batch rows = {.n_rows = batch->n_rows,
                                         .n_columns = batch->n_columns,
                                         .width = width_of(step),
                                         .embeddings = step->vectors,
                                         .text_hashes = batch->text_hashes,
                                         .groups = batch->groups};
    return simile_objective__compute(&result->objective, step->dvectors, step->objective, objective, &rows, step->pool);
}

/* The vectors that the ranks have computed come to all. */
static simile_status gather_vectors(simile_step *step)
{
    const simile_micro_batches *micro = &step->micro;
    const size_t width = width_of(step), n_texts = step->batch->n_rows * step->batch->n_columns;
    size_t start = 0, own = 0;
    for (size_t rank = 0; rank < simile_ranks_size(step->ranks); rank++) {
        const size_t end_micro = rank_start(step, rank + 1);
        const size_t end = end_micro < micro->n ? micro->items[end_micro].first : n_texts;
        own = rank == simile_ranks_rank(step->ranks) ? start : own;
        step->sizes[rank] = (end - start) * width * sizeof *step->vectors;
        start = end;
    }
    return step->ranks
               ? simile_ranks__gather_varying(step->ranks, step->vectors, step->vectors + own * width, step->sizes)
               : SIMILE_OK;
}

/* All passes of the batch; `status`: how this rank's preparations went. */
static simile_status run_passes(simile_step_result *result, simile_step *step,
                                const simile_objective_options *objective, simile_status status)
{
    const size_t n_at_once = simile_gradient_cache__n_at_once(step->cache);
    simile_pool__limit(step->pool, n_at_once);
    if (status == SIMILE_OK) {
        status = simile_pool__run(step->pool, step->end - step->first, forward_micro, step);
    }
    simile_pool__limit(step->pool, SIZE_MAX);
    status = simile_ranks_agree(step->ranks, status);
    if (status == SIMILE_OK) {
        status = gather_vectors(step);
    }
    if (status == SIMILE_OK) {
        status = compute_objective(result, step, objective);
    }
    simile_pool__limit(step->pool, n_at_once);
    if (status == SIMILE_OK) {
        status = simile_lanes__run(&result->gradient, step->lanes, backward_lane, step, step->pool);
    }
    simile_pool__limit(step->pool, SIZE_MAX);
    return status;
}

simile_status simile_step__run(simile_step_result *result, simile_step *step, const simile_batch *batch,
                               const simile_objective_options *objective, uint64_t number)
{
    *result = (simile_step_result){.n_tokens = count_tokens(batch)};
    step->batch = batch;
    step->pass.step = number;
    simile_status status = prepare(step, result->n_tokens);
    if (status == SIMILE_OK) {
        status = fit_vectors(step);
    }
    status = run_passes(result, step, objective, status);
    result->n_micro_batches = step->end - step->first;
    result->n_kept = simile_gradient_cache__n_kept(step->cache);
    return status;
}
