/* Stages over sentence rows. B sentences, P width of the pooled rows, W width of a stage, E embedding width. */
#include "head.h"
#include "elementwise.h"
#include "gradient.h"
#include "module_activation.h"
#include "sites.h"
#include "weights.h"
#include <string.h>

#define NORM_EPSILON 1e-5 /* PyTorch's default, which a folder cannot change */

static bool takes_part(const simile_stage *stage, const simile_pass *pass)
{
    return !stage->in_training_only || pass->in_training;
}

/* Dropout of each sentence's row by its own stream, in training; the backward is the same call. */
static void drop(simile_real *rows, const simile_context *context, size_t index)
{
    const simile_stage *stage = &context->encoder->stages[index];
    const size_t width = stage->width;
    for (size_t b = 0; b < context->batch->n_sentences && context->pass->in_training; b++) {
        const simile_dropout_site site = simile_sites__at(context->pass, context->batch, b, SIMILE_HEAD_LAYER, index);
        simile_dropout__apply(rows + b * width, rows + b * width, width, stage->module.dropout, &site, 0);
    }
}

/* dense: y = act(x·Wᵀ + b);  normalize: y = x/‖x‖;  dropout: y = x, with some values dropped in training;
 * layer norm: y = γ·(x − mean)/√(var + ε) + β */
static void stage_forward(const simile_context *context, size_t index, const simile_real *x)
{
    const simile_stage *stage = &context->encoder->stages[index];
    const simile_stage_activations *kept = &context->activations->stages[index];
    const size_t n = context->batch->n_sentences, width = stage->width;
    const simile_real *values = simile_weights__read(context->weights);
    switch (stage->module.kind) {
    case SIMILE_MODULE_DENSE:
        simile_linear__forward(kept->before, width, &stage->linear, context->weights, x, stage->linear.in, n,
                               context->activations->product_work);
        simile_module_activation__forward(kept->after, kept->before, stage->module.activation, n * width);
        break;
    case SIMILE_MODULE_NORMALIZE:
        simile_normalize__forward(kept->after, kept->norms, x, n, width);
        break;
    case SIMILE_MODULE_DROPOUT:
        memcpy(kept->after, x, n * width * sizeof *x);
        drop(kept->after, context, index);
        break;
    case SIMILE_MODULE_LAYER_NORM:
        simile_layer_norm__forward(kept->after, kept->norms, x, values + stage->norm.gamma, values + stage->norm.beta,
                                   n, width, NORM_EPSILON);
        break;
    }
}

/* From dy (overwritten) the gradient of what the stage took: dy itself, or `dx` where the width changes. */
static simile_real *stage_backward(simile_real *dy, simile_real *dx, const simile_context *context, size_t index,
                                   const simile_real *x)
{
    const simile_stage *stage = &context->encoder->stages[index];
    const simile_stage_activations *kept = &context->activations->stages[index];
    const size_t n = context->batch->n_sentences, width = stage->width;
    simile_real *slab = simile_gradient__values(context->gradient);
    switch (stage->module.kind) {
    case SIMILE_MODULE_DENSE:
        simile_module_activation__backward(dy, kept->before, kept->after, stage->module.activation, n * width);
        simile_linear__input_gradient(dx, stage->linear.in, false, &stage->linear, context->weights, dy, n,
                                      context->activations->product_work);
        simile_linear__weight_gradient(context->gradient, &stage->linear, dy, x, stage->linear.in, n,
                                       context->activations->outer_work);
        return dx;
    case SIMILE_MODULE_NORMALIZE:
        simile_normalize__backward(dy, dy, kept->after, kept->norms, n, width);
        break;
    case SIMILE_MODULE_DROPOUT:
        drop(dy, context, index);
        break;
    case SIMILE_MODULE_LAYER_NORM:
        simile_layer_norm__backward(dy, slab + stage->norm.gamma, slab + stage->norm.beta, dy, x, kept->norms,
                                    simile_weights__read(context->weights) + stage->norm.gamma, n, width);
        break;
    }
    return dy;
}

/* The rows that stage `index` takes; those of all stages at n_stages. */
static const simile_real *rows_before(const simile_context *context, size_t index)
{
    while (index-- > 0) {
        if (takes_part(&context->encoder->stages[index], context->pass)) {
            return context->activations->stages[index].after;
        }
    }
    return context->activations->pooled;
}

void simile_head__forward(simile_real *vectors, const simile_context *context)
{
    const simile_encoder *encoder = context->encoder;
    const size_t width = encoder->n_stages > 0 ? encoder->stages[encoder->n_stages - 1].width : encoder->pooled;
    const size_t kept = simile_encoder__width(encoder, context->pass->in_training);
    for (size_t s = 0; s < encoder->n_stages; s++) {
        if (takes_part(&encoder->stages[s], context->pass)) {
            stage_forward(context, s, rows_before(context, s));
        }
    }
    const simile_real *rows = rows_before(context, encoder->n_stages);
    for (size_t b = 0; b < context->batch->n_sentences; b++) {
        memcpy(vectors + b * kept, rows + b * width, kept * sizeof *vectors);
    }
}

void simile_head__backward(simile_real *dvectors, const simile_context *context)
{
    const simile_encoder *encoder = context->encoder;
    simile_activations *a = context->activations;
    simile_real *dy = dvectors;
    for (size_t s = encoder->n_stages; s-- > 0;) {
        if (takes_part(&encoder->stages[s], context->pass)) {
            dy = stage_backward(dy, a->dstages[dy == a->dstages[0]], context, s, rows_before(context, s));
        }
    }
    memcpy(a->dpooled, dy, context->batch->n_sentences * encoder->pooled * sizeof *dy);
}
