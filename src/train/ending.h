/* The end of a run: from the weights that are kept to the finished folder. */
#ifndef SIMILE_TRAIN_ENDING_H
#define SIMILE_TRAIN_ENDING_H

#include "run.h"

/* Takes the best weights and writes model, card and record; the checkpoints are removed when all of it is there. When
 * it could not be written, the training is whole in a checkpoint, if that can be, and the message says so. All ranks
 * call it, rank 0 writes. */
simile_status simile_ending__write(simile_run *run);

#endif
