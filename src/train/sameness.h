/* Whether the ranks of a run are at the same task. */
#ifndef SIMILE_TRAIN_SAMENESS_H
#define SIMILE_TRAIN_SAMENESS_H

#include "run.h"

/* Compares configuration, data, arithmetic and the state to go on from; SIMILE_ERROR_CONFIG names a rank that differs
 * from rank 0, and in what. */
simile_status simile_sameness__check(const simile_run *run);

#endif
