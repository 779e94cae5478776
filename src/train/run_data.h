/* What a run learns from: its sources, their objectives and temperatures, and the sampler that draws from them. */
#ifndef SIMILE_TRAIN_RUN_DATA_H
#define SIMILE_TRAIN_RUN_DATA_H

#include "run.h"

/* Fills run->spill, sources, objectives, temperatures and sampler; the run has its model. */
simile_status simile_run_data__load(simile_run *run);
/* Frees them. */
void simile_run_data__dispose(simile_run *run);

#endif
