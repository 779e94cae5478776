/* The two passes of the encoder: the list of operators, and the same list upside down. */
#include "block.h"
#include "context.h"
#include "elementwise.h"
#include "embedding.h"
#include "gradient.h"
#include "head.h"
#include "pooling.h"
#include "static_encoder.h"

/* last [T, H] (=); with `first_only` of the row of each sentence's first token alone */
static void blocks_forward(simile_real *last, const simile_context *context, bool first_only)
{
    simile_activations *a = context->activations;
    const size_t layers = context->encoder->shape.layers;
    simile_embedding__forward(a->blocks[0].x, context);
    for (size_t layer = 0; layer < layers; layer++) {
        const bool is_last = layer + 1 == layers;
        simile_real *z = is_last ? last : a->blocks[layer + 1].x;
        (is_last && first_only ? simile_block__forward_first : simile_block__forward)(z, context, layer);
    }
}

/* cls reads one row of a sentence, so that in encoding the last block needs no other: of its 12 H² multiply-adds a
 * token 3 are left. */
static bool reads_first_only(const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const bool is_cls = shape->n_poolings == 1 && shape->poolings[0] == SIMILE_POOLING_CLS;
    return is_cls && context->batch->n_skipped == 0 && !context->activations->in_training &&
           !context->pass->in_training;
}

static void transformer_forward(const simile_context *context)
{
    simile_activations *a = context->activations;
    blocks_forward(a->last, context, reads_first_only(context));
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
        blocks_forward(tokens, &context, false);
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
