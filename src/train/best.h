/* The weights that a run keeps: those that did best on data.dev so far; without data.dev the last ones. Where there is
 * an average (train.average), it stands for the weights. */
#ifndef SIMILE_TRAIN_BEST_H
#define SIMILE_TRAIN_BEST_H

#include "run.h"

/* Measures the weights that would be saved now on data.dev, keeps them if they are the best so far, tells the log, and
 * counts how long nothing has become better. report->evaluation is what to show. Nothing without data.dev. */
simile_status simile_best__evaluate(simile_run *run, simile_train_progress *report);

/* The run is over: what is kept becomes the model's weights, which are packed for the forward pass alone, and
 * run->evaluation what they reach on data.dev. */
simile_status simile_best__take(simile_run *run);

#endif
