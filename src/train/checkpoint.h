/* Checkpoints: everything that a run needs to go on as if it had never stopped.
 *
 * FOLDER/checkpoint/ holds state.json and one safetensors file of slabs (weights, adam_m, adam_v, best), named after
 * its step. The slabs are written first; state.json, renamed into place, makes them count. */
#ifndef SIMILE_TRAIN_CHECKPOINT_H
#define SIMILE_TRAIN_CHECKPOINT_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_checkpoint {
    uint64_t step, n_tokens, best_step, log_size; /* log_size: bytes of train.jsonl */
    uint64_t n_waited;                            /* evaluations since the best */
    double seconds, best_score;
    bool has_best;
    uint64_t *drawn;      /* [n_sources] */
    double *temperatures; /* [n_temperatures] */
    size_t n_temperatures;
    size_t n_sources;
    float *weights, *moments[2], *average, *best; /* [n_values]; average and best NULL: there is none */
    size_t n_values;
} simile_checkpoint;

simile_status simile_checkpoint__save(const simile_checkpoint *checkpoint, const char *folder);
/* Fills the arrays that the checkpoint points to; sizes that differ are SIMILE_ERROR_FORMAT. */
simile_status simile_checkpoint__load(simile_checkpoint *checkpoint, const char *folder);
bool simile_checkpoint__exists(const char *folder);
/* Removes the checkpoint folder. */
simile_status simile_checkpoint__remove(const char *folder);

#endif
