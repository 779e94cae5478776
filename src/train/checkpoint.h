/* Checkpoints: everything that a run needs to go on as if it had never stopped.
 *
 * A checkpoint is a state (JSON) and one safetensors file of slabs (weights, adam_m, adam_v, average, best), see
 * checkpoint_files.h. The slabs are written first; the state, renamed into place, makes them count. */
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
    uint64_t *drawn;     /* [n_sources] */
    const char **hashes; /* [n_sources]: SHA-256 of the sources' files, which must not change */
    size_t n_sources;
    double *temperatures; /* [n_temperatures] */
    size_t n_temperatures;
    double *watch; /* [n_watch] */
    size_t n_watch;
    float *weights, *moments[2], *average, *best; /* [n_values]; average and best NULL: there is none */
    size_t n_values;
} simile_checkpoint;

/* Writes a checkpoint, then removes all but the `keep` latest. */
simile_status simile_checkpoint__save(const simile_checkpoint *checkpoint, const char *folder, size_t keep);
/* Reads the latest into the arrays that the checkpoint points to; what is damaged is SIMILE_ERROR_FORMAT, another
 * source SIMILE_ERROR_CONFIG. */
simile_status simile_checkpoint__load(simile_checkpoint *checkpoint, const char *folder);
bool simile_checkpoint__exists(const char *folder);
/* Removes the checkpoint folder. */
simile_status simile_checkpoint__remove(const char *folder);

#endif
