/* Pooling. B sentences, T tokens, H hidden, P width of the pooled rows, t tokens of one sentence, of which the first k
 * are left out. */
#include "pooling.h"
#include "elementwise.h"
#include <math.h>
#include <string.h>

/* The tokens of one sentence: k … t − 1 take part. */
typedef struct token_range {
    size_t skipped; /* k */
    size_t n;       /* t */
} token_range;

/* mean, mean_sqrt_len, weightedmean: p = Σ c·x / d with c = 1, 1, i and d = t − k, √(t − k), Σ i; places i count from 1
 * and from the sentence's first token, also when it is left out. */
static simile_real weight_of(simile_pooling pooling, size_t i)
{
    return pooling == SIMILE_POOLING_WEIGHTED_MEAN ? (simile_real)(i + 1) : 1;
}

static simile_real divisor_of(simile_pooling pooling, token_range range)
{
    const double count = (double)(range.n - range.skipped);
    if (pooling == SIMILE_POOLING_WEIGHTED_MEAN) {
        return (simile_real)(count * (double)(range.skipped + 1 + range.n) / 2);
    }
    return (simile_real)(pooling == SIMILE_POOLING_MEAN_SQRT_LENGTH ? sqrt(count) : count);
}

static void mean_forward(simile_real *pooled, const simile_real *x, simile_pooling pooling, token_range range,
                         size_t width)
{
    memset(pooled, 0, width * sizeof *pooled);
    for (size_t i = range.skipped; i < range.n; i++) {
        simile_vector__add_scaled(pooled, x + i * width, weight_of(pooling, i), width);
    }
    simile_vector__scale(pooled, pooled, 1 / divisor_of(pooling, range), width);
}

/* dx += c·dp / d */
static void mean_backward(simile_real *dx, const simile_real *dpooled, simile_pooling pooling, token_range range,
                          size_t width)
{
    const simile_real divisor = divisor_of(pooling, range);
    for (size_t i = range.skipped; i < range.n; i++) {
        simile_vector__add_scaled(dx + i * width, dpooled, weight_of(pooling, i) / divisor, width);
    }
}

/* max: p = max over tokens, the first one on ties */
static void max_forward(simile_real *pooled, int32_t *tokens, const simile_real *x, token_range range, size_t width)
{
    memcpy(pooled, x + range.skipped * width, width * sizeof *pooled);
    for (size_t h = 0; h < width; h++) {
        tokens[h] = (int32_t)range.skipped;
    }
    for (size_t i = range.skipped + 1; i < range.n; i++) {
        for (size_t h = 0; h < width; h++) {
            if (x[i * width + h] > pooled[h]) {
                pooled[h] = x[i * width + h];
                tokens[h] = (int32_t)i;
            }
        }
    }
}

/* dx += dp at the maximum */
static void max_backward(simile_real *dx, const simile_real *dpooled, const int32_t *tokens, size_t width)
{
    for (size_t h = 0; h < width; h++) {
        dx[(size_t)tokens[h] * width + h] += dpooled[h];
    }
}

/* cls, lasttoken: p = the row of one token */
static size_t chosen_token(simile_pooling pooling, token_range range)
{
    return pooling == SIMILE_POOLING_CLS ? range.skipped : range.n - 1;
}

/* The tokens that take part. A sentence whose tokens are all left out has none, but for cls, which then takes the
 * first as sentence-transformers does. */
static token_range range_of(simile_pooling pooling, const simile_packed_batch *batch, size_t sentence)
{
    token_range range = {.skipped = batch->n_skipped, .n = batch->starts[sentence + 1] - batch->starts[sentence]};
    if (range.skipped >= range.n && pooling == SIMILE_POOLING_CLS) {
        range.skipped = 0;
    }
    return range;
}

static void forward(simile_real *row, int32_t *tokens, const simile_real *x, simile_pooling pooling, token_range range,
                    size_t width)
{
    if (range.skipped >= range.n) {
        memset(row, 0, width * sizeof *row);
        memset(tokens, 0, width * sizeof *tokens);
        return;
    }
    switch (pooling) {
    case SIMILE_POOLING_MEAN:
    case SIMILE_POOLING_MEAN_SQRT_LENGTH:
    case SIMILE_POOLING_WEIGHTED_MEAN:
        mean_forward(row, x, pooling, range, width);
        break;
    case SIMILE_POOLING_MAX:
        max_forward(row, tokens, x, range, width);
        break;
    case SIMILE_POOLING_CLS:
    case SIMILE_POOLING_LAST_TOKEN:
        memcpy(row, x + chosen_token(pooling, range) * width, width * sizeof *row);
        break;
    }
}

/* dx += */
static void backward(simile_real *dx, const simile_real *drow, const int32_t *tokens, simile_pooling pooling,
                     token_range range, size_t width)
{
    if (range.skipped >= range.n) {
        return;
    }
    switch (pooling) {
    case SIMILE_POOLING_MEAN:
    case SIMILE_POOLING_MEAN_SQRT_LENGTH:
    case SIMILE_POOLING_WEIGHTED_MEAN:
        mean_backward(dx, drow, pooling, range, width);
        break;
    case SIMILE_POOLING_MAX:
        max_backward(dx, drow, tokens, width);
        break;
    case SIMILE_POOLING_CLS:
    case SIMILE_POOLING_LAST_TOKEN:
        simile_vector__add(dx + chosen_token(pooling, range) * width, drow, width);
        break;
    }
}

void simile_pooling__forward(simile_real *pooled, const simile_real *x, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_packed_batch *batch = context->batch;
    const size_t width = shape->hidden, pooled_width = context->encoder->pooled;
    for (size_t b = 0; b < batch->n_sentences; b++) {
        for (size_t p = 0; p < shape->n_poolings; p++) {
            const size_t place = b * pooled_width + p * width;
            forward(pooled + place, context->activations->max_tokens + place, x + batch->starts[b] * width,
                    shape->poolings[p], range_of(shape->poolings[p], batch, b), width);
        }
    }
}

void simile_pooling__backward(simile_real *dx, const simile_real *dpooled, const simile_context *context)
{
    const simile_encoder_shape *shape = &context->encoder->shape;
    const simile_packed_batch *batch = context->batch;
    const size_t width = shape->hidden, pooled_width = context->encoder->pooled;
    memset(dx, 0, batch->n_tokens * width * sizeof *dx);
    for (size_t b = 0; b < batch->n_sentences; b++) {
        for (size_t p = 0; p < shape->n_poolings; p++) {
            const size_t place = b * pooled_width + p * width;
            backward(dx + batch->starts[b] * width, dpooled + place, context->activations->max_tokens + place,
                     shape->poolings[p], range_of(shape->poolings[p], batch, b), width);
        }
    }
}
