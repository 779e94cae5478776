/* When a run ends: train.steps, epochs, minutes or patience, whichever comes first; and how far it is. */
#ifndef SIMILE_TRAIN_BUDGET_H
#define SIMILE_TRAIN_BUDGET_H

#include "run.h"

/* The first budget in steps: train.steps, or so many passes over all rows; 0: no limit by steps. */
uint64_t simile_budget__steps(const simile_config *config, const simile_sampler *sampler);

/* The share of the run that is done when step `number` (from 1) is made, by steps or time, whichever is further. */
double simile_budget__share(const simile_run *run, uint64_t number);

/* data.dev has not become better for train.patience evaluations. */
bool simile_budget__is_out_of_patience(const simile_run *run);

/* The last step is made. */
bool simile_budget__is_spent(const simile_run *run);

#endif
