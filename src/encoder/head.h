/* What follows the pooling, stage after stage: the modules of the folder (Dense, Normalize, Dropout), and in training
 * the projection head. */
#ifndef SIMILE_ENCODER_HEAD_H
#define SIMILE_ENCODER_HEAD_H

#include "context.h"

/* vectors [B, E] (=) from the kept pooled rows. */
void simile_head__forward(simile_real *vectors, const simile_context *context);
/* activations.dpooled [B, P] (=) from dvectors [B, E] (overwritten). */
void simile_head__backward(simile_real *dvectors, const simile_context *context);

#endif
