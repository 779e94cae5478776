/* The two passes of the encoder: the list of operators, and the same list upside down. */
#include "block.h"
#include "context.h"
#include "elementwise.h"
#include "embedding.h"
#include "gradient.h"
#include "head.h"
#include "pooling.h"
#include "static_encoder.h"

/* last [T, H] (=) */
static void blocks_forward(simile_real *last, const simile_context *context)
{
    simile_activations *a = context->activations;
    const size_t layers = context->encoder->shape.layers;
    simile_embedding__forward(a->blocks[0].x, context);
    for (size_t layer = 0; layer < layers; layer++) {
        simile_block__forward(layer + 1 < layers ? a->blocks[layer + 1].x : last, context, layer);
    }
}

static void transformer_forward(const simile_context *context)
{
    simile_activations *a = context->activations;
    blocks_forward(a->last, context);
    simile_pooling__forward(a->pooled, a->last, context);
}

static void transformer_backward(const simile_context *context)
{
    simile_activations *a = context->activations;
    simile_pooling__backward(a->dx, a->dpooled, context);
    for (size_t stage = context->encoder->shape.layers; stage > 0 && stage >= context->pass->n_frozen; stage--) {
        simile_block__backward(a->dx, context, stage - 1);
    }
    if (context->pass->n_frozen == 0) {
        simile_embedding__backward(a->dx, context);
    }
}

void simile_encoder__forward(simile_real *vectors, simile_activations *activations, const simile_encoder *encoder,
                             const simile_weights *weights, const simile_packed_batch *batch, const simile_pass *pass)
{
    simile_context context = {encoder, weights, batch, pass, activations, NULL};
    if (encoder->shape.kind == SIMILE_ENCODER_STATIC) {
        simile_static__forward(activations->pooled, &context);
    } else {
        transformer_forward(&context);
    }
    simile_head__forward(vectors, &context);
}

void simile_encoder__forward_tokens(simile_real *tokens, simile_activations *activations, const simile_encoder *encoder,
                                    const simile_weights *weights, const simile_packed_batch *batch)
{
    static const simile_pass pass = {0};
    simile_context context = {encoder, weights, batch, &pass, activations, NULL};
    if (encoder->shape.kind == SIMILE_ENCODER_STATIC) {
        simile_static__gather(tokens, &context);
    } else {
        blocks_forward(tokens, &context);
    }
}

void simile_encoder__backward(simile_gradient *gradient, simile_real *dvectors, simile_activations *activations,
                              const simile_encoder *encoder, const simile_weights *weights,
                              const simile_packed_batch *batch, const simile_pass *pass)
{
    simile_context context = {encoder, weights, batch, pass, activations, gradient};
    simile_head__backward(dvectors, &context);
    if (encoder->shape.kind == SIMILE_ENCODER_TRANSFORMER) {
        transformer_backward(&context);
    } else if (pass->n_frozen == 0) {
        simile_static__backward(activations->dpooled, &context);
    }
}
