/* The end of a run. */
#include "ending.h"
#include "best.h"
#include "budget.h"
#include "card.h"
#include "record.h"
#include "saving.h"
#include <stdio.h>

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

simile_status simile_ending__write(simile_run *run)
{
    simile_status status = simile_run__bring_up_to_date(run);
    if (status == SIMILE_OK) {
        status = simile_best__take(run);
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
