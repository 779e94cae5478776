/* Saving. */
#include "saving.h"
#include "fail.h"
#include <stdio.h>

#define MESSAGE_SIZE 512

static simile_status write_checkpoint(simile_run *run)
{
    simile_status status = simile_log__flush(&run->state.log_size, run->log);
    return status == SIMILE_OK
               ? simile_checkpoint__save(&run->state, run->request->folder, (size_t)run->config->train.keep_checkpoints)
               : status;
}

/* Nothing when the step's checkpoint is there. */
static simile_status save(simile_run *run)
{
    if (run->saved_step > 0 && run->saved_step == run->state.step) {
        return SIMILE_OK;
    }
    simile_status status = simile_run__bring_up_to_date(run);
    if (status == SIMILE_OK && simile_run__is_writer(run)) {
        status = write_checkpoint(run);
    }
    if (status == SIMILE_OK) {
        run->saved_step = run->state.step;
        run->saved_seconds = run->state.seconds;
    }
    return status;
}

static bool is_due(const simile_run *run)
{
    const simile_train_options *options = &run->config->train;
    const double spent = run->state.seconds - run->saved_seconds;
    return (options->checkpoint_every > 0 && run->state.step % (uint64_t)options->checkpoint_every == 0) ||
           (options->checkpoint_minutes > 0 && spent >= 60 * options->checkpoint_minutes);
}

/* Where `resume` would go on from. */
static void print_place(char place[64], const simile_run *run)
{
    if (run->saved_step > 0) {
        snprintf(place, 64, "the checkpoint of step %llu", (unsigned long long)run->saved_step);
    } else {
        snprintf(place, 64, "the start, for there is no checkpoint");
    }
}

simile_status simile_saving__keep_up(simile_run *run)
{
    char line[MESSAGE_SIZE + 256], place[64];
    if (!is_due(run)) {
        return SIMILE_OK;
    }
    simile_status status = save(run);
    if (status != SIMILE_ERROR_IO) {
        return status;
    }
    print_place(place, run);
    snprintf(line, sizeof line,
             "the checkpoint of step %llu is missing: %.*s; training goes on, a resumed run would begin at %s",
             (unsigned long long)run->state.step, MESSAGE_SIZE, simile_status_message(), place);
    simile_run__tell(run, line);
    /* By time the next attempt is due after as long again, not after the next step. */
    run->saved_seconds = run->state.seconds;
    return SIMILE_OK;
}

simile_status simile_saving__explain(const simile_run *run, simile_status status)
{
    char message[MESSAGE_SIZE], place[64];
    snprintf(message, sizeof message, "%s", simile_status_message());
    print_place(place, run);
    return simile_status__fail(status, "%s; --resume goes on from %s", message, place);
}

simile_status simile_saving__stop(simile_run *run, simile_status status)
{
    char message[MESSAGE_SIZE], place[64];
    simile_status saved = save(run);
    if (saved == SIMILE_OK) {
        return simile_status__fail(status, "stopped after step %llu; --resume goes on from there",
                                   (unsigned long long)run->state.step);
    }
    snprintf(message, sizeof message, "%s", simile_status_message());
    print_place(place, run);
    return simile_status__fail(saved,
                               "stopped after step %llu, whose checkpoint is missing: %s; --resume goes on from %s",
                               (unsigned long long)run->state.step, message, place);
}

simile_status simile_saving__rescue(simile_run *run, simile_status status)
{
    char message[MESSAGE_SIZE], place[64];
    snprintf(message, sizeof message, "%s", simile_status_message());
    if (save(run) != SIMILE_OK) {
        print_place(place, run);
        return simile_status__fail(status, "%s; --resume goes on from %s", message, place);
    }
    return simile_status__fail(status, "%s; the training is done, and --resume goes on from its last step", message);
}
