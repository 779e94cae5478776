/* The loop: draw, step, update, log, evaluate, checkpoint. */
#include "best.h"
#include "budget.h"
#include "clock.h"
#include "ending.h"
#include "run.h"
#include "saving.h"

/* The rows of the word table that the batch needs. */
static simile_status fetch_rows(simile_run *run)
{
    for (size_t i = 0; i < run->batch.n_rows * run->batch.n_columns; i++) {
        simile_optimizer__need(run->optimizer, run->batch.texts[i].ids, run->batch.texts[i].n_ids);
    }
    return simile_optimizer__catch_up(run->optimizer, run->model->weights, run->pool);
}

/* The rows of the step, as it trains on them. */
static simile_status draw(simile_run *run, uint64_t number)
{
    simile_status status = simile_sampler__draw(&run->batch, run->sampler, number);
    if (status == SIMILE_OK) {
        status = simile_augment__run(&run->augment, &run->batch, number);
    }
    return status == SIMILE_OK ? fetch_rows(run) : status;
}

/* Weights, temperature and average go on by the step's gradient. */
static simile_status update(double *norm, simile_run *run, const simile_step_result *result, uint64_t number,
                            double rate)
{
    simile_status status =
        simile_optimizer__update(norm, run->optimizer, run->model->weights, result->gradient, number, rate, run->pool);
    if (status == SIMILE_ERROR_NUMERIC) {
        status = simile_watch__fail(run, "the gradient is not finite");
    }
    if (status == SIMILE_OK) {
        simile_temperatures__update(run->temperatures, simile_run__source(run), result->objective.dscale, rate);
    }
    if (status == SIMILE_OK && run->average) {
        status = simile_run__bring_up_to_date(run);
    }
    return status == SIMILE_OK && run->average
               ? simile_average__update(run->average, run->model->weights, number, run->pool)
               : status;
}

/* One step with its update; *report is what happened. */
static simile_status make_step(simile_train_progress *report, simile_run *run)
{
    const uint64_t number = run->state.step + 1;
    simile_step_result result;
    simile_status status = simile_ranks_agree(run->request->ranks, draw(run, number));
    const size_t source = simile_run__source(run);
    if (status == SIMILE_OK) {
        status = simile_step__run(&result, run->step, &run->batch, &run->objectives[source], number);
    }
    if (status == SIMILE_OK) {
        status = simile_watch__step(run, &result.objective);
    }
    if (status != SIMILE_OK) {
        return status; /* on all ranks alike, which have the same loss */
    }
    const double rate = simile_optimizer__rate(&run->config->train, simile_budget__share(run, number));
    double norm = 0;
    status = update(&norm, run, &result, number, rate);
    run->state.step = number;
    run->state.n_tokens += result.n_tokens;
    *report = (simile_train_progress){.step = number,
                                      .n_steps = run->n_steps,
                                      .loss = result.objective.loss,
                                      .positive_similarity = result.objective.positive_similarity,
                                      .negative_similarity = result.objective.negative_similarity,
                                      .gradient_norm = norm,
                                      .learning_rate = rate,
                                      .temperature = simile_temperatures__of(run->temperatures, source),
                                      .source = run->sources[run->batch.source]->path,
                                      .n_tokens = run->state.n_tokens};
    return simile_ranks_agree(run->request->ranks, status);
}

static bool is_due(int64_t every, uint64_t step)
{
    return every > 0 && step % (uint64_t)every == 0;
}

/* How fast the run is, and when it will be over at this pace. */
static void tell_pace(simile_train_progress *report, const simile_run *run)
{
    const double minutes = run->config->train.minutes, per_step = simile_pace__seconds_per_step(&run->pace);
    const double by_steps = per_step * (double)(run->n_steps - report->step), by_time = 60 * minutes - report->seconds;
    report->tokens_per_second = simile_pace__tokens_per_second(&run->pace);
    report->share_of_peak = simile_pace__share_of_peak(&run->pace);
    report->seconds_left = run->n_steps > 0 ? by_steps : 0;
    if (minutes > 0 && (run->n_steps == 0 || by_time < by_steps)) {
        report->seconds_left = by_time > 0 ? by_time : 0;
    }
}

/* A step, and the time it took: that of rank 0 on all ranks, for it decides on the learning rate and the end. */
static simile_status make_timed_step(simile_train_progress *report, simile_run *run)
{
    const uint64_t n_tokens = run->state.n_tokens;
    double start = simile_clock__seconds();
    simile_status status = make_step(report, run);
    double spent = simile_clock__seconds() - start;
    if (status == SIMILE_OK) {
        status = simile_ranks__broadcast(run->request->ranks, &spent, sizeof spent, 0);
    }
    run->state.seconds += spent;
    if (status != SIMILE_OK) {
        return status;
    }
    simile_pace__add(&run->pace, spent, run->state.n_tokens - n_tokens);
    report->seconds = run->state.seconds;
    tell_pace(report, run);
    return status;
}

/* What follows a step: log, evaluation, checkpoint, progress. */
static simile_status follow_up(simile_run *run, simile_train_progress report)
{
    const simile_train_options *options = &run->config->train;
    simile_status status = SIMILE_OK;
    bool is_last = simile_budget__is_spent(run), evaluates = is_last || is_due(options->eval_every, report.step);
    /* An evaluation may turn its step into the last one, whose line must be there. */
    if (report.step == 1 || evaluates || is_due(options->log_every, report.step)) {
        status = simile_log__step(run->log, &report, simile_watch__report(run));
    }
    if (status == SIMILE_OK && evaluates) {
        status = simile_best__evaluate(run, &report);
    }
    if (status == SIMILE_OK && !simile_budget__is_spent(run)) {
        status = simile_saving__keep_up(run);
    }
    if (status != SIMILE_OK) {
        return status == SIMILE_ERROR_IO ? simile_saving__explain(run, status) : status;
    }
    if (run->request->progress && simile_run__is_writer(run)) {
        status = run->request->progress(run->request->context, &report);
    }
    return status == SIMILE_OK ? status : simile_saving__stop(run, status);
}

/* One turn of the loop. */
static simile_status turn(simile_run *run)
{
    simile_train_progress report = {0};
    const simile_status status = make_timed_step(&report, run);
    if (status == SIMILE_ERROR_IO) {
        return simile_saving__explain(run, status); /* another rank is gone */
    }
    return status == SIMILE_OK ? simile_ranks_agree(run->request->ranks, follow_up(run, report)) : status;
}

/* A run whose model is whole. If it was killed as it removed its checkpoints, what is left of them goes now. */
static simile_status pass_over(const simile_train_request *request)
{
    if (request->message) {
        request->message(request->context, "the run is finished already: nothing is left to do");
    }
    return simile_ranks_rank(request->ranks) == 0 ? simile_checkpoint__remove(request->folder) : SIMILE_OK;
}

simile_status simile_train(const simile_config *config, const simile_train_request *request)
{
    simile_run *run = NULL;
    bool is_done = false;
    simile_status status = simile_run__new(&run, &is_done, config, request);
    if (status == SIMILE_OK && is_done) {
        status = simile_ranks_agree(request->ranks, pass_over(request));
    }
    while (status == SIMILE_OK && !is_done && !simile_budget__is_spent(run)) {
        status = turn(run);
    }
    if (status == SIMILE_OK && !is_done) {
        status = simile_ranks_agree(request->ranks, simile_ending__write(run));
    }
    simile_run__free(run);
    return status;
}
