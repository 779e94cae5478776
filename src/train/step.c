/* A step. N rows, C columns, E width; M micro-batches of about equally many tokens, dealt to lanes in turn. */
#include "step.h"
#include "activations.h"
#include "lanes.h"
#include "memory.h"
#include "packer.h"
#include <string.h>

#define LEAST_TOKENS 64 /* of a micro-batch: fewer are not worth a task */

typedef struct micro_batch {
    simile_packer packer;
    simile_activations *activations; /* kept from forward to backward when memory allows */
    size_t first;                    /* its first text among the C·N */
} micro_batch;

typedef struct step_worker {
    simile_activations *activations; /* when they are not kept */
    simile_packer packer;
    simile_real *dvectors;
    size_t dvectors_capacity;
} step_worker;

struct simile_step {
    simile_model *model;
    simile_step_options options;
    simile_pool *pool;
    simile_lanes *lanes;
    step_worker *workers;
    micro_batch *micro; /* [n_micro] */
    size_t n_micro, micro_capacity, micro_made;
    simile_real *vectors, *dvectors; /* [C·N, E] */
    size_t vectors_capacity, dvectors_capacity;
    simile_pass pass;
    bool keeps;
    /* embedding of a source */
    const simile_source *source;
    float *embedded;
};

simile_status simile_step__new(simile_step **step, simile_model *model, const simile_step_options *options,
                               simile_pool *pool)
{
    simile_step *s = simile_memory__alloc(1, sizeof *s);
    *step = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->model = model;
    s->options = *options;
    s->pool = pool;
    simile_status status = simile_lanes__new(&s->lanes, model->encoder, options->lanes);
    if (status == SIMILE_OK) {
        s->workers = simile_memory__alloc(simile_pool__size(pool), sizeof *s->workers);
        status = s->workers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; status == SIMILE_OK && i < simile_pool__size(pool); i++) {
        status = simile_activations__new(&s->workers[i].activations, model->encoder);
    }
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
    for (size_t i = 0; i < step->micro_made; i++) {
        simile_packer__dispose(&step->micro[i].packer);
        simile_activations__free(step->micro[i].activations);
    }
    simile_memory__free(step->workers);
    simile_memory__free(step->micro);
    simile_memory__free(step->vectors);
    simile_memory__free(step->dvectors);
    simile_lanes__free(step->lanes);
    simile_memory__free(step);
}

static uint64_t count_tokens(const simile_batch *batch)
{
    uint64_t n = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns; i++) {
        n += batch->texts[i].n_ids;
    }
    return n;
}

/* The next micro-batch, empty. */
static simile_status add_micro(micro_batch **micro, simile_step *step, size_t first)
{
    simile_status status =
        simile_memory__grow(&step->micro, &step->micro_capacity, step->n_micro + 1, sizeof *step->micro);
    if (status != SIMILE_OK) {
        return status;
    }
    *micro = &step->micro[step->n_micro];
    if (step->n_micro == step->micro_made) {
        memset(*micro, 0, sizeof **micro);
        step->micro_made++;
    }
    step->n_micro++;
    (*micro)->first = first;
    return simile_packer__clear(&(*micro)->packer);
}

/* Tokens of a micro-batch, so that their number is a multiple of the lanes and all are about equal. */
static size_t target_tokens(const simile_step *step, uint64_t n_tokens)
{
    size_t lanes = step->options.lanes;
    size_t n = (size_t)((n_tokens + step->options.micro_batch_tokens - 1) / step->options.micro_batch_tokens);
    n = (n + lanes - 1) / lanes * lanes;
    size_t target = (size_t)(n_tokens / (n > 0 ? n : 1)) + 1;
    return target > LEAST_TOKENS ? target : LEAST_TOKENS;
}

/* Deals the texts, in order, to micro-batches. */
static simile_status plan(simile_step *step, const simile_batch *batch, uint64_t n_tokens)
{
    const size_t target = target_tokens(step, n_tokens);
    micro_batch *micro = NULL;
    simile_status status = SIMILE_OK;
    step->n_micro = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns && status == SIMILE_OK; i++) {
        const simile_batch_text *text = &batch->texts[i];
        if (!micro || micro->packer.batch.n_tokens >= target) {
            status = add_micro(&micro, step, i);
        }
        if (status == SIMILE_OK) {
            status = simile_packer__add(&micro->packer, text->ids, text->n_ids, i % batch->n_rows, text->view);
        }
    }
    return status;
}

static size_t longest_of(const simile_packed_batch *batch)
{
    size_t longest = 0;
    for (size_t b = 0; b < batch->n_sentences; b++) {
        size_t t = batch->starts[b + 1] - batch->starts[b];
        longest = t > longest ? t : longest;
    }
    return longest;
}

/* Keeps the activations if those of all micro-batches fit the memory. */
static simile_status decide_keeping(simile_step *step)
{
    uint64_t n_bytes = 0;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < step->n_micro; i++) {
        const simile_packed_batch *batch = &step->micro[i].packer.batch;
        n_bytes += simile_activations__bytes(step->model->encoder, batch->n_tokens, batch->n_sentences,
                                             longest_of(batch), true);
    }
    step->keeps = n_bytes <= step->options.memory;
    for (size_t i = 0; i < step->micro_made && status == SIMILE_OK; i++) {
        if (!step->keeps) {
            simile_activations__free(step->micro[i].activations);
            step->micro[i].activations = NULL;
        } else if (!step->micro[i].activations) {
            status = simile_activations__new(&step->micro[i].activations, step->model->encoder);
        }
    }
    return status;
}

static simile_activations *activations_of(const simile_step *step, size_t micro, size_t worker)
{
    return step->keeps ? step->micro[micro].activations : step->workers[worker].activations;
}

static simile_status forward_micro(void *context, size_t task, size_t worker)
{
    simile_step *step = context;
    const micro_batch *micro = &step->micro[task];
    simile_activations *activations = activations_of(step, task, worker);
    const size_t width = simile_encoder__width(step->model->encoder, true);
    simile_status status = simile_activations__fit(activations, &micro->packer.batch, true);
    if (status == SIMILE_OK) {
        simile_encoder__forward(step->vectors + micro->first * width, activations, step->model->encoder,
                                step->model->weights, &micro->packer.batch, &step->pass);
    }
    return status;
}

/* Backward of one micro-batch into the lane's gradient. Without kept activations the forward runs again; its vectors,
 * which are the same, go to where the gradient is copied after. */
static simile_status backward_micro(simile_gradient *gradient, simile_step *step, size_t index, size_t worker_index)
{
    const micro_batch *micro = &step->micro[index];
    const simile_packed_batch *batch = &micro->packer.batch;
    step_worker *worker = &step->workers[worker_index];
    simile_activations *activations = activations_of(step, index, worker_index);
    const size_t width = simile_encoder__width(step->model->encoder, true), n = batch->n_sentences * width;
    simile_status status =
        simile_memory__grow(&worker->dvectors, &worker->dvectors_capacity, n, sizeof *worker->dvectors);
    if (status == SIMILE_OK && !step->keeps) {
        status = simile_activations__fit(activations, batch, true);
        if (status == SIMILE_OK) {
            simile_encoder__forward(worker->dvectors, activations, step->model->encoder, step->model->weights, batch,
                                    &step->pass);
        }
    }
    if (status == SIMILE_OK) {
        memcpy(worker->dvectors, step->dvectors + micro->first * width, n * sizeof *worker->dvectors);
        simile_encoder__backward(gradient, worker->dvectors, activations, step->model->encoder, step->model->weights,
                                 batch, &step->pass);
    }
    return status;
}

static simile_status backward_lane(simile_gradient *gradient, void *context, size_t lane, size_t worker)
{
    simile_step *step = context;
    simile_status status = SIMILE_OK;
    for (size_t i = lane; i < step->n_micro && status == SIMILE_OK; i += step->options.lanes) {
        status = backward_micro(gradient, step, i, worker);
    }
    return status;
}

static simile_status fit_vectors(simile_step *step, const simile_batch *batch)
{
    const size_t n = batch->n_rows * batch->n_columns * simile_encoder__width(step->model->encoder, true);
    simile_status status = simile_memory__grow(&step->vectors, &step->vectors_capacity, n, sizeof *step->vectors);
    return status == SIMILE_OK
               ? simile_memory__grow(&step->dvectors, &step->dvectors_capacity, n, sizeof *step->dvectors)
               : status;
}

static simile_status compute_objective(simile_step_result *result, simile_step *step, const simile_batch *batch,
                                       simile_objective *objective)
{
    simile_objective_batch rows = {.n_rows = batch->n_rows,
                                   .n_columns = batch->n_columns,
                                   .width = simile_encoder__width(step->model->encoder, true),
                                   .embeddings = step->vectors,
                                   .text_hashes = batch->text_hashes,
                                   .groups = batch->groups};
    return simile_objective__compute(&result->objective, step->dvectors, objective, &rows, step->pool);
}

simile_status simile_step__run(simile_step_result *result, simile_step *step, const simile_batch *batch,
                               simile_objective *objective, uint64_t number)
{
    *result = (simile_step_result){.n_tokens = count_tokens(batch)};
    step->pass = (simile_pass){
        .in_training = true, .seed = step->options.seed, .step = number, .n_frozen = step->options.n_frozen};
    simile_status status = plan(step, batch, result->n_tokens);
    if (status == SIMILE_OK) {
        status = decide_keeping(step);
    }
    if (status == SIMILE_OK) {
        status = fit_vectors(step, batch);
    }
    if (status == SIMILE_OK) {
        status = simile_pool__run(step->pool, step->n_micro, forward_micro, step);
    }
    if (status == SIMILE_OK) {
        status = compute_objective(result, step, batch, objective);
    }
    if (status == SIMILE_OK) {
        size_t lanes = step->n_micro < step->options.lanes ? step->n_micro : step->options.lanes;
        status = simile_lanes__run(&result->gradient, step->lanes, lanes, backward_lane, step, step->pool);
    }
    result->n_micro_batches = step->n_micro;
    result->kept = step->keeps;
    return status;
}

size_t simile_step__dimension(const simile_step *step)
{
    return simile_model_dimension(step->model);
}

#define EMBED_TEXTS 32 /* of a task */

static simile_status embed_texts(void *context, size_t task, size_t worker_index)
{
    static const simile_pass encoding = {0};
    simile_step *step = context;
    const simile_source *source = step->source;
    step_worker *worker = &step->workers[worker_index];
    const size_t start = task * EMBED_TEXTS;
    const size_t end = source->n_texts - start < EMBED_TEXTS ? source->n_texts : start + EMBED_TEXTS;
    simile_status status = simile_packer__clear(&worker->packer);
    for (size_t i = start; i < end && status == SIMILE_OK; i++) {
        size_t first = source->text_starts[i];
        status = simile_packer__add(&worker->packer, source->ids + first, source->text_starts[i + 1] - first, i, 0);
    }
    if (status == SIMILE_OK) {
        status = simile_activations__fit(worker->activations, &worker->packer.batch, false);
    }
    if (status == SIMILE_OK) {
        simile_encoder__forward(step->embedded + start * simile_model_dimension(step->model), worker->activations,
                                step->model->encoder, step->model->weights, &worker->packer.batch, &encoding);
    }
    return status;
}

simile_status simile_step__embed(float *vectors, simile_step *step, const simile_source *source)
{
    step->source = source;
    step->embedded = vectors;
    return simile_pool__run(step->pool, (source->n_texts + EMBED_TEXTS - 1) / EMBED_TEXTS, embed_texts, step);
}
