/* When checkpoints are written while a run goes on, and what happens when one cannot be. */
#ifndef SIMILE_TRAIN_SAVING_H
#define SIMILE_TRAIN_SAVING_H

#include "run.h"

/* Writes a checkpoint if one is due by train.checkpoint_every or checkpoint_minutes. One that cannot be written (a full
 * disk) is told, and the run goes on: the last one stays, and the next one may have more luck. */
simile_status simile_saving__keep_up(simile_run *run);

/* Adds to the message of a failure in the middle of a step, after which nothing is saved, where `resume` goes on. */
simile_status simile_saving__explain(const simile_run *run, simile_status status);

/* For a run that stops with `status` after its present step: a checkpoint, and a message that says from which step
 * `resume` goes on. */
simile_status simile_saving__stop(simile_run *run, simile_status status);

/* For a run that is whole but could not be written: the same with the failure's own message. */
simile_status simile_saving__rescue(simile_run *run, simile_status status);

#endif
