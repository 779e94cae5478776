/* The folder that a run writes: what it may hold before, and the configuration in it. Rank 0 alone calls these. */
#ifndef SIMILE_TRAIN_RUN_FOLDER_H
#define SIMILE_TRAIN_RUN_FOLDER_H

#include "run.h"

/* A folder that holds a model, a begun run or other files is not written into: SIMILE_ERROR_IO. *is_done: `resume` was
 * asked for and the run is finished already. */
simile_status simile_run_folder__check(bool *is_done, const simile_train_request *request);

/* Makes the folder with its resolved.yaml. *is_resumed: there is a checkpoint to go on from, of a run with the same
 * configuration; of another one it is SIMILE_ERROR_CONFIG, which names what differs. */
simile_status simile_run_folder__open(bool *is_resumed, const simile_run *run);

#endif
