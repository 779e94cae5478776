/* The values of an encoder's parameters: one slab, and the linear weights packed for the products in both directions.
 */
#ifndef SIMILE_ENCODER_WEIGHTS_H
#define SIMILE_ENCODER_WEIGHTS_H

#include "encoder.h"
#include "packed.h"
#include "threads.h"

/* A zeroed slab for the encoder, which must outlive it. The slab is float32 in any case; its linear layers' packed
 * copies have the precision of their products. A row too long for that is SIMILE_ERROR_CONFIG. */
simile_status simile_weights__new(simile_weights **weights, const simile_encoder *encoder);
/* Weights for encoding alone: the slab is not zeroed, and parameters may lie elsewhere (simile_weights__borrow). */
simile_status simile_weights__new_for_encoding(simile_weights **weights, const simile_encoder *encoder);
void simile_weights__free(simile_weights *weights);
/* The slab [n_values]; call simile_weights__pack after writing to it. */
simile_real *simile_weights__values(simile_weights *weights);
const simile_real *simile_weights__read(const simile_weights *weights);
/* Lets parameter `index` lie at `values` [rows × cols], which must outlive the weights, in place of the slab. Only the
 * word table and the weights of linear layers may: all else is read from the slab. */
void simile_weights__borrow(simile_weights *weights, size_t index, const simile_real *values);
/* Where parameter `index` lies. */
const simile_real *simile_weights__parameter(const simile_weights *weights, size_t index);
/* The word table [V, H]. */
const simile_real *simile_weights__words(const simile_weights *weights);
/* Random start: normal(0, 0.02) for transformer matrices and tables as BERT does; a static table normal(0, 1/sqrt(H));
 * layer norms 1 and 0; biases 0. Each parameter draws from a stream of its own, so the values do not depend on the
 * layout. */
void simile_weights__randomize(simile_weights *weights, uint64_t seed);
/* Bytes of the packed copies that there are. */
size_t simile_weights__packed_bytes(const simile_weights *weights);
/* Refreshes the packed copies from the parameters, on the pool (NULL: this thread); `for_backward` also packs for the
 * backward (memory is taken on first use; not for weights made for encoding, nor in int8). */
simile_status simile_weights__pack(simile_weights *weights, simile_pool *pool, bool for_backward);

/* Refreshes the forward copy of linear layer `index` alone; those of different layers may be refreshed side by side. */
void simile_weights__pack_linear(simile_weights *weights, size_t index);

/* Packed copies of linear layer `index`: as y = x·Wᵀ and as dx = dy·W. */
const simile_packed *simile_weights__forward_panel(const simile_weights *weights, size_t index);
const simile_packed *simile_weights__backward_panel(const simile_weights *weights, size_t index);

#endif
