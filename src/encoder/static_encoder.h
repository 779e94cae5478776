/* The static encoder: the mean of token rows (sentence-transformers' StaticEmbedding), no positions, no layers. */
#ifndef SIMILE_ENCODER_STATIC_ENCODER_H
#define SIMILE_ENCODER_STATIC_ENCODER_H

#include "context.h"

/* pooled [B, H] (=); a sentence without tokens gives zeros. */
void simile_static__forward(simile_real *pooled, const simile_context *context);
/* tokens [T, H] (=): the rows of the table. */
void simile_static__gather(simile_real *tokens, const simile_context *context);
/* Rows of the table += from dpooled [B, H]. */
void simile_static__backward(const simile_real *dpooled, const simile_context *context);

#endif
