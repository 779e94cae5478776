/* Pooling. B sentences, T tokens, H hidden, t tokens of one sentence. */
#include "pooling.h"
#include "elementwise.h"
#include <string.h>

/* mean: p = Σ x / t */
static void mean_forward(simile_real *pooled, const simile_real *x, size_t t, size_t width)
{
    memset(pooled, 0, width * sizeof *pooled);
    for (size_t i = 0; i < t; i++) {
        simile_vector__add(pooled, x + i * width, width);
    }
    simile_vector__scale(pooled, 1 / (simile_real)t, width);
}

/* dx = dp / t */
static void mean_backward(simile_real *dx, const simile_real *dpooled, size_t t, size_t width)
{
    for (size_t i = 0; i < t; i++) {
        memcpy(dx + i * width, dpooled, width * sizeof *dx);
        simile_vector__scale(dx + i * width, 1 / (simile_real)t, width);
    }
}

/* max: p = max over tokens, the first one on ties */
static void max_forward(simile_real *pooled, int32_t *tokens, const simile_real *x, size_t t, size_t width)
{
    memcpy(pooled, x, width * sizeof *pooled);
    memset(tokens, 0, width * sizeof *tokens);
    for (size_t i = 1; i < t; i++) {
        for (size_t h = 0; h < width; h++) {
            if (x[i * width + h] > pooled[h]) {
                pooled[h] = x[i * width + h];
                tokens[h] = (int32_t)i;
            }
        }
    }
}

/* dx = dp at the maximum, 0 elsewhere */
static void max_backward(simile_real *dx, const simile_real *dpooled, const int32_t *tokens, size_t t, size_t width)
{
    memset(dx, 0, t * width * sizeof *dx);
    for (size_t h = 0; h < width; h++) {
        dx[(size_t)tokens[h] * width + h] = dpooled[h];
    }
}

void simile_pooling__forward(simile_real *pooled, const simile_real *x, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const size_t width = shape->hidden;
    for (size_t b = 0; b < context->batch->n_sentences; b++) {
        const size_t start = context->batch->starts[b], t = context->batch->starts[b + 1] - start;
        const simile_real *rows = x + start * width;
        simile_real *row = pooled + b * width;
        if (t == 0) {
            memset(row, 0, width * sizeof *row);
        } else if (shape->pooling == SIMILE_POOLING_MEAN) {
            mean_forward(row, rows, t, width);
        } else if (shape->pooling == SIMILE_POOLING_MAX) {
            max_forward(row, context->activations->max_tokens + b * width, rows, t, width);
        } else {
            memcpy(row, rows, width * sizeof *row);
        }
    }
}

void simile_pooling__backward(simile_real *dx, const simile_real *dpooled, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const size_t width = shape->hidden;
    for (size_t b = 0; b < context->batch->n_sentences; b++) {
        const size_t start = context->batch->starts[b], t = context->batch->starts[b + 1] - start;
        const simile_real *row = dpooled + b * width;
        simile_real *rows = dx + start * width;
        if (t == 0) {
            continue;
        }
        if (shape->pooling == SIMILE_POOLING_MEAN) {
            mean_backward(rows, row, t, width);
        } else if (shape->pooling == SIMILE_POOLING_MAX) {
            max_backward(rows, row, context->activations->max_tokens + b * width, t, width);
        } else {
            memset(rows, 0, t * width * sizeof *rows);
            memcpy(rows, row, width * sizeof *rows);
        }
    }
}
