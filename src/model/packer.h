/* Sentences laid end to end as a packed batch, in memory that is reused from batch to batch. */
#ifndef SIMILE_MODEL_PACKER_H
#define SIMILE_MODEL_PACKER_H

#include "encoder.h"

/* Valid when zeroed. */
typedef struct simile_packer {
    int32_t *ids;
    size_t *starts;
    uint64_t *rows;
    uint32_t *views;
    size_t ids_capacity, starts_capacity, rows_capacity, views_capacity;
    simile_packed_batch batch; /* points into the above */
} simile_packer;

/* Starts an empty batch. */
simile_status simile_packer__clear(simile_packer *packer);
/* Adds a sentence; row and view are its dropout identity. */
simile_status simile_packer__add(simile_packer *packer, const int32_t *ids, size_t n, uint64_t row, uint32_t view);
/* Adds tokens to the end of the last sentence. */
simile_status simile_packer__extend(simile_packer *packer, const int32_t *ids, size_t n);
void simile_packer__dispose(simile_packer *packer);

#endif
