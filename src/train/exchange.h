/* Adding the gradients of all ranks: recursive doubling, in which after the exchange with rank ^ 1, ^ 2, ^ 4, … every
 * rank holds the sum of two, four, eight, … of them. Both of a pair add in the same order, so all get the same bits. */
#ifndef SIMILE_TRAIN_EXCHANGE_H
#define SIMILE_TRAIN_EXCHANGE_H

#include "gradient.h"
#include "ranks.h"

typedef struct simile_exchange simile_exchange;

/* ranks NULL: one process, for which nothing is held. All memory is taken here, so that no rank runs out of it while
 * its partner waits. */
simile_status simile_exchange__new(simile_exchange **exchange, const simile_encoder *encoder, simile_ranks *ranks);
void simile_exchange__free(simile_exchange *exchange);

size_t simile_exchange__ranks(const simile_exchange *exchange);

/* *gradient, of this rank, becomes the sum over all ranks; it may become another object, and the one that was there
 * stays with the exchange. `status` is this rank's so far: when a rank has failed, all do. */
simile_status simile_exchange__add(simile_gradient **gradient, simile_exchange *exchange, simile_status status);

#endif
