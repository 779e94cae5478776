/* Attention by sentence and head. T tokens, H hidden, A heads, D = H/A, t tokens of one sentence. */
#include "attention.h"
#include "elementwise.h"
#include "gemm.h"
#include "sites.h"
#include <math.h>
#include <string.h>

/* One sentence's head. Query, key and value are columns of the same rows. */
typedef struct head_view {
    size_t t, depth, stride; /* tokens, D, 3H */
    const simile_real *query, *key, *value;
    simile_real *probabilities; /* [t, t] */
    simile_dropout_site site;
    simile_real scale; /* 1/√D */
} head_view;

static head_view view_head(const simile_context *context, size_t layer, size_t sentence, size_t head)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_activations *activations = context->activations;
    const simile_block_activations *block = &activations->blocks[layer];
    const size_t start = context->batch->starts[sentence], width = shape->hidden;
    head_view view = {.t = context->batch->starts[sentence + 1] - start, .depth = width / shape->heads};
    size_t square = activations->in_training ? activations->square_starts[sentence] + head * view.t * view.t : 0;
    view.stride = 3 * width;
    view.query = block->qkv + start * view.stride + head * view.depth;
    view.key = view.query + width;
    view.value = view.key + width;
    view.probabilities = block->probabilities + square;
    view.site = simile_sites__at(context->pass, context->batch, sentence, layer, SIMILE_SITE_PROBABILITIES + head);
    view.scale = (simile_real)(1 / sqrt((double)view.depth));
    return view;
}

static double dropout_of(const simile_context *context)
{
    return context->pass->in_training ? context->encoder->shape.dropout : 0;
}

/* Rows first … of the probabilities as they weigh the values: with dropout in training. */
static const simile_real *drop_probabilities(const head_view *view, const simile_context *context,
                                             const simile_real *probabilities, size_t first, size_t rows)
{
    double p = dropout_of(context);
    if (p <= 0) {
        return probabilities;
    }
    simile_dropout__apply(context->activations->scores, probabilities, rows * view->t, p, &view->site, first * view->t);
    return context->activations->scores;
}

/* P = softmax(Q·Kᵀ/√D),  C = dropout(P)·V, some queries at a time: in encoding P is never held whole. */
static void forward_head(simile_real *output, const head_view *view, const simile_context *context, size_t queries)
{
    const simile_activations *a = context->activations;
    const size_t t = view->t, depth = view->depth, width = context->encoder->shape.hidden;
    simile_panel__pack(a->panel, view->key, view->stride, true, depth, t);
    simile_panel__pack(a->value_panel, view->value, view->stride, false, t, depth);
    for (size_t first = 0; first < queries; first += SIMILE_ATTENTION_ROWS) {
        const size_t rows = queries - first < SIMILE_ATTENTION_ROWS ? queries - first : SIMILE_ATTENTION_ROWS;
        simile_real *probabilities = view->probabilities + (a->in_training ? first * t : 0);
        simile_left query = {.values = view->query + first * view->stride, .stride = view->stride};
        simile_gemm__run(probabilities, t, query, a->panel, rows, t, depth, SIMILE_GEMM_ZERO, NULL);
        simile_softmax__forward(probabilities, rows, t, t, view->scale);
        simile_left weights = {.values = drop_probabilities(view, context, probabilities, first, rows), .stride = t};
        simile_gemm__run(output + first * width, width, weights, a->value_panel, rows, depth, t, SIMILE_GEMM_ZERO,
                         NULL);
    }
}

void simile_attention__forward(const simile_context *context, size_t layer, size_t queries)
{
    const size_t width = context->encoder->shape.hidden;
    for (size_t b = 0; b < context->batch->n_sentences; b++) {
        for (size_t head = 0; head < context->encoder->shape.heads; head++) {
            head_view view = view_head(context, layer, b, head);
            simile_real *output =
                context->activations->blocks[layer].context + context->batch->starts[b] * width + head * view.depth;
            if (view.t > 0) {
                forward_head(output, &view, context, queries < view.t ? queries : view.t);
            }
        }
    }
}

/* With P' = dropout(P):  dV = P'ᵀ·dC,  dP = dropout(dC·Vᵀ),  dS = softmax'(dP)/√D,  dQ = dS·K,  dK = dSᵀ·Q */
static void backward_head(simile_real *dquery, const simile_real *dcontext, const head_view *view,
                          const simile_context *context)
{
    const size_t t = view->t, depth = view->depth, width = context->encoder->shape.hidden;
    simile_real *panel = context->activations->panel, *dscores = context->activations->dscores;
    simile_real *dkey = dquery + width, *dvalue = dkey + width;

    simile_left weights = {
        .values = drop_probabilities(view, context, view->probabilities, 0, t), .stride = t, .transposed = true};
    simile_panel__pack(panel, dcontext, width, false, t, depth);
    simile_gemm__run(dvalue, view->stride, weights, panel, t, depth, t, SIMILE_GEMM_ZERO, NULL);

    simile_left outer = {.values = dcontext, .stride = width};
    simile_panel__pack(panel, view->value, view->stride, true, depth, t);
    simile_gemm__run(dscores, t, outer, panel, t, t, depth, SIMILE_GEMM_ZERO, NULL);
    simile_dropout__apply(dscores, dscores, t * t, dropout_of(context), &view->site, 0);
    simile_softmax__backward(dscores, dscores, view->probabilities, t, t, t, view->scale);

    simile_left scores = {.values = dscores, .stride = t};
    simile_panel__pack(panel, view->key, view->stride, false, t, depth);
    simile_gemm__run(dquery, view->stride, scores, panel, t, depth, t, SIMILE_GEMM_ZERO, NULL);

    scores.transposed = true;
    simile_panel__pack(panel, view->query, view->stride, false, t, depth);
    simile_gemm__run(dkey, view->stride, scores, panel, t, depth, t, SIMILE_GEMM_ZERO, NULL);
}

void simile_attention__backward(simile_real *dqkv, const simile_real *dcontext, const simile_context *context,
                                size_t layer)
{
    const size_t width = context->encoder->shape.hidden;
    for (size_t b = 0; b < context->batch->n_sentences; b++) {
        const size_t start = context->batch->starts[b];
        for (size_t head = 0; head < context->encoder->shape.heads; head++) {
            head_view view = view_head(context, layer, b, head);
            size_t column = head * view.depth;
            if (view.t > 0) {
                backward_head(dqkv + start * view.stride + column, dcontext + start * width + column, &view, context);
            }
        }
    }
}
