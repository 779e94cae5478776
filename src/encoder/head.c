/* Heads over sentence rows. B sentences, H hidden, E embedding width. */
#include "head.h"
#include "elementwise.h"
#include "gradient.h"
#include "weights.h"
#include <string.h>

static bool has_projection(const simile_context *context)
{
    return context->pass->in_training && context->encoder->shape.projection != SIMILE_PROJECTION_NONE;
}

/* The rows that enter the projection (or the normalising, without one). */
static const simile_real *rows_before_projection(const simile_context *context)
{
    return context->encoder->shape.dense ? context->activations->dense : context->activations->pooled;
}

/* y = act(x·Wᵀ + b) */
static void dense_forward(const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_activations *a = context->activations;
    const size_t n = context->batch->n_sentences;
    simile_linear__forward(a->dense, shape->dense, &context->encoder->dense, context->weights, a->pooled, shape->hidden,
                           n, a->product_work);
    if (shape->dense_activation == SIMILE_ACTIVATION_TANH) {
        simile_tanh__forward(a->dense, a->dense, n * shape->dense);
    }
}

static void linear_backward(simile_real *dx, const simile_linear *linear, const simile_real *dy, const simile_real *x,
                            const simile_context *context)
{
    simile_linear_backward pass = {
        .dx = dx, .lddx = linear->in, .dy = dy, .x = x, .ldx = linear->in, .work = context->activations->outer_work};
    simile_linear__backward(&pass, context->gradient, linear, context->weights, context->batch->n_sentences);
}

/* dpooled from dy (overwritten) */
static void dense_backward(simile_real *dy, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_activations *a = context->activations;
    if (shape->dense_activation == SIMILE_ACTIVATION_TANH) {
        simile_tanh__backward(dy, dy, a->dense, context->batch->n_sentences * shape->dense);
    }
    linear_backward(a->dpooled, &context->encoder->dense, dy, a->pooled, context);
}

/* tanh: y = tanh(x·Wᵀ + b);  mlp: y = GELU(x·W0ᵀ + b0)·W1ᵀ + b1 */
static void projection_forward(const simile_context *context)
{
    const simile_linear *layers = context->encoder->projection;
    const simile_activations *a = context->activations;
    const size_t n = context->batch->n_sentences, width = layers[0].in;
    simile_linear__forward(a->hidden, width, &layers[0], context->weights, rows_before_projection(context), width, n,
                           a->product_work);
    if (context->encoder->shape.projection == SIMILE_PROJECTION_TANH) {
        simile_tanh__forward(a->projected, a->hidden, n * width);
        return;
    }
    simile_gelu__forward(a->projected, a->hidden, n * width);
    simile_linear__forward(a->vectors, width, &layers[1], context->weights, a->projected, width, n, a->product_work);
}

/* dy in place: the gradient of the rows before the projection. */
static void projection_backward(simile_real *dy, const simile_context *context)
{
    const simile_linear *layers = context->encoder->projection;
    const simile_activations *a = context->activations;
    const size_t n = context->batch->n_sentences, width = layers[0].in;
    if (context->encoder->shape.projection == SIMILE_PROJECTION_TANH) {
        simile_tanh__backward(a->dhidden, dy, a->projected, n * width);
    } else {
        linear_backward(a->dhidden, &layers[1], dy, a->projected, context);
        simile_gelu__backward(a->dhidden, a->dhidden, a->hidden, n * width);
    }
    linear_backward(dy, &layers[0], a->dhidden, rows_before_projection(context), context);
}

/* The rows that are normalised. */
static const simile_real *last_rows(const simile_context *context)
{
    if (!has_projection(context)) {
        return rows_before_projection(context);
    }
    return context->encoder->shape.projection == SIMILE_PROJECTION_TANH ? context->activations->projected
                                                                        : context->activations->vectors;
}

void simile_head__forward(simile_real *vectors, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_activations *a = context->activations;
    const size_t n = context->batch->n_sentences;
    const size_t width = simile_encoder__width(context->encoder, context->pass->in_training);
    if (shape->dense) {
        dense_forward(context);
    }
    if (has_projection(context)) {
        projection_forward(context);
    }
    memcpy(vectors, last_rows(context), n * width * sizeof *vectors);
    if (shape->normalize) {
        simile_normalize__forward(vectors, a->norms, vectors, n, width);
        memcpy(a->vectors, vectors, n * width * sizeof *vectors);
    }
}

void simile_head__backward(simile_real *dvectors, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_activations *a = context->activations;
    const size_t n = context->batch->n_sentences;
    const size_t width = simile_encoder__width(context->encoder, true);
    if (shape->normalize) {
        simile_normalize__backward(dvectors, dvectors, a->vectors, a->norms, n, width);
    }
    if (has_projection(context)) {
        projection_backward(dvectors, context);
    }
    if (shape->dense) {
        dense_backward(dvectors, context);
    } else {
        memcpy(a->dpooled, dvectors, n * width * sizeof *dvectors);
    }
}
