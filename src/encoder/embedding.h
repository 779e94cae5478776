/* Embeddings of a transformer: x = dropout(LayerNorm(word + position + type 0)). */
#ifndef SIMILE_ENCODER_EMBEDDING_H
#define SIMILE_ENCODER_EMBEDDING_H

#include "context.h"

/* x [T, H] (=) */
void simile_embedding__forward(simile_real *x, const simile_context *context);
/* From dx [T, H] (overwritten): gradients of the three tables and the norm (+=). */
void simile_embedding__backward(simile_real *dx, const simile_context *context);

#endif
