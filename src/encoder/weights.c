/* The slab of weights and its packed copies. */
#include "weights.h"
#include "gemm.h"
#include "hash.h"
#include "layout.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <string.h>

#define BERT_DEVIATION 0.02

struct simile_weights {
    const simile_encoder *encoder;
    simile_real *values;    /* [n_values] */
    simile_real **forward;  /* [n_linears] panels */
    simile_real **backward; /* [n_linears] panels, NULL until the first backward pack */
};

static simile_status new_panels(simile_real **panels, const simile_encoder *encoder, bool for_backward)
{
    for (size_t i = 0; i < encoder->n_linears; i++) {
        const simile_linear *linear = encoder->linears[i];
        size_t size =
            for_backward ? simile_panel__size(linear->out, linear->in) : simile_panel__size(linear->in, linear->out);
        panels[i] = simile_memory__alloc(size, sizeof *panels[i]);
        if (!panels[i]) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    return SIMILE_OK;
}

simile_status simile_weights__new(simile_weights **weights, const simile_encoder *encoder)
{
    simile_weights *w = simile_memory__alloc(1, sizeof *w);
    *weights = NULL;
    if (!w) {
        return SIMILE_ERROR_MEMORY;
    }
    w->encoder = encoder;
    w->values = simile_memory__alloc(encoder->n_values, sizeof *w->values);
    w->forward = simile_memory__alloc(encoder->n_linears, sizeof *w->forward);
    w->backward = simile_memory__alloc(encoder->n_linears, sizeof *w->backward);
    if (!w->values || !w->forward || !w->backward || new_panels(w->forward, encoder, false) != SIMILE_OK) {
        simile_weights__free(w);
        return SIMILE_ERROR_MEMORY;
    }
    *weights = w;
    return SIMILE_OK;
}

void simile_weights__free(simile_weights *weights)
{
    if (!weights) {
        return;
    }
    for (size_t i = 0; i < weights->encoder->n_linears; i++) {
        if (weights->forward) {
            simile_memory__free(weights->forward[i]);
        }
        if (weights->backward) {
            simile_memory__free(weights->backward[i]);
        }
    }
    simile_memory__free(weights->forward);
    simile_memory__free(weights->backward);
    simile_memory__free(weights->values);
    simile_memory__free(weights);
}

simile_real *simile_weights__values(simile_weights *weights)
{
    return weights->values;
}

const simile_real *simile_weights__read(const simile_weights *weights)
{
    return weights->values;
}

const simile_real *simile_weights__forward_panel(const simile_weights *weights, size_t index)
{
    return weights->forward[index];
}

const simile_real *simile_weights__backward_panel(const simile_weights *weights, size_t index)
{
    return weights->backward[index];
}

static void randomize_parameter(simile_real *values, const simile_parameter *parameter, double deviation, uint64_t seed)
{
    simile_random random;
    simile_random__init(&random, seed, simile_hash__bytes(parameter->name, strlen(parameter->name), 0));
    for (size_t i = 0; i < parameter->rows * parameter->cols; i++) {
        values[i] = (simile_real)(simile_random__normal(&random) * deviation);
    }
}

static bool is_norm_scale(const simile_parameter *parameter)
{
    return strstr(parameter->name, "LayerNorm.weight") != NULL;
}

void simile_weights__randomize(simile_weights *weights, uint64_t seed)
{
    const simile_encoder *encoder = weights->encoder;
    bool is_static = encoder->shape.kind == SIMILE_ENCODER_STATIC;
    for (size_t p = 0; p < encoder->n_parameters; p++) {
        const simile_parameter *parameter = &encoder->parameters[p];
        simile_real *values = weights->values + parameter->offset;
        if (parameter->decays) {
            double deviation =
                is_static || parameter->in_training_only ? 1 / sqrt((double)parameter->cols) : BERT_DEVIATION;
            randomize_parameter(values, parameter, deviation, seed);
            continue;
        }
        for (size_t i = 0; i < parameter->rows * parameter->cols; i++) {
            values[i] = is_norm_scale(parameter) ? 1 : 0;
        }
    }
}

static simile_status pack_one(void *context, size_t task, size_t worker)
{
    const simile_weights *weights = context;
    const simile_encoder *encoder = weights->encoder;
    bool for_backward = task >= encoder->n_linears;
    const simile_linear *linear = encoder->linears[for_backward ? task - encoder->n_linears : task];
    const simile_real *values = weights->values + linear->weight;
    (void)worker;
    if (for_backward) {
        simile_panel__pack(weights->backward[linear->index], values, linear->in, false, linear->out, linear->in);
    } else {
        simile_panel__pack(weights->forward[linear->index], values, linear->in, true, linear->in, linear->out);
    }
    return SIMILE_OK;
}

simile_status simile_weights__pack(simile_weights *weights, simile_pool *pool, bool for_backward)
{
    size_t n = weights->encoder->n_linears;
    if (for_backward && n > 0 && !weights->backward[0]) {
        simile_status status = new_panels(weights->backward, weights->encoder, true);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    return simile_pool__run(pool, for_backward ? 2 * n : n, pack_one, weights);
}
