/* The slab of weights and its packed copies. */
#include "weights.h"
#include "fail.h"
#include "gemm.h"
#include "hash.h"
#include "layout.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <string.h>

#define BERT_DEVIATION  0.02
#define PANEL_ALIGNMENT 64

struct simile_weights {
    const simile_encoder *encoder;
    simile_real *values;        /* [n_values] */
    const simile_real **places; /* [n_parameters]: where each parameter lies */
    simile_packed *forward;     /* [n_linears] */
    void *panels;               /* of `forward` */
    const simile_real **rows;   /* [n_rows]: the rows of all linear weights, as they are packed */
    size_t n_rows;
    simile_real **backward; /* [n_linears] panels, NULL until the first backward pack */
};

static simile_status new_backward(simile_weights *weights)
{
    const simile_encoder *encoder = weights->encoder;
    for (size_t i = 0; i < encoder->n_linears; i++) {
        const simile_linear *linear = encoder->linears[i];
        weights->backward[i] = simile_memory__alloc(simile_panel__size(linear->out, linear->in), sizeof(simile_real));
        if (!weights->backward[i]) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    return SIMILE_OK;
}

/* The blocks' layers come first in the list; the modules behind the pooling keep full precision. */
static bool is_of_block(const simile_encoder *encoder, size_t index)
{
    return index < 4 * encoder->shape.layers;
}

static size_t panel_bytes(const simile_packed *packed)
{
    const size_t n_bytes = simile_packed__size(packed->precision, packed->in, packed->out);
    return (n_bytes + PANEL_ALIGNMENT - 1) / PANEL_ALIGNMENT * PANEL_ALIGNMENT;
}

/* Sets sizes and precisions of the forward copies; *n_bytes is what their panels take together. */
static simile_status plan_forward(simile_weights *weights, size_t *n_bytes, simile_precision precision)
{
    const simile_encoder *encoder = weights->encoder;
    *n_bytes = 0;
    for (size_t i = 0; i < encoder->n_linears; i++) {
        const simile_linear *linear = encoder->linears[i];
        simile_packed *packed = &weights->forward[i];
        *packed = (simile_packed){.in = linear->in, .out = linear->out};
        packed->precision = is_of_block(encoder, i) ? precision : SIMILE_PRECISION_F32;
        if (packed->precision == SIMILE_PRECISION_INT8 && linear->in > SIMILE_INT8_LONGEST) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "precision int8: a layer of %zu inputs is too wide (%d)",
                                       linear->in, SIMILE_INT8_LONGEST);
        }
        *n_bytes += panel_bytes(packed);
        weights->n_rows += linear->out;
    }
    return SIMILE_OK;
}

/* The panels lie in one block: it is large, and no product walks over their ends. */
static simile_status new_forward(simile_weights *weights, simile_precision precision)
{
    size_t n_bytes;
    simile_status status = plan_forward(weights, &n_bytes, precision);
    if (status != SIMILE_OK) {
        return status;
    }
    weights->panels = simile_memory__alloc_large(n_bytes, 1);
    if (!weights->panels) {
        return SIMILE_ERROR_MEMORY;
    }
    unsigned char *at = weights->panels;
    for (size_t i = 0; i < weights->encoder->n_linears; i++) {
        weights->forward[i].panel = at;
        at += panel_bytes(&weights->forward[i]);
    }
    return SIMILE_OK;
}

static simile_status fill(simile_weights *w, simile_precision precision, bool zeroed)
{
    const simile_encoder *encoder = w->encoder;
    w->values = zeroed ? simile_memory__alloc(encoder->n_values, sizeof *w->values)
                       : simile_memory__alloc_raw(encoder->n_values, sizeof *w->values);
    w->places = simile_memory__alloc(encoder->n_parameters, sizeof *w->places);
    w->forward = simile_memory__alloc(encoder->n_linears, sizeof *w->forward);
    w->backward = simile_memory__alloc(encoder->n_linears, sizeof *w->backward);
    if (!w->values || !w->places || !w->forward || !w->backward) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < encoder->n_parameters; i++) {
        w->places[i] = w->values + encoder->parameters[i].offset;
    }
    simile_status status = new_forward(w, precision);
    if (status == SIMILE_OK) {
        w->rows = simile_memory__alloc(w->n_rows, sizeof *w->rows);
        status = w->rows ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    return status;
}

static simile_status make(simile_weights **weights, const simile_encoder *encoder, simile_precision precision,
                          bool zeroed)
{
    simile_weights *w = simile_memory__alloc(1, sizeof *w);
    *weights = NULL;
    if (!w) {
        return SIMILE_ERROR_MEMORY;
    }
    w->encoder = encoder;
    simile_status status = fill(w, precision, zeroed);
    if (status != SIMILE_OK) {
        simile_weights__free(w);
        return status;
    }
    *weights = w;
    return SIMILE_OK;
}

simile_status simile_weights__new(simile_weights **weights, const simile_encoder *encoder)
{
    return make(weights, encoder, SIMILE_PRECISION_F32, true);
}

simile_status simile_weights__new_for_encoding(simile_weights **weights, const simile_encoder *encoder,
                                               simile_precision precision)
{
    return make(weights, encoder, precision, false);
}

void simile_weights__free(simile_weights *weights)
{
    if (!weights) {
        return;
    }
    for (size_t i = 0; i < weights->encoder->n_linears; i++) {
        if (weights->backward) {
            simile_memory__free(weights->backward[i]);
        }
    }
    simile_memory__free(weights->forward);
    simile_memory__free(weights->panels);
    simile_memory__free(weights->backward);
    simile_memory__free(weights->rows);
    simile_memory__free(weights->places);
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

void simile_weights__borrow(simile_weights *weights, size_t index, const simile_real *values)
{
    weights->places[index] = values;
}

const simile_real *simile_weights__parameter(const simile_weights *weights, size_t index)
{
    return weights->places[index];
}

/* The word table is the last parameter. */
const simile_real *simile_weights__words(const simile_weights *weights)
{
    return weights->places[weights->encoder->n_parameters - 1];
}

const simile_packed *simile_weights__forward_panel(const simile_weights *weights, size_t index)
{
    return &weights->forward[index];
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

/* Lists the rows of a layer's weight, which may be several parameters one after another (query, key, value). */
static void list_rows(const simile_real **rows, const simile_weights *weights, const simile_linear *linear)
{
    const simile_parameter *parameters = weights->encoder->parameters;
    size_t p = 0, n = 0;
    while (parameters[p].offset != linear->weight) {
        p++;
    }
    for (; n < linear->out; p++) {
        for (size_t r = 0; r < parameters[p].rows; r++) {
            rows[n++] = weights->places[p] + r * linear->in;
        }
    }
}

void simile_weights__pack_linear(simile_weights *weights, size_t index)
{
    const simile_encoder *encoder = weights->encoder;
    const simile_real **rows = weights->rows;
    for (size_t i = 0; i < index; i++) {
        rows += encoder->linears[i]->out;
    }
    list_rows(rows, weights, encoder->linears[index]);
    simile_packed__pack(&weights->forward[index], rows);
}

static simile_status pack_one(void *context, size_t task, size_t worker)
{
    simile_weights *weights = context;
    const simile_encoder *encoder = weights->encoder;
    bool for_backward = task >= encoder->n_linears;
    const simile_linear *linear = encoder->linears[for_backward ? task - encoder->n_linears : task];
    (void)worker;
    if (for_backward) {
        simile_panel__pack(weights->backward[linear->index], weights->values + linear->weight, linear->in, false,
                           linear->out, linear->in);
        return SIMILE_OK;
    }
    simile_weights__pack_linear(weights, linear->index);
    return SIMILE_OK;
}

simile_status simile_weights__pack(simile_weights *weights, simile_pool *pool, bool for_backward)
{
    size_t n = weights->encoder->n_linears;
    if (for_backward && n > 0 && !weights->backward[0]) {
        simile_status status = new_backward(weights);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    return simile_pool__run(pool, for_backward ? 2 * n : n, pack_one, weights);
}
