/* How the texts of a batch are dealt to micro-batches, in order, and these to lanes. Micro-batches have about equally
 * many tokens, and their number M is a multiple of that of the lanes L where the batch is large enough, else L halved
 * as often as it has to be; lane l takes those from l·M/L, rounded up, on. All of it follows from the batch alone, so
 * every rank deals alike. */
#ifndef SIMILE_TRAIN_MICRO_BATCHES_H
#define SIMILE_TRAIN_MICRO_BATCHES_H

#include "batch.h"

/* Texts first … first + n_texts − 1 of the batch's C·N. */
typedef struct simile_micro_batch {
    size_t first, n_texts, n_tokens, longest; /* longest: tokens of the longest text */
} simile_micro_batch;

/* Valid when zeroed but for the first two lines. */
typedef struct simile_micro_batches {
    size_t n_lanes;
    size_t least_tokens, most_tokens; /* of one; fewer are not worth a task and a gradient of their own */
    simile_micro_batch *items;        /* [n] */
    size_t n, capacity;
} simile_micro_batches;

/* Tokens that each takes of a batch of so many: the last text is whole, so it may be more. */
size_t simile_micro_batches__target(const simile_micro_batches *micro, uint64_t n_tokens);

/* Deals the batch, whose texts have so many tokens together. */
simile_status simile_micro_batches__deal(simile_micro_batches *micro, const simile_batch *batch, uint64_t n_tokens);

/* The first micro-batch of a lane; of lane number L the end. */
size_t simile_micro_batches__lane_start(const simile_micro_batches *micro, size_t lane);

void simile_micro_batches__dispose(simile_micro_batches *micro);

#endif
