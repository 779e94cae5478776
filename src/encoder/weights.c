/* The slab of weights and its packed copies. */
#include "weights.h"
#include "fail.h"
#include "hash.h"
#include "layout.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <string.h>

#define BERT_DEVIATION  0.02
#define PANEL_ALIGNMENT 64

/* The linear layers' weights for the products in one direction. */
typedef struct packed_copies {
    simile_packed *list; /* [n_linears] */
    void *panels;        /* of the list */
} packed_copies;

struct simile_weights {
    const simile_encoder *encoder;
    simile_real *values;        /* [n_values] */
    const simile_real **places; /* [n_parameters]: where each parameter lies */
    packed_copies forward;      /* W, for y = x·Wᵀ */
    packed_copies backward;     /* Wᵀ, for dx = dy·W; none until the first backward pack */
    const simile_real **rows;   /* [n_rows]: the rows of all linear weights, as they are packed */
    size_t n_rows;
};

static size_t panel_bytes(const simile_packed *packed)
{
    const size_t n_bytes = simile_packed__size(packed->precision, packed->in, packed->out);
    return (n_bytes + PANEL_ALIGNMENT - 1) / PANEL_ALIGNMENT * PANEL_ALIGNMENT;
}

static simile_status check_width(const simile_linear *linear)
{
    if (linear->precision == SIMILE_PRECISION_INT8 && linear->in > SIMILE_INT8_LONGEST) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "precision int8: a layer of %zu inputs is too wide (%d)",
                                   linear->in, SIMILE_INT8_LONGEST);
    }
    return SIMILE_OK;
}

static void dispose_copies(packed_copies *copies)
{
    simile_memory__free(copies->list);
    simile_memory__free(copies->panels);
    *copies = (packed_copies){0};
}

/* The panels lie in one block: it is large, and no product walks over their ends. */
static simile_status new_copies(packed_copies *copies, const simile_encoder *encoder, bool for_backward)
{
    size_t n_bytes = 0;
    copies->list = simile_memory__alloc(encoder->n_linears, sizeof *copies->list);
    if (!copies->list) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < encoder->n_linears; i++) {
        const simile_linear *linear = encoder->linears[i];
        copies->list[i] = (simile_packed){.precision = linear->precision,
                                          .in = for_backward ? linear->out : linear->in,
                                          .out = for_backward ? linear->in : linear->out};
        n_bytes += panel_bytes(&copies->list[i]);
    }
    copies->panels = simile_memory__alloc_large(n_bytes, 1);
    if (!copies->panels) {
        dispose_copies(copies);
        return SIMILE_ERROR_MEMORY;
    }
    unsigned char *at = copies->panels;
    for (size_t i = 0; i < encoder->n_linears; i++) {
        copies->list[i].panel = at;
        at += panel_bytes(&copies->list[i]);
    }
    return SIMILE_OK;
}

static simile_status fill(simile_weights *w, bool zeroed)
{
    const simile_encoder *encoder = w->encoder;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < encoder->n_linears && status == SIMILE_OK; i++) {
        status = check_width(encoder->linears[i]);
        w->n_rows += encoder->linears[i]->out;
    }
    if (status != SIMILE_OK) {
        return status;
    }
    w->values = zeroed ? simile_memory__alloc(encoder->n_values, sizeof *w->values)
                       : simile_memory__alloc_raw(encoder->n_values, sizeof *w->values);
    w->places = simile_memory__alloc(encoder->n_parameters, sizeof *w->places);
    w->rows = simile_memory__alloc(w->n_rows, sizeof *w->rows);
    if (!w->values || !w->places || !w->rows) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < encoder->n_parameters; i++) {
        w->places[i] = w->values + encoder->parameters[i].offset;
    }
    return new_copies(&w->forward, encoder, false);
}

static simile_status make(simile_weights **weights, const simile_encoder *encoder, bool zeroed)
{
    simile_weights *w = simile_memory__alloc(1, sizeof *w);
    *weights = NULL;
    if (!w) {
        return SIMILE_ERROR_MEMORY;
    }
    w->encoder = encoder;
    simile_status status = fill(w, zeroed);
    if (status != SIMILE_OK) {
        simile_weights__free(w);
        return status;
    }
    *weights = w;
    return SIMILE_OK;
}

simile_status simile_weights__new(simile_weights **weights, const simile_encoder *encoder)
{
    return make(weights, encoder, true);
}

simile_status simile_weights__new_for_encoding(simile_weights **weights, const simile_encoder *encoder)
{
    return make(weights, encoder, false);
}

void simile_weights__free(simile_weights *weights)
{
    if (!weights) {
        return;
    }
    dispose_copies(&weights->forward);
    dispose_copies(&weights->backward);
    simile_memory__free(weights->rows);
    simile_memory__free(weights->places);
    simile_memory__free(weights->values);
    simile_memory__free(weights);
}

size_t simile_weights__packed_bytes(const simile_weights *weights)
{
    const packed_copies *const copies[] = {&weights->forward, &weights->backward};
    size_t n_bytes = 0;
    for (size_t c = 0; c < 2; c++) {
        for (size_t i = 0; copies[c]->list && i < weights->encoder->n_linears; i++) {
            n_bytes += panel_bytes(&copies[c]->list[i]);
        }
    }
    return n_bytes;
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
    return &weights->forward.list[index];
}

const simile_packed *simile_weights__backward_panel(const simile_weights *weights, size_t index)
{
    return &weights->backward.list[index];
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
    return strstr(parameter->name, "LayerNorm.weight") || strstr(parameter->name, ".norm.weight");
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
    simile_packed__pack(&weights->forward.list[index], rows);
}

static simile_status pack_one(void *context, size_t task, size_t worker)
{
    simile_weights *weights = context;
    const simile_encoder *encoder = weights->encoder;
    bool for_backward = task >= encoder->n_linears;
    const simile_linear *linear = encoder->linears[for_backward ? task - encoder->n_linears : task];
    (void)worker;
    if (for_backward) {
        simile_packed__pack_columns(&weights->backward.list[linear->index], weights->values + linear->weight,
                                    linear->in);
        return SIMILE_OK;
    }
    simile_weights__pack_linear(weights, linear->index);
    return SIMILE_OK;
}

simile_status simile_weights__pack(simile_weights *weights, simile_pool *pool, bool for_backward)
{
    size_t n = weights->encoder->n_linears;
    if (for_backward && n > 0 && !weights->backward.list) {
        simile_status status = new_copies(&weights->backward, weights->encoder, true);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    return simile_pool__run(pool, for_backward ? 2 * n : n, pack_one, weights);
}
