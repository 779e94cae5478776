/* The values of an encoder's parameters: one slab, and the linear weights packed for the gemm in both directions. */
#ifndef SIMILE_ENCODER_WEIGHTS_H
#define SIMILE_ENCODER_WEIGHTS_H

#include "encoder.h"
#include "threads.h"

/* A zeroed slab for the encoder, which must outlive it. */
simile_status simile_weights__new(simile_weights **weights, const simile_encoder *encoder);
void simile_weights__free(simile_weights *weights);
/* The slab [n_values]; call simile_weights__pack after writing to it. */
simile_real *simile_weights__values(simile_weights *weights);
const simile_real *simile_weights__read(const simile_weights *weights);
/* Random start: normal(0, 0.02) for transformer matrices and tables as BERT does; a static table normal(0, 1/sqrt(H));
 * layer norms 1 and 0; biases 0. Each parameter draws from a stream of its own, so the values do not depend on the
 * layout. */
void simile_weights__randomize(simile_weights *weights, uint64_t seed);
/* Refreshes the packed copies from the slab, on the pool (NULL: this thread); `for_backward` also packs for the
 * backward (memory is taken on first use). */
simile_status simile_weights__pack(simile_weights *weights, simile_pool *pool, bool for_backward);

/* Packed copies of linear layer `index`: as y = x·Wᵀ and as dx = dy·W. */
const simile_real *simile_weights__forward_panel(const simile_weights *weights, size_t index);
const simile_real *simile_weights__backward_panel(const simile_weights *weights, size_t index);

#endif
