/* The best weights. */
#include "best.h"
#include "log.h"
#include <stdio.h>
#include <string.h>

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

simile_status simile_best__evaluate(simile_run *run, simile_train_progress *report)
{
    double score = 0;
    bool is_best = false;
    char line[256];
    if (!run->dev) {
        return SIMILE_OK;
    }
    simile_status status = simile_run__bring_up_to_date(run);
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

simile_status simile_best__take(simile_run *run)
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
