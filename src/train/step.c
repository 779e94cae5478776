/* A step. N rows, C columns, E width; M micro-batches of about equally many tokens, dealt to lanes in order. */
#include "step.h"
#include "activations.h"
#include "lanes.h"
#include "memory.h"
#include "packer.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LEAST_TOKENS 64 /* of a micro-batch: fewer are not worth a task */
#define LEAST_KEPT   8  /* keeping less than an eighth saves less than 3 % of the time */

/* Texts first … first + n_texts − 1 of the C·N. */
typedef struct micro_batch {
    size_t first, n_texts, n_tokens, longest;
    simile_activations *activations; /* kept from forward to backward when memory allows */
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
    simile_objective *objective;
    step_worker *workers;
    micro_batch *micro; /* [n_micro]; of this rank's the first n_kept keep their activations */
    size_t n_micro, n_kept, micro_capacity, micro_made;
    size_t first, end; /* this rank's micro-batches */
    simile_ranks *ranks;
    size_t *sizes;                   /* [ranks], for gathers */
    size_t n_at_once;                /* workers that the memory has room for */
    simile_real *vectors, *dvectors; /* [C·N, E] */
    size_t vectors_capacity, dvectors_capacity;
    const simile_batch *batch;
    simile_pass pass;
    /* embedding of a source */
    const simile_source *source;
    float *embedded;
};

simile_status simile_step__new(simile_step **step, simile_model *model, const simile_step_options *options,
                               simile_pool *pool, simile_ranks *ranks)
{
    simile_step *s = simile_memory__alloc(1, sizeof *s);
    *step = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->model = model;
    s->options = *options;
    s->pool = pool;
    s->ranks = ranks;
    simile_status status = simile_lanes__new(&s->lanes, model->encoder, options->lanes, ranks);
    if (status == SIMILE_OK) {
        status = simile_objective__new(&s->objective, ranks);
    }
    if (status == SIMILE_OK) {
        s->workers = simile_memory__alloc(simile_pool__size(pool), sizeof *s->workers);
        s->sizes = simile_memory__alloc(simile_ranks_size(ranks), sizeof *s->sizes);
        status = s->workers && s->sizes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
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
        simile_activations__free(step->micro[i].activations);
    }
    simile_memory__free(step->workers);
    simile_memory__free(step->sizes);
    simile_memory__free(step->micro);
    simile_memory__free(step->vectors);
    simile_memory__free(step->dvectors);
    simile_lanes__free(step->lanes);
    simile_objective__free(step->objective);
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
        (*micro)->activations = NULL;
        step->micro_made++;
    }
    step->n_micro++;
    **micro = (micro_batch){.first = first, .activations = (*micro)->activations};
    return SIMILE_OK;
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

/* Lane l takes the micro-batches from l·M/L on. */
static size_t lane_start(const simile_step *step, size_t lane)
{
    return lane * step->n_micro / step->options.lanes;
}

/* The first micro-batch of a rank. */
static size_t rank_start(const simile_step *step, size_t rank)
{
    return lane_start(step, simile_lanes__start(step->lanes, rank));
}

/* Deals the texts, in order, to micro-batches. */
static simile_status plan(simile_step *step, const simile_batch *batch, uint64_t n_tokens)
{
    const size_t target = target_tokens(step, n_tokens);
    micro_batch *micro = NULL;
    simile_status status = SIMILE_OK;
    step->n_micro = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns && status == SIMILE_OK; i++) {
        const size_t n = batch->texts[i].n_ids;
        if (!micro || micro->n_tokens >= target) {
            status = add_micro(&micro, step, i);
        }
        if (status == SIMILE_OK) {
            micro->n_texts++;
            micro->n_tokens += n;
            micro->longest = n > micro->longest ? n : micro->longest;
        }
    }
    step->first = rank_start(step, simile_ranks_rank(step->ranks));
    step->end = rank_start(step, simile_ranks_rank(step->ranks) + 1);
    return status;
}

/* What a micro-batch's activations take, or hold already. */
static uint64_t bytes_of(const simile_step *step, const micro_batch *micro)
{
    const uint64_t need =
        simile_activations__bytes(step->model->encoder, micro->n_tokens, micro->n_texts, micro->longest, true);
    const uint64_t held = simile_activations__held(micro->activations);
    return need > held ? need : held;
}

/* How many workers the memory lets pass a micro-batch through at once, of which the largest takes `most`: at least one.
 */
static size_t count_at_once(const simile_step *step, uint64_t most)
{
    const size_t n = simile_pool__size(step->pool);
    const uint64_t fits = step->options.memory / most;
    return fits < 1 ? 1 : fits < n ? (size_t)fits : n;
}

/* What is left for keeping activations beside those workers. */
static uint64_t room_to_keep(const simile_step *step, uint64_t most)
{
    const uint64_t own = count_at_once(step, most) * most;
    return step->options.memory > own ? step->options.memory - own : 0;
}

/* How many micro-batches keep their activations, and how many workers are at it at once. */
static void share_memory(simile_step *step)
{
    const size_t n = step->end - step->first;
    uint64_t all = 0, most = 1, kept = 0;
    for (size_t i = step->first; i < step->end; i++) {
        const uint64_t n_bytes = bytes_of(step, &step->micro[i]);
        all += n_bytes;
        most = n_bytes > most ? n_bytes : most;
    }
    step->n_at_once = simile_pool__size(step->pool);
    step->n_kept = n;
    if (all <= step->options.memory) {
        return;
    }
    step->n_at_once = count_at_once(step, most);
    for (step->n_kept = 0; step->n_kept < n; step->n_kept++) {
        kept += bytes_of(step, &step->micro[step->first + step->n_kept]);
        if (kept > room_to_keep(step, most)) {
            break;
        }
    }
    if (step->n_kept < n / LEAST_KEPT) {
        step->n_kept = 0;
    }
}

simile_step_plan simile_step__plan(const simile_step *step, size_t n_rows, size_t n_columns, uint64_t n_tokens,
                                   size_t longest)
{
    const simile_encoder *encoder = step->model->encoder;
    const size_t target = target_tokens(step, n_tokens), n_texts = n_rows * n_columns;
    const size_t n = (size_t)(n_tokens / target + 1) / simile_ranks_size(step->ranks);
    const uint64_t texts = n_texts * (uint64_t)target / (n_tokens > 0 ? n_tokens : 1) + 1;
    const uint64_t each = simile_activations__bytes(encoder, target + longest / 2, (size_t)texts, longest, true);
    const size_t width = simile_encoder__width(encoder, true), n_workers = simile_pool__size(step->pool);
    simile_step_plan plan = {.n_micro_batches = n, .n_kept = n, .n_at_once = n_workers, .all_activations = n * each};
    if (plan.all_activations > step->options.memory) {
        plan.n_at_once = count_at_once(step, each);
        plan.n_kept = (size_t)(room_to_keep(step, each) / each);
        plan.n_kept = plan.n_kept < n / LEAST_KEPT ? 0 : plan.n_kept;
    }
    plan.activations = (plan.n_kept + (plan.n_kept < n ? plan.n_at_once : 0)) * each;
    plan.vectors = 2 * (uint64_t)n_texts * width * sizeof(simile_real) +
                   simile_objective__bytes(n_rows, n_columns, width, n_workers);
    return plan;
}

static bool is_kept(const simile_step *step, size_t micro)
{
    return micro >= step->first && micro < step->first + step->n_kept;
}

/* Objects for what is kept; what is not is given back. */
static simile_status settle_memory(simile_step *step)
{
    simile_status status = SIMILE_OK;
    share_memory(step);
    for (size_t i = 0; i < step->micro_made && status == SIMILE_OK; i++) {
        if (!is_kept(step, i)) {
            simile_activations__free(step->micro[i].activations);
            step->micro[i].activations = NULL;
        } else if (!step->micro[i].activations) {
            status = simile_activations__new(&step->micro[i].activations, step->model->encoder);
        }
    }
    for (size_t i = 0; i < simile_pool__size(step->pool); i++) {
        if (step->n_kept == step->end - step->first || i >= step->n_at_once) {
            simile_activations__give_back(step->workers[i].activations);
        }
    }
    return status;
}

/* The micro-batch's texts as the worker's packed batch. */
static simile_status pack(step_worker *worker, const simile_step *step, const micro_batch *micro)
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

static simile_activations *activations_of(const simile_step *step, size_t micro, const step_worker *worker)
{
    return is_kept(step, micro) ? step->micro[micro].activations : worker->activations;
}

static simile_status forward_micro(void *context, size_t task, size_t worker_index)
{
    simile_step *step = context;
    step_worker *worker = &step->workers[worker_index];
    const micro_batch *micro = &step->micro[step->first + task];
    const size_t width = simile_encoder__width(step->model->encoder, true);
    const simile_status status = pack(worker, step, micro);
    return status == SIMILE_OK ? forward_packed(step->vectors + micro->first * width,
                                                activations_of(step, step->first + task, worker), step, worker)
                               : status;
}

/* Backward of one micro-batch into the lane's gradient. Without kept activations the forward runs again; its vectors,
 * which are the same, go to where the gradient is copied after. */
static simile_status backward_micro(simile_gradient *gradient, simile_step *step, size_t index, size_t worker_index)
{
    const micro_batch *micro = &step->micro[index];
    step_worker *worker = &step->workers[worker_index];
    simile_activations *activations = activations_of(step, index, worker);
    const size_t width = simile_encoder__width(step->model->encoder, true), n = micro->n_texts * width;
    simile_status status =
        simile_memory__grow(&worker->dvectors, &worker->dvectors_capacity, n, sizeof *worker->dvectors);
    if (status == SIMILE_OK) {
        status = pack(worker, step, micro);
    }
    if (status == SIMILE_OK && !is_kept(step, index)) {
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
    const size_t end = lane_start(step, lane + 1);
    simile_status status = SIMILE_OK;
    for (size_t i = lane_start(step, lane); i < end && status == SIMILE_OK; i++) {
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
                                       const simile_objective_options *objective)
{
    simile_objective_batch rows = {.n_rows = batch->n_rows,
                                   .n_columns = batch->n_columns,
                                   .width = simile_encoder__width(step->model->encoder, true),
                                   .embeddings = step->vectors,
                                   .text_hashes = batch->text_hashes,
                                   .groups = batch->groups};
    return simile_objective__compute(&result->objective, step->dvectors, step->objective, objective, &rows, step->pool);
}

/* The vectors that the ranks have computed come to all. */
static simile_status gather_vectors(simile_step *step)
{
    const size_t width = simile_encoder__width(step->model->encoder, true), n_ranks = simile_ranks_size(step->ranks);
    const size_t n_texts = step->batch->n_rows * step->batch->n_columns;
    size_t start = 0, own = 0;
    for (size_t rank = 0; rank < n_ranks; rank++) {
        const size_t end_micro = rank_start(step, rank + 1);
        const size_t end = end_micro < step->n_micro ? step->micro[end_micro].first : n_texts;
        own = rank == simile_ranks_rank(step->ranks) ? start : own;
        step->sizes[rank] = (end - start) * width * sizeof *step->vectors;
        start = end;
    }
    return step->ranks
               ? simile_ranks__gather_varying(step->ranks, step->vectors, step->vectors + own * width, step->sizes)
               : SIMILE_OK;
}

/* All passes of the batch, whose micro-batches are planned. */
static simile_status run_passes(simile_step_result *result, simile_step *step,
                                const simile_objective_options *objective, simile_status status)
{
    simile_pool__limit(step->pool, step->n_at_once);
    if (status == SIMILE_OK) {
        status = simile_pool__run(step->pool, step->end - step->first, forward_micro, step);
    }
    simile_pool__limit(step->pool, SIZE_MAX);
    status = simile_ranks_agree(step->ranks, status);
    if (status == SIMILE_OK) {
        status = gather_vectors(step);
    }
    if (status == SIMILE_OK) {
        status = compute_objective(result, step, step->batch, objective);
    }
    simile_pool__limit(step->pool, step->n_at_once);
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
    step->pass = (simile_pass){
        .in_training = true, .seed = step->options.seed, .step = number, .n_frozen = step->options.n_frozen};
    simile_status status = plan(step, batch, result->n_tokens);
    if (status == SIMILE_OK) {
        status = settle_memory(step);
    }
    if (status == SIMILE_OK) {
        status = fit_vectors(step, batch);
    }
    status = run_passes(result, step, objective, status);
    result->n_micro_batches = step->end - step->first;
    result->n_kept = step->n_kept;
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
