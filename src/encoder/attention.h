/* Multi-head self-attention (Vaswani et al. 2017), each sentence on its own. */
#ifndef SIMILE_ENCODER_ATTENTION_H
#define SIMILE_ENCODER_ATTENTION_H

#include "context.h"

/* context [T, H] (=) from qkv [T, 3H] of the block; keeps the probabilities in training. Of each sentence the first
 * `queries` tokens at most have a row in it. */
void simile_attention__forward(const simile_context *context, size_t layer, size_t queries);
/* dqkv [T, 3H] (=) from dcontext [T, H]. */
void simile_attention__backward(simile_real *dqkv, const simile_real *dcontext, const simile_context *context,
                                size_t layer);

#endif
