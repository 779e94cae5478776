/* What every operator of a pass needs, in one struct. Private to the encoder layer. */
#ifndef SIMILE_ENCODER_CONTEXT_H
#define SIMILE_ENCODER_CONTEXT_H

#include "layout.h"
#include "workspace.h"

typedef struct simile_context {
    const simile_encoder *encoder;
    const simile_weights *weights;
    const simile_packed_batch *batch;
    const simile_pass *pass;
    simile_activations *activations;
    simile_gradient *gradient; /* backward only */
} simile_context;

#endif
