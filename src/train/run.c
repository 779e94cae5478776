/* Setting up of a run. */
#include "run.h"
#include "budget.h"
#include "memory.h"
#include "packed.h"
#include "plan.h"
#include "rates.h"
#include "run_data.h"
#include "run_folder.h"
#include "sameness.h"
#include "start_model.h"

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

simile_status simile_run__bring_up_to_date(simile_run *run)
{
    return simile_optimizer__settle(run->optimizer, run->model->weights, run->pool);
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
        status = simile_start_model__new(&run->model, run->config);
    }
    if (status == SIMILE_OK) {
        tell_precision(run);
        status = simile_run_data__load(run);
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
        status = simile_run__is_writer(run) ? simile_run_folder__open(&is_resumed, run) : SIMILE_OK;
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
        status = simile_run_folder__check(is_done, request);
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
    simile_run_data__dispose(run);
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
    simile_model_free(run->model);
    simile_pool__free(run->pool);
    simile_memory__free(run);
}
