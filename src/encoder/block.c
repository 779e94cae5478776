/* A transformer block. T tokens, H hidden, F FFN width. */
#include "block.h"
#include "attention.h"
#include "elementwise.h"
#include "gradient.h"
#include "sites.h"
#include "weights.h"
#include <string.h>

static void norm_forward(simile_real *y, simile_real *statistics, const simile_real *x, size_t rows,
                         simile_norm_layout norm, const simile_context *context)
{
    const simile_real *values = simile_weights__read(context->weights);
    simile_layer_norm__forward(y, statistics, x, values + norm.gamma, values + norm.beta, rows,
                               context->encoder->shape.hidden, context->encoder->shape.layer_norm_epsilon);
}

/* In place on dy. */
static void norm_backward(simile_real *dy, const simile_real *x, const simile_real *statistics, simile_norm_layout norm,
                          const simile_context *context)
{
    simile_real *slab = simile_gradient__values(context->gradient);
    simile_layer_norm__backward(dy, slab + norm.gamma, slab + norm.beta, dy, x, statistics,
                                simile_weights__read(context->weights) + norm.gamma, context->batch->n_tokens,
                                context->encoder->shape.hidden);
}

static void drop(simile_real *x, const simile_context *context, size_t layer, size_t site)
{
    simile_sites__drop_rows(x, context->pass, context->batch, layer, site, context->encoder->shape.hidden,
                            context->encoder->shape.dropout);
}

/* The rows of attention(x) of each sentence's first `queries` tokens. */
static void attend(const simile_context *context, size_t layer, size_t queries)
{
    const simile_activations *a = context->activations;
    const simile_block_activations *block = &a->blocks[layer];
    const size_t width = context->encoder->shape.hidden;
    simile_linear__forward(block->qkv, 3 * width, &context->encoder->blocks[layer].qkv, context->weights, block->x,
                           width, context->batch->n_tokens, a->product_work);
    simile_attention__forward(context, layer, queries);
}

/* s = x + dropout(attention(x)·Woᵀ + bo),  y = LN(s), for the first rows of attention(x) and x */
static void attention_forward(const simile_context *context, size_t layer, size_t rows)
{
    const simile_block_layout *layout = &context->encoder->blocks[layer];
    const simile_activations *a = context->activations;
    const simile_block_activations *block = &a->blocks[layer];
    const size_t width = context->encoder->shape.hidden;
    simile_linear__forward(block->attention_sum, width, &layout->output, context->weights, block->context, width, rows,
                           a->product_work);
    drop(block->attention_sum, context, layer, SIMILE_SITE_ATTENTION);
    simile_vector__add(block->attention_sum, block->x, rows * width);
    norm_forward(block->middle, block->attention_statistics, block->attention_sum, rows, layout->attention_norm,
                 context);
}

/* From dy in place: dx. */
static void attention_backward(simile_real *dx, const simile_context *context, size_t layer)
{
    const simile_block_layout *layout = &context->encoder->blocks[layer];
    const simile_activations *a = context->activations;
    const simile_block_activations *block = &a->blocks[layer];
    const size_t tokens = context->batch->n_tokens, width = context->encoder->shape.hidden;
    norm_backward(dx, block->attention_sum, block->attention_statistics, layout->attention_norm, context);
    memcpy(a->dbranch, dx, tokens * width * sizeof *dx);
    drop(a->dbranch, context, layer, SIMILE_SITE_ATTENTION);
    simile_linear__input_gradient(a->dcontext, width, false, &layout->output, context->weights, a->dbranch, tokens,
                                  a->product_work);
    simile_linear__weight_gradient(context->gradient, &layout->output, a->dbranch, block->context, width, tokens,
                                   a->outer_work);
    simile_attention__backward(a->dqkv, a->dcontext, context, layer);
    simile_linear__input_gradient(dx, width, true, &layout->qkv, context->weights, a->dqkv, tokens, a->product_work);
    simile_linear__weight_gradient(context->gradient, &layout->qkv, a->dqkv, block->x, width, tokens, a->outer_work);
}

/* s = y + dropout(GELU(y·W1ᵀ + b1)·W2ᵀ + b2),  z = LN(s); rows in tiles, so that the intermediate stays in cache. */
static void ffn_forward(simile_real *z, const simile_context *context, size_t layer, size_t n_rows)
{
    const simile_block_layout *layout = &context->encoder->blocks[layer];
    const simile_activations *a = context->activations;
    const simile_block_activations *block = &a->blocks[layer];
    const size_t width = context->encoder->shape.hidden, ffn = context->encoder->shape.ffn;
    for (size_t t = 0; t < n_rows; t += SIMILE_FFN_TILE) {
        const size_t rows = n_rows - t < SIMILE_FFN_TILE ? n_rows - t : SIMILE_FFN_TILE;
        simile_real *up = block->up + (a->in_training ? t * ffn : 0);
        simile_linear__forward(up, ffn, &layout->up, context->weights, block->middle + t * width, width, rows,
                               a->product_work);
        simile_gelu__forward(a->tile, up, rows * ffn);
        simile_linear__forward(block->ffn_sum + t * width, width, &layout->down, context->weights, a->tile, ffn, rows,
                               a->product_work);
    }
    drop(block->ffn_sum, context, layer, SIMILE_SITE_FFN);
    simile_vector__add(block->ffn_sum, block->middle, n_rows * width);
    norm_forward(z, block->ffn_statistics, block->ffn_sum, n_rows, layout->ffn_norm, context);
}

/* Rows first … of the FFN: dy += d(up)·W1 and what the weights' gradients need, GELU(up) and d(up), behind one another
 * in a->tile and a->dtile. */
static void ffn_rows_backward(simile_real *dy, const simile_context *context, size_t layer, size_t first, size_t rows)
{
    const simile_block_layout *layout = &context->encoder->blocks[layer];
    const simile_activations *a = context->activations;
    const size_t width = context->encoder->shape.hidden, ffn = context->encoder->shape.ffn;
    for (size_t t = 0; t < rows; t += SIMILE_FFN_TILE) {
        const size_t n = rows - t < SIMILE_FFN_TILE ? rows - t : SIMILE_FFN_TILE;
        simile_real *dup = a->dtile + t * ffn;
        simile_linear__input_gradient(dup, ffn, false, &layout->down, context->weights,
                                      a->dbranch + (first + t) * width, n, a->product_work);
        simile_gelu__backward(dup, a->tile + t * ffn, dup, a->blocks[layer].up + (first + t) * ffn, n * ffn);
        simile_linear__input_gradient(dy + (first + t) * width, width, true, &layout->up, context->weights, dup, n,
                                      a->product_work);
    }
}

/* From dz in place: dy. Weight gradients take a stretch of rows at once: each sum of theirs comes and goes once a
 * stretch. */
static void ffn_backward(simile_real *dy, const simile_context *context, size_t layer)
{
    const simile_block_layout *layout = &context->encoder->blocks[layer];
    const simile_activations *a = context->activations;
    const simile_block_activations *block = &a->blocks[layer];
    const size_t tokens = context->batch->n_tokens, width = context->encoder->shape.hidden;
    const size_t ffn = context->encoder->shape.ffn;
    norm_backward(dy, block->ffn_sum, block->ffn_statistics, layout->ffn_norm, context);
    memcpy(a->dbranch, dy, tokens * width * sizeof *dy);
    drop(a->dbranch, context, layer, SIMILE_SITE_FFN);
    for (size_t t = 0; t < tokens; t += SIMILE_FFN_STRETCH) {
        const size_t rows = tokens - t < SIMILE_FFN_STRETCH ? tokens - t : SIMILE_FFN_STRETCH;
        ffn_rows_backward(dy, context, layer, t, rows);
        simile_linear__weight_gradient(context->gradient, &layout->down, a->dbranch + t * width, a->tile, ffn, rows,
                                       a->outer_work);
        simile_linear__weight_gradient(context->gradient, &layout->up, a->dtile, block->middle + t * width, width, rows,
                                       a->outer_work);
    }
}

void simile_block__forward(simile_real *z, const simile_context *context, size_t layer)
{
    const size_t tokens = context->batch->n_tokens;
    attend(context, layer, tokens);
    attention_forward(context, layer, tokens);
    ffn_forward(z, context, layer, tokens);
}

/* Row b = row starts[b], for each sentence b; starts[b] ≥ b. */
static void gather_first(simile_real *rows, const simile_packed_batch *batch, size_t width)
{
    for (size_t b = 0; b < batch->n_sentences; b++) {
        memmove(rows + b * width, rows + batch->starts[b] * width, width * sizeof *rows);
    }
}

/* The other way. */
static void scatter_first(simile_real *rows, const simile_packed_batch *batch, size_t width)
{
    for (size_t b = batch->n_sentences; b-- > 0;) {
        memmove(rows + batch->starts[b] * width, rows + b * width, width * sizeof *rows);
    }
}

void simile_block__forward_first(simile_real *z, const simile_context *context, size_t layer)
{
    const simile_block_activations *block = &context->activations->blocks[layer];
    const simile_packed_batch *batch = context->batch;
    const size_t width = context->encoder->shape.hidden;
    attend(context, layer, 1);
    gather_first(block->context, batch, width);
    gather_first(block->x, batch, width);
    attention_forward(context, layer, batch->n_sentences);
    ffn_forward(z, context, layer, batch->n_sentences);
    scatter_first(z, batch, width);
}

void simile_block__backward(simile_real *dx, const simile_context *context, size_t layer)
{
    ffn_backward(dx, context, layer);
    attention_backward(dx, context, layer);
}
