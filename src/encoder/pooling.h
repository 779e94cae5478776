/* From token rows to one row a sentence; several poolings stand behind one another in it. As sentence-transformers'
 * Pooling (sentence_transformer/modules/pooling.py) has it. */
#ifndef SIMILE_ENCODER_POOLING_H
#define SIMILE_ENCODER_POOLING_H

#include "context.h"

/* pooled [B, P] (=) from x [T, H]; a sentence without tokens gives zeros. */
void simile_pooling__forward(simile_real *pooled, const simile_real *x, const simile_context *context);
/* dx [T, H] (=) from dpooled [B, P]. */
void simile_pooling__backward(simile_real *dx, const simile_real *dpooled, const simile_context *context);

#endif
