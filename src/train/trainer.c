/* The loop: draw, step, update, log, evaluate, checkpoint; and the finished folder at the end. */
#include "budget.h"
#include "card.h"
#include "checkpoint.h"
#include "clock.h"
#include "config.h"
#include "dev.h"
#include "fail.h"
#include "file.h"
#include "log.h"
#include "memory.h"
#include "optimizer.h"
#include "record.h"
#include "run.h"
#include "sampler.h"
#include "saving.h"
#include "step.h"
#include <stdio.h>
#include <string.h>

/* The rows of the word table that the batch needs. */
static simile_status fetch_rows(simile_run *run)
{
    for (size_t i = 0; i < run->batch.n_rows * run->batch.n_columns; i++) {
        simile_optimizer__need(run->optimizer, run->batch.texts[i].ids, run->batch.texts[i].n_ids);
    }
    return simile_optimizer__catch_up(run->optimizer, run->model->weights, run->pool);
}

/* One step with its update; *report is what happened. */
static simile_status make_step(simile_train_progress *report, simile_run *run)
{
    const uint64_t number = run->state.step + 1;
    simile_step_result result;
    simile_status status = simile_sampler__draw(&run->batch, run->sampler, number);
    if (status == SIMILE_OK) {
        status = simile_augment__run(&run->augment, &run->batch, number);
    }
    if (status == SIMILE_OK) {
        status = fetch_rows(run);
    }
    status = simile_ranks_agree(run->request->ranks, status);
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
    double norm = 0, rate = simile_optimizer__rate(&run->config->train, simile_budget__share(run, number));
    status =
        simile_optimizer__update(&norm, run->optimizer, run->model->weights, result.gradient, number, rate, run->pool);
    if (status == SIMILE_ERROR_NUMERIC) {
        status = simile_watch__fail(run, "the gradient is not finite");
    }
    if (status == SIMILE_OK) {
        simile_temperatures__update(run->temperatures, source, result.objective.dscale, rate);
    }
    if (status == SIMILE_OK && run->average) {
        status = simile_run__settle(run);
    }
    if (status == SIMILE_OK && run->average) {
        status = simile_average__update(run->average, run->model->weights, number, run->pool);
    }
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

/* Puts the average in the weights' place, or the weights back. */
static simile_status exchange_average(simile_run *run, bool is_back)
{
    if (!run->average) {
        return SIMILE_OK;
    }
    simile_average__swap(run->average, run->model->weights);
    return simile_weights__pack(run->model->weights, run->pool, is_back);
}

/* The score on the dev files of the weights that would be saved now; they are kept if they are the best so far. */
static simile_status score_weights(bool *is_best, double *score, simile_run *run)
{
    simile_checkpoint *state = &run->state;
    simile_status status = exchange_average(run, false);
    if (status == SIMILE_OK) {
        status = simile_dev__evaluate(score, run->dev);
    }
    *is_best = status == SIMILE_OK && (!state->has_best || *score > state->best_score);
    if (*is_best) {
        memcpy(state->best, simile_weights__read(run->model->weights), state->n_values * sizeof *state->best);
        state->best_score = *score;
        state->best_step = state->step;
        state->has_best = true;
    }
    simile_status back = exchange_average(run, true);
    return status == SIMILE_OK ? back : status;
}

static simile_status evaluate(simile_run *run, simile_train_progress *report)
{
    double score = 0;
    bool is_best = false;
    char line[256];
    if (!run->dev) {
        return SIMILE_OK;
    }
    simile_status status = simile_run__settle(run);
    if (status == SIMILE_OK) {
        status = score_weights(&is_best, &score, run);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    simile_dev__print(line, sizeof line, run->dev);
    run->state.n_waited = is_best ? 0 : run->state.n_waited + 1;
    snprintf(run->evaluation, sizeof run->evaluation, "%s%s", line, is_best ? " (best so far)" : "");
    report->evaluation = run->evaluation;
    return simile_log__evaluation(run->log, report, score, run->dev);
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
        status = evaluate(run, &report);
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
    return status == SIMILE_OK ? simile_ranks_agree(run->request->ranks, follow_up(run, report)) : status;
}

/* The best weights become the model's again, and what they reach on data.dev goes into the card; without data.dev the
 * average of the weights does, if there is one. */
static simile_status take_best(simile_run *run)
{
    double score;
    if (!run->state.has_best) {
        return exchange_average(run, false);
    }
    memcpy(simile_weights__values(run->model->weights), run->state.best, run->state.n_values * sizeof *run->state.best);
    simile_status status = simile_weights__pack(run->model->weights, run->pool, false);
    if (status == SIMILE_OK) {
        status = simile_dev__evaluate(&score, run->dev);
    }
    if (status == SIMILE_OK) {
        simile_dev__print(run->evaluation, sizeof run->evaluation, run->dev);
    }
    return status;
}

/* The folder is written whole, the weights last. */
static simile_status write_folder(simile_run *run)
{
    simile_status status = simile_record__write(run);
    if (status == SIMILE_OK) {
        status = simile_card__write(run);
    }
    if (status == SIMILE_OK) {
        status = simile_model__save(run->model, NULL, run->request->folder);
    }
    return status;
}

/* Why the run ended where it did, and which weights are kept. */
static void tell_end(const simile_run *run)
{
    char line[160];
    if (simile_budget__is_out_of_patience(run)) {
        snprintf(line, sizeof line, "stopped after step %llu: data.dev has not become better for %llu evaluations",
                 (unsigned long long)run->state.step, (unsigned long long)run->state.n_waited);
        simile_run__tell(run, line);
    }
    if (run->state.has_best) {
        snprintf(line, sizeof line, "the weights of step %llu are kept: best on data.dev with %.4f",
                 (unsigned long long)run->state.best_step, run->state.best_score);
        simile_run__tell(run, line);
    }
}

/* Ends the run. What could not be written is whole in a checkpoint, if that can be. */
static simile_status finish(simile_run *run)
{
    simile_status status = simile_run__settle(run);
    if (status == SIMILE_OK) {
        status = take_best(run);
    }
    if (status != SIMILE_OK || !simile_run__is_writer(run)) {
        return status;
    }
    status = write_folder(run);
    if (status != SIMILE_OK) {
        if (!run->state.has_best && run->average) {
            simile_average__swap(run->average, run->model->weights);
        }
        return simile_saving__rescue(run, status);
    }
    status = simile_log__commit(run->log);
    if (status == SIMILE_OK) {
        status = simile_checkpoint__remove(run->request->folder);
    }
    if (status == SIMILE_OK) {
        tell_end(run);
    }
    return status;
}

simile_status simile_train(const simile_config *config, const simile_train_request *request)
{
    simile_run *run = NULL;
    bool is_done = false;
    simile_status status = simile_run__new(&run, &is_done, config, request);
    if (is_done && request->message) {
        request->message(request->context, "the run is finished already: nothing is left to do");
    }
    while (status == SIMILE_OK && !is_done && !simile_budget__is_spent(run)) {
        status = turn(run);
    }
    if (status == SIMILE_OK && !is_done) {
        status = simile_ranks_agree(request->ranks, finish(run));
    }
    simile_run__free(run);
    return status;
}
