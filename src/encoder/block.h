/* One transformer block, post-norm as in BERT (Devlin et al. 2019): y = LN(x + attention(x)), z = LN(y + FFN(y)). */
#ifndef SIMILE_ENCODER_BLOCK_H
#define SIMILE_ENCODER_BLOCK_H

#include "context.h"

/* z [T, H] (=) from the block's kept input x. */
void simile_block__forward(simile_real *z, const simile_context *context, size_t layer);
/* The same, but of z only the row of each sentence's first token. Without dropout, and nothing is kept for a backward
 * pass. */
void simile_block__forward_first(simile_real *z, const simile_context *context, size_t layer);
/* dx [T, H]: holds dz on entry, dx on return. */
void simile_block__backward(simile_real *dx, const simile_context *context, size_t layer);

#endif
