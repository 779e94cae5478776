/* The gradient cache: as many micro-batches of a step as the memory has room for keep their activations from the
 * forward to the backward pass; the others pass forward twice (Gao et al. 2021, "Scaling Deep Contrastive Learning
 * Batch Size under Memory Limited Setup"). What is kept changes no bits. */
#ifndef SIMILE_TRAIN_GRADIENT_CACHE_H
#define SIMILE_TRAIN_GRADIENT_CACHE_H

#include "activations.h"
#include "micro_batches.h"

typedef struct simile_gradient_cache simile_gradient_cache;

/* `memory`: bytes for activations, those that are kept and those of the workers that pass a micro-batch through. The
 * encoder must outlive the cache. */
simile_status simile_gradient_cache__new(simile_gradient_cache **cache, const simile_encoder *encoder, uint64_t memory,
                                         size_t n_workers);
void simile_gradient_cache__free(simile_gradient_cache *cache);

/* Divides the memory for a step of these micro-batches, of which the first ones are kept; what earlier steps kept and
 * this one does not is given back. */
simile_status simile_gradient_cache__divide(simile_gradient_cache *cache, const simile_micro_batch *micro, size_t n);

/* What micro-batch `index` keeps; NULL: nothing, and a worker's own activations serve. */
simile_activations *simile_gradient_cache__kept(const simile_gradient_cache *cache, size_t index);
size_t simile_gradient_cache__n_kept(const simile_gradient_cache *cache);

/* Workers that the memory has room for at once, and so use activations of their own or kept ones; 1 at the least. */
size_t simile_gradient_cache__n_at_once(const simile_gradient_cache *cache);

typedef struct simile_gradient_cache_plan {
    size_t n_kept, n_at_once;
    uint64_t all;   /* bytes that keeping everything would take */
    uint64_t taken; /* bytes of what is kept and of what is at work */
} simile_gradient_cache_plan;

/* How a step of n micro-batches whose activations take so many bytes each would be divided. */
simile_gradient_cache_plan simile_gradient_cache__plan(const simile_gradient_cache *cache, size_t n, uint64_t each);

#endif
