/* A moving average of the weights (train.average), which is evaluated and saved in their place. */
#ifndef SIMILE_TRAIN_AVERAGE_H
#define SIMILE_TRAIN_AVERAGE_H

#include "threads.h"
#include "weights.h"

typedef struct simile_average simile_average;

/* Starts at the weights as they are. */
simile_status simile_average__new(simile_average **average, const simile_weights *weights, size_t n_values,
                                  double decay);
void simile_average__free(simile_average *average);

/* [n_values], for checkpoints. */
simile_real *simile_average__values(simile_average *average);

/* Takes in the weights after step `number`, counted from 1. The same bits for any number of threads. */
simile_status simile_average__update(simile_average *average, const simile_weights *weights, uint64_t number,
                                     simile_pool *pool);

/* Exchanges average and weights; the caller packs the weights anew. Twice: nothing has happened. */
void simile_average__swap(simile_average *average, simile_weights *weights);

#endif
