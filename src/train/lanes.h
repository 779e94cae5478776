/* Lanes: a step's micro-batches are dealt to a fixed number of lanes, whatever the machine; each lane sums its
 * gradients in order, and lanes are added as a binary tree, siblings as soon as both are there. So the sum has the same
 * bits for any number of threads, and only about threads + log2(lanes) gradients live at once. Of several ranks each
 * has as many of the lanes, in order: a subtree each, above which the tree goes on by exchanges of two ranks. */
#ifndef SIMILE_TRAIN_LANES_H
#define SIMILE_TRAIN_LANES_H

#include "gradient.h"
#include "ranks.h"
#include "threads.h"

typedef struct simile_lanes simile_lanes;

/* Adds everything of lane `lane` to the gradient, which is clear on entry. */
typedef simile_status (*simile_lane_task)(simile_gradient *gradient, void *context, size_t lane, size_t worker);

/* The number of ranks is a power of two that divides the lanes, else SIMILE_ERROR_CONFIG. */
simile_status simile_lanes__new(simile_lanes **lanes, const simile_encoder *encoder, size_t n_lanes,
                                simile_ranks *ranks);
void simile_lanes__free(simile_lanes *lanes);

/* The first lane of a rank's own; of rank number n the end. */
size_t simile_lanes__start(const simile_lanes *lanes, size_t rank);

/* Runs this rank's lanes on the pool; *sum, of all ranks' lanes, is borrowed until the next run. */
simile_status simile_lanes__run(simile_gradient **sum, simile_lanes *lanes, simile_lane_task task, void *context,
                                simile_pool *pool);

#endif
