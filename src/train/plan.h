/* What a run will do with memory, told before its first step. */
#ifndef SIMILE_TRAIN_PLAN_H
#define SIMILE_TRAIN_PLAN_H

#include "run.h"

/* Tells the plan of the steps whose batches are largest, and warns when it is more than the machine has. */
void simile_plan__tell(const simile_run *run);

#endif
