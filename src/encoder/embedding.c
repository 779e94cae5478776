/* Embeddings. T tokens of the packed batch, H hidden. */
#include "embedding.h"
#include "elementwise.h"
#include "gradient.h"
#include "sites.h"
#include "weights.h"
#include <string.h>

/* s = word[id] + position[i] + type[0],  x = dropout(LayerNorm(s)) */
void simile_embedding__forward(simile_real *x, const simile_context *context)
{
    const simile_encoder *encoder = context->encoder;
    const simile_packed_batch *batch = context->batch;
    const simile_real *values = simile_weights__read(context->weights);
    const size_t width = encoder->shape.hidden;
    const simile_real *words = simile_weights__words(context->weights);
    simile_real *sum = context->activations->embedding_sum;
    for (size_t b = 0; b < batch->n_sentences; b++) {
        for (size_t t = batch->starts[b], i = 0; t < batch->starts[b + 1]; t++, i++) {
            simile_real *row = sum + t * width;
            memcpy(row, words + (size_t)batch->ids[t] * width, width * sizeof *row);
            simile_vector__add(row, values + encoder->types, width);
            simile_vector__add(row, values + encoder->positions + i * width, width);
        }
    }
    simile_layer_norm__forward(x, context->activations->embedding_statistics, sum,
                               values + encoder->embedding_norm.gamma, values + encoder->embedding_norm.beta,
                               batch->n_tokens, width, encoder->shape.layer_norm_epsilon);
    simile_sites__drop_rows(x, context->pass, batch, SIMILE_EMBEDDING_LAYER, SIMILE_SITE_EMBEDDING, width,
                            encoder->shape.dropout);
}

/* ds = LayerNorm'(dropout(dx)),  dword[id] += ds,  dposition[i] += ds,  dtype[0] += Σ ds */
void simile_embedding__backward(simile_real *dx, const simile_context *context)
{
    const simile_encoder *encoder = context->encoder;
    const simile_packed_batch *batch = context->batch;
    const simile_real *values = simile_weights__read(context->weights);
    simile_real *slab = simile_gradient__values(context->gradient);
    const size_t width = encoder->shape.hidden;
    simile_sites__drop_rows(dx, context->pass, batch, SIMILE_EMBEDDING_LAYER, SIMILE_SITE_EMBEDDING, width,
                            encoder->shape.dropout);
    simile_layer_norm__backward(dx, slab + encoder->embedding_norm.gamma, slab + encoder->embedding_norm.beta, dx,
                                context->activations->embedding_sum, context->activations->embedding_statistics,
                                values + encoder->embedding_norm.gamma, batch->n_tokens, width);
    for (size_t b = 0; b < batch->n_sentences; b++) {
        for (size_t t = batch->starts[b], i = 0; t < batch->starts[b + 1]; t++, i++) {
            const simile_real *row = dx + t * width;
            simile_gradient__add_row(context->gradient, batch->ids[t], row, 1);
            simile_vector__add(slab + encoder->positions + i * width, row, width);
            simile_vector__add(slab + encoder->types, row, width);
        }
    }
}
