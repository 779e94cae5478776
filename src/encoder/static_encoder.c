/* The static encoder. B sentences, H width, t tokens of one sentence. */
#include "static_encoder.h"
#include "elementwise.h"
#include "gradient.h"
#include "weights.h"
#include <string.h>

/* p = Σ word[id] / t */
void simile_static__forward(simile_real *pooled, const simile_context *context)
{
    const simile_packed_batch *batch = context->batch;
    const size_t width = context->encoder->shape.hidden;
    const simile_real *table = simile_weights__words(context->weights);
    for (size_t b = 0; b < batch->n_sentences; b++) {
        simile_real *row = pooled + b * width;
        const size_t t = batch->starts[b + 1] - batch->starts[b];
        memset(row, 0, width * sizeof *row);
        for (size_t i = batch->starts[b]; i < batch->starts[b + 1]; i++) {
            simile_vector__add(row, table + (size_t)batch->ids[i] * width, width);
        }
        if (t > 0) {
            simile_vector__scale(row, row, 1 / (simile_real)t, width);
        }
    }
}

void simile_static__gather(simile_real *tokens, const simile_context *context)
{
    const simile_packed_batch *batch = context->batch;
    const size_t width = context->encoder->shape.hidden;
    const simile_real *table = simile_weights__words(context->weights);
    for (size_t t = 0; t < batch->n_tokens; t++) {
        memcpy(tokens + t * width, table + (size_t)batch->ids[t] * width, width * sizeof *tokens);
    }
}

/* dword[id] += dp / t */
void simile_static__backward(const simile_real *dpooled, const simile_context *context)
{
    const simile_packed_batch *batch = context->batch;
    const size_t width = context->encoder->shape.hidden;
    for (size_t b = 0; b < batch->n_sentences; b++) {
        const size_t t = batch->starts[b + 1] - batch->starts[b];
        for (size_t i = batch->starts[b]; i < batch->starts[b + 1]; i++) {
            simile_gradient__add_row(context->gradient, batch->ids[i], dpooled + b * width, 1 / (simile_real)t);
        }
    }
}
