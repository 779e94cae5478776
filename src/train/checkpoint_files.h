/* Which checkpoints a run's folder holds: FOLDER/checkpoint/state-STEP.json and slabs-STEP.safetensors. A checkpoint is
 * there when its state is: the slabs are written first and removed last. */
#ifndef SIMILE_TRAIN_CHECKPOINT_FILES_H
#define SIMILE_TRAIN_CHECKPOINT_FILES_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

/* Steps of the checkpoints that are there, latest first; none if there is no folder. The caller frees. */
simile_status simile_checkpoint_files__list(uint64_t **steps, size_t *n, const char *folder);

/* Paths; the caller frees. NULL: no memory. */
char *simile_checkpoint_files__folder(const char *folder);
char *simile_checkpoint_files__state(const char *folder, uint64_t step);
char *simile_checkpoint_files__slabs(const char *folder, uint64_t step);

/* Removes everything but the `keep` latest checkpoints up to `step`. */
simile_status simile_checkpoint_files__prune(const char *folder, uint64_t step, size_t keep);

#endif
