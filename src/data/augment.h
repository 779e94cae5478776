/* What is changed in a batch's texts before a step sees them. Everything is drawn from counters keyed by (seed, step,
 * row, column, view), so a resumed run changes the same texts in the same way. */
#ifndef SIMILE_DATA_AUGMENT_H
#define SIMILE_DATA_AUGMENT_H

#include "batch.h"

typedef struct simile_augment_options {
    double segmentation; /* rate of random segmentation; 0: none */
} simile_augment_options;

extern const simile_option simile_augment__rows[];
extern const size_t simile_augment__n_rows;

/* Valid when zeroed but for model, options and seed. */
typedef struct simile_augment {
    const simile_model *model;
    const simile_augment_options *options;
    uint64_t seed;
    simile_tokens tokens;
    int32_t *ids; /* of all texts of the batch */
    size_t *starts;
    size_t ids_capacity, starts_capacity;
} simile_augment;

/* Changes the batch's texts; the new ids stay valid until the next call. */
simile_status simile_augment__run(simile_augment *augment, simile_batch *batch, uint64_t step);
void simile_augment__dispose(simile_augment *augment);

#endif
