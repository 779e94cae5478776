/* Setting up of a run. */
#include "run.h"
#include "budget.h"
#include "fail.h"
#include "file.h"
#include "folder.h"
#include "memory.h"
#include "packed.h"
#include "plan.h"
#include "rates.h"
#include "sameness.h"
#include <stdio.h>
#include <string.h>

#define LONGEST_DIFFERENCES 600 /* bytes that fit an error's line beside the rest of it */

void simile_run__tell(const simile_run *run, const char *line)
{
    if (run->request->message && simile_run__is_writer(run)) {
        run->request->message(run->request->context, line);
    }
}

size_t simile_run__source(const simile_run *run)
{
    return run->config->mix == 1 ? 0 : run->batch.source;
}

bool simile_run__is_writer(const simile_run *run)
{
    return simile_ranks_rank(run->request->ranks) == 0;
}

simile_status simile_run__settle(simile_run *run)
{
    return simile_optimizer__settle(run->optimizer, run->model->weights, run->pool);
}

static simile_encoder_shape shape_of(const simile_model_options *options, simile_precision precision, size_t vocabulary)
{
    return (simile_encoder_shape){.kind = (simile_encoder_kind)options->kind,
                                  .vocabulary = vocabulary,
                                  .hidden = (size_t)options->hidden,
                                  .layers = (size_t)options->layers,
                                  .heads = (size_t)options->heads,
                                  .ffn = (size_t)options->ffn,
                                  .positions = (size_t)options->max_tokens,
                                  .types = 2,
                                  .layer_norm_epsilon = 1e-12,
                                  .dropout = options->dropout,
                                  .precision = precision,
                                  .poolings = {(simile_pooling)options->pooling},
                                  .n_poolings = 1,
                                  .modules = {{.kind = SIMILE_MODULE_NORMALIZE}},
                                  .n_modules = options->normalize,
                                  .projection = (simile_projection)options->projection};
}

static simile_status open_tokenizer(simile_tokenizer **tokenizer, const simile_vocab_options *options)
{
    simile_tokenizer_options how = {.lowercase = options->lowercase, .strip_accents = -1, .chinese = true};
    bool is_json = simile_path__ends_with(options->vocab, ".json");
    if (is_json || simile_file__is_folder(options->vocab)) {
        return simile_tokenizer_open(tokenizer, options->vocab);
    }
    return simile_tokenizer_new_from_vocab(tokenizer, options->vocab, &how);
}

static simile_status new_model(simile_run *run)
{
    const simile_config *config = run->config;
    simile_tokenizer *tokenizer = NULL;
    simile_status status = open_tokenizer(&tokenizer, &config->tokenizer);
    if (status != SIMILE_OK) {
        return status;
    }
    bool is_static = config->model.kind == SIMILE_ENCODER_STATIC;
    simile_encoder_shape shape =
        shape_of(&config->model, (simile_precision)config->train.precision, simile_tokenizer_size(tokenizer));
    status = simile_model__new(&run->model, &shape, tokenizer, is_static ? 0 : (size_t)config->model.max_tokens);
    if (status == SIMILE_OK) {
        simile_weights__randomize(run->model->weights, config->seed);
    }
    return status;
}

/* A model to go on from: its shape, with dropout and projection as configured; the projection head starts at random. */
static simile_status init_model(simile_run *run)
{
    const simile_config *config = run->config;
    simile_model *start = NULL;
    simile_status status = simile_model_open(&start, config->model.init);
    if (status == SIMILE_OK) {
        status = simile_model__check_values(start);
    }
    if (status != SIMILE_OK) {
        simile_model_free(start);
        return status;
    }
    simile_encoder_shape shape = *simile_encoder__shape(start->encoder);
    shape.dropout = config->model.dropout;
    shape.precision = (simile_precision)config->train.precision;
    shape.projection = (simile_projection)config->model.projection;
    simile_tokenizer *tokenizer = start->tokenizer;
    start->tokenizer = NULL;
    status = simile_model__new(&run->model, &shape, tokenizer, start->max_tokens);
    if (status == SIMILE_OK) {
        size_t n, n_start;
        const simile_parameter *parameters = simile_encoder__parameters(&n, run->model->encoder);
        const simile_parameter *start_parameters = simile_encoder__parameters(&n_start, start->encoder);
        simile_weights__randomize(run->model->weights, config->seed);
        for (size_t i = 0; i < n; i++) {
            const simile_parameter *from = simile_encoder__find(start->encoder, parameters[i].name);
            if (from) {
                memcpy(simile_weights__values(run->model->weights) + parameters[i].offset,
                       simile_weights__parameter(start->weights, (size_t)(from - start_parameters)),
                       parameters[i].rows * parameters[i].cols * sizeof(simile_real));
            }
        }
        size_t wanted = (size_t)config->model.max_tokens;
        if (shape.kind == SIMILE_ENCODER_TRANSFORMER && wanted < run->model->max_tokens) {
            run->model->max_tokens = wanted;
        }
        simile_model__take_usage(run->model, start);
    }
    simile_model_free(start);
    return status;
}

/* Where bf16 is not what it says: no layers to round, or no instructions. */
static void tell_precision(const simile_run *run)
{
    if (run->config->train.precision != SIMILE_PRECISION_BF16) {
        return;
    }
    if (simile_encoder__shape(run->model->encoder)->layers == 0) {
        simile_run__tell(run, "train.precision: bf16 rounds the products of transformer blocks; this model has none "
                              "and is trained in float32");
    } else if (!simile_packed__has_bf16()) {
        simile_run__tell(run, "train.precision: bf16: the kernels of this processor have no instructions for it: "
                              "operands are rounded, but products are no faster");
    }
}

/* Which texts of a source's rows make a row of the batch. */
static simile_sampling sampling_of(const simile_config *config, const simile_config_source *source)
{
    int kind = source->source.kind;
    bool is_self =
        config->mode == SIMILE_MODE_SELF_SUPERVISED || (config->mode == SIMILE_MODE_MIXED && kind == SIMILE_ROWS_TEXT);
    if (is_self) {
        return SIMILE_SAMPLING_TWO_VIEWS;
    }
    if (kind == SIMILE_ROWS_GROUPS || kind == SIMILE_ROWS_LABELLED) {
        return source->objective.loss == SIMILE_LOSS_SUPCON && kind == SIMILE_ROWS_LABELLED ? SIMILE_SAMPLING_SINGLES
                                                                                            : SIMILE_SAMPLING_MEMBERS;
    }
    return SIMILE_SAMPLING_COLUMNS;
}

/* A source's objective with the cuts of train.dimensions, which must be narrower than the vectors. */
static simile_status settle_objective(simile_objective_options *options, const simile_objective_options *source,
                                      const simile_config *config, const simile_model *model)
{
    const size_t width = simile_model_dimension(model);
    *options = *source;
    simile_status status = simile_config__read_cuts(options, &config->train);
    for (size_t i = 0; i < options->n_cuts && status == SIMILE_OK; i++) {
        if (options->cuts[i].width >= width) {
            status =
                simile_status__fail(SIMILE_ERROR_CONFIG,
                                    "train.dimensions: %zu is not below the width of the vectors, which is %zu and "
                                    "is trained in any case",
                                    options->cuts[i].width, width);
        }
    }
    return status;
}

static simile_status load_sources(simile_run *run)
{
    const simile_config *config = run->config;
    run->sources = simile_memory__alloc(config->n_sources, sizeof *run->sources);
    run->objectives = simile_memory__alloc(config->n_sources, sizeof *run->objectives);
    simile_status status = run->sources && run->objectives
                               ? simile_spill__new(&run->spill, run->request->folder, config->compute.data_memory)
                               : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < config->n_sources && status == SIMILE_OK; i++) {
        simile_source_options options = config->sources[i].source;
        options.spill = run->spill;
        status = simile_source__load(&run->sources[i], &options, run->model);
        if (status == SIMILE_OK) {
            status = settle_objective(&run->objectives[i], &config->sources[i].objective, config, run->model);
        }
    }
    return status == SIMILE_OK ? simile_temperatures__new(&run->temperatures, config, run->objectives) : status;
}

static simile_status new_sampler(simile_run *run)
{
    const simile_config *config = run->config;
    simile_sampler_source *list = simile_memory__alloc(config->n_sources, sizeof *list);
    if (!list) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < config->n_sources; i++) {
        const simile_config_source *source = &config->sources[i];
        list[i] = (simile_sampler_source){.source = run->sources[i],
                                          .sampling = sampling_of(config, source),
                                          .weight = source->source.weight,
                                          .min_score = source->source.min_score,
                                          .hard_negatives = source->objective.hard_negatives &&
                                                            source->objective.loss == SIMILE_LOSS_INFONCE};
    }
    simile_status status = simile_sampler__new(&run->sampler, list, config->n_sources, (size_t)config->train.batch_size,
                                               config->mix == 1, config->seed);
    simile_memory__free(list);
    return status;
}

static simile_status new_engine(simile_run *run)
{
    const simile_config *config = run->config;
    simile_step_options options = {.lanes = (size_t)config->compute.lanes,
                                   .micro_batch_tokens = (size_t)config->compute.micro_batch_tokens,
                                   .memory = config->compute.memory,
                                   .seed = config->seed,
                                   .n_frozen = simile_rates__frozen_stages(&config->train)};
    run->augment = (simile_augment){.model = run->model, .options = &config->augment, .seed = config->seed};
    simile_status status = simile_weights__pack(run->model->weights, run->pool, true);
    if (status == SIMILE_OK) {
        status = simile_step__new(&run->step, run->model, &options, run->pool, run->request->ranks);
    }
    if (status == SIMILE_OK) {
        status = simile_optimizer__new(&run->optimizer, run->model->encoder, &config->train);
    }
    if (status == SIMILE_OK) {
        status = simile_watch__new(&run->watch, config->n_sources);
    }
    if (status == SIMILE_OK) {
        status = simile_pace__start(&run->pace, &config->train, run->model->encoder, run->pool);
    }
    /* The ranks' tokens are counted together. */
    run->pace.peak *= (double)simile_ranks_size(run->request->ranks);
    if (status == SIMILE_OK && config->train.average > 0) {
        status = simile_average__new(&run->average, run->model->weights, simile_encoder__n_values(run->model->encoder),
                                     config->train.average);
    }
    return status == SIMILE_OK ? simile_dev__new(&run->dev, config, run->model, run->pool) : status;
}

static simile_status link_state(simile_run *run)
{
    simile_checkpoint *state = &run->state;
    state->n_values = simile_encoder__n_values(run->model->encoder);
    state->weights = simile_weights__values(run->model->weights);
    state->moments[0] = simile_optimizer__moments(run->optimizer, 0);
    state->moments[1] = simile_optimizer__moments(run->optimizer, 1);
    state->average = run->average ? simile_average__values(run->average) : NULL;
    state->drawn = simile_sampler__drawn(&state->n_sources, run->sampler);
    state->hashes = simile_memory__alloc(run->config->n_sources, sizeof *state->hashes);
    if (!state->hashes) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < run->config->n_sources; i++) {
        state->hashes[i] = run->sources[i]->sha256;
    }
    state->temperatures = simile_temperatures__state(run->temperatures);
    state->n_temperatures = run->config->n_sources * SIMILE_TEMPERATURE_STATE;
    state->watch = simile_watch__state(&state->n_watch, run->watch);
    if (run->dev) {
        state->best = simile_memory__alloc(state->n_values, sizeof *state->best);
        return state->best ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    return SIMILE_OK;
}

/* The run's resolved.yaml must say what this configuration says, but for what changes no bits. */
static simile_status check_same_configuration(const simile_run *run, const char *path)
{
    simile_config *before = NULL;
    simile_buffer differences = {0};
    size_t n = 0;
    simile_status status = simile_config_load(&before, path, NULL, 0);
    if (status == SIMILE_OK) {
        status = simile_config__compare(&differences, &n, before, run->config);
    }
    if (status == SIMILE_OK && n > 0) {
        char number[48];
        const bool fits = differences.size < LONGEST_DIFFERENCES;
        snprintf(number, sizeof number, "%zu differences", n);
        if (!fits) {
            simile_run__tell(run, differences.data);
        }
        status = simile_status__fail(SIMILE_ERROR_CONFIG,
                                     "%s: the run was started with another configuration (%s); resume with the same "
                                     "one, or train into another folder",
                                     path, fits ? differences.data : number);
    }
    simile_buffer__dispose(&differences);
    simile_config_free(before);
    return status;
}

/* resolved.yaml: written at the start, compared on resume. */
static simile_status settle_configuration(const simile_run *run, bool is_resumed)
{
    char *path = simile_path__join(run->request->folder, "resolved.yaml"), *now = simile_config_print(run->config);
    simile_status status = path && now ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && is_resumed) {
        status = check_same_configuration(run, path);
    }
    if (status == SIMILE_OK) {
        status = simile_file__write(path, now, strlen(now));
    }
    simile_config_free_text(now);
    simile_memory__free(path);
    return status;
}

/* The folder as the run wants it; *is_resumed: there is a checkpoint to go on from. */
static simile_status open_folder(bool *is_resumed, const simile_run *run)
{
    const char *folder = run->request->folder;
    *is_resumed = run->request->resume && simile_checkpoint__exists(folder);
    simile_status status = simile_folder__make(folder);
    return status == SIMILE_OK ? settle_configuration(run, *is_resumed) : status;
}

static simile_status start_or_resume(simile_run *run, bool is_resumed)
{
    simile_status status = link_state(run);
    if (status == SIMILE_OK && is_resumed) {
        status = simile_checkpoint__load(&run->state, run->request->folder);
    }
    run->saved_step = run->state.step;
    run->saved_seconds = run->state.seconds;
    if (status == SIMILE_OK && is_resumed) {
        simile_temperatures__restore(run->temperatures);
        simile_optimizer__reload(run->optimizer);
        status = simile_weights__pack(run->model->weights, run->pool, true);
    }
    return status == SIMILE_OK && simile_run__is_writer(run)
               ? simile_log__open(&run->log, run->request->folder, run->state.log_size)
               : status;
}

/* A folder that holds a model, a begun run or other files is not written into. */
static simile_status check_folder(bool *is_done, const simile_train_request *request)
{
    char *weights = simile_path__join(request->folder, "model.safetensors");
    char *begun = simile_path__join(request->folder, "resolved.yaml");
    simile_status status = weights && begun ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    bool has_model = status == SIMILE_OK && simile_file__exists(weights);
    bool has_run = simile_checkpoint__exists(request->folder);
    *is_done = request->resume && has_model && !has_run;
    if (status == SIMILE_OK && !request->resume && (has_model || has_run)) {
        status = simile_status__fail(SIMILE_ERROR_IO,
                                     "%s: holds a %s already; choose another folder, or give --resume to go on",
                                     request->folder, has_model ? "model" : "run");
    } else if (status == SIMILE_OK && !has_model && !has_run && !simile_file__exists(begun) &&
               simile_folder__holds_files(request->folder)) {
        status = simile_status__fail(
            SIMILE_ERROR_IO, "%s: holds files that are no model's; choose a new or an empty folder", request->folder);
    }
    simile_memory__free(weights);
    simile_memory__free(begun);
    return status;
}

static simile_status new_pool(simile_run *run, size_t n_of_rank)
{
    const size_t by_options =
        run->request->n_threads > 0 ? run->request->n_threads : (size_t)run->config->compute.threads;
    return simile_pool__new(&run->pool, by_options > 0 ? by_options : n_of_rank);
}

static simile_status set_up(simile_run *run, size_t n_threads)
{
    simile_status status = new_pool(run, n_threads);
    if (status == SIMILE_OK) {
        status = run->config->model.init ? init_model(run) : new_model(run);
    }
    if (status == SIMILE_OK) {
        tell_precision(run);
        status = load_sources(run);
    }
    if (status == SIMILE_OK) {
        status = new_sampler(run);
    }
    if (status == SIMILE_OK) {
        run->n_steps = simile_budget__steps(run->config, run->sampler);
        simile_watch__start(run);
        status = new_engine(run);
    }
    return status;
}

/* Everything, in steps after each of which the ranks hear how the others fare; rank 0 alone writes. */
static simile_status set_up_together(simile_run *run)
{
    simile_ranks *ranks = run->request->ranks;
    size_t n_threads = 0;
    bool is_resumed = false;
    simile_status status = ranks ? simile_ranks__threads(ranks, &n_threads) : SIMILE_OK;
    if (status == SIMILE_OK) {
        status = simile_ranks_agree(ranks, set_up(run, n_threads));
    }
    if (status == SIMILE_OK) {
        status = simile_run__is_writer(run) ? open_folder(&is_resumed, run) : SIMILE_OK;
        status = simile_ranks_agree(ranks, status);
    }
    if (status == SIMILE_OK) {
        status = simile_ranks__broadcast(ranks, &is_resumed, sizeof is_resumed, 0);
    }
    if (status == SIMILE_OK) {
        status = simile_ranks_agree(ranks, start_or_resume(run, is_resumed));
    }
    if (status == SIMILE_OK) {
        simile_plan__tell(run);
        status = simile_sameness__check(run);
    }
    return status;
}

simile_status simile_run__new(simile_run **run, bool *is_done, const simile_config *config,
                              const simile_train_request *request)
{
    simile_run *r = simile_memory__alloc(1, sizeof *r);
    *run = NULL;
    *is_done = false;
    simile_ranks__set_patience(request->ranks, config->compute.rank_timeout);
    simile_status status = r ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && simile_ranks_rank(request->ranks) == 0) {
        status = check_folder(is_done, request);
    }
    status = simile_ranks_agree(request->ranks, status);
    if (status == SIMILE_OK) {
        status = simile_ranks__broadcast(request->ranks, is_done, sizeof *is_done, 0);
    }
    if (status != SIMILE_OK || *is_done) {
        simile_memory__free(r);
        return status;
    }
    r->config = config;
    r->request = request;
    status = set_up_together(r);
    if (status != SIMILE_OK) {
        simile_run__free(r);
        return status;
    }
    *run = r;
    return SIMILE_OK;
}

void simile_run__free(simile_run *run)
{
    if (!run) {
        return;
    }
    for (size_t i = 0; i < run->config->n_sources; i++) {
        if (run->sources) {
            simile_source__free(run->sources[i]);
        }
    }
    simile_spill__free(run->spill);
    simile_memory__free(run->sources);
    simile_memory__free(run->objectives);
    simile_temperatures__free(run->temperatures);
    simile_memory__free(run->state.best);
    simile_memory__free(run->state.hashes);
    simile_augment__dispose(&run->augment);
    simile_batch__dispose(&run->batch);
    simile_log__free(run->log);
    simile_dev__free(run->dev);
    simile_optimizer__free(run->optimizer);
    simile_average__free(run->average);
    simile_watch__free(run->watch);
    simile_step__free(run->step);
    simile_sampler__free(run->sampler);
    simile_model_free(run->model);
    simile_pool__free(run->pool);
    simile_memory__free(run);
}
