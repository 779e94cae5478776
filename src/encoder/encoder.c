/* The encoder's layout: which parameters there are, by which name, and where they lie. forward.c computes. */
#include "encoder.h"
#include "fail.h"
#include "layout.h"
#include "memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ALIGNMENT  16  /* reals: a cache line of floats */
#define MAX_LAYERS 254 /* the dropout key keeps a byte for the layer */
#define MAX_WIDTH  65536

static simile_status check_transformer(const simile_encoder_shape *shape)
{
    if (shape->layers == 0 || shape->layers > MAX_LAYERS) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "layers: %zu is out of range (1 to %d)", shape->layers,
                                   MAX_LAYERS);
    }
    if (shape->heads == 0 || shape->hidden % shape->heads != 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "heads: %zu heads do not divide a hidden width of %zu",
                                   shape->heads, shape->hidden);
    }
    if (shape->ffn == 0 || shape->positions == 0 || shape->types == 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "a transformer needs an FFN width, positions and token types of at least 1");
    }
    return SIMILE_OK;
}

bool simile_module__has_parameters(const simile_module *module)
{
    return module->kind == SIMILE_MODULE_DENSE || module->kind == SIMILE_MODULE_LAYER_NORM;
}

static simile_status check_modules(const simile_encoder_shape *shape)
{
    if (shape->n_poolings > SIMILE_N_POOLINGS || shape->n_modules > SIMILE_MAX_MODULES) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an encoder has at most %d poolings and %d modules behind them",
                                   SIMILE_N_POOLINGS, SIMILE_MAX_MODULES);
    }
    for (size_t i = 0; i < shape->n_modules; i++) {
        const simile_module *module = &shape->modules[i];
        if (module->kind == SIMILE_MODULE_DENSE && (module->width == 0 || module->width > MAX_WIDTH)) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "a dense layer's width of %zu is out of range (1 to %d)",
                                       module->width, MAX_WIDTH);
        }
        if (module->kind == SIMILE_MODULE_DROPOUT && !(module->dropout >= 0 && module->dropout < 1)) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "dropout: %g is out of range (0 to below 1)",
                                       module->dropout);
        }
    }
    return SIMILE_OK;
}

static simile_status check_shape(const simile_encoder_shape *shape)
{
    if (shape->vocabulary == 0 || shape->hidden == 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an encoder needs a vocabulary and a width of at least 1");
    }
    if (shape->vocabulary > INT32_MAX || shape->hidden > MAX_WIDTH || shape->ffn > 1048576 ||
        shape->positions > 1048576) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "an encoder of %zu pieces and width %zu is too large",
                                   shape->vocabulary, shape->hidden);
    }
    if (!(shape->dropout >= 0 && shape->dropout < 1)) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "dropout: %g is out of range (0 to below 1)", shape->dropout);
    }
    simile_status status = check_modules(shape);
    return status == SIMILE_OK && shape->kind == SIMILE_ENCODER_TRANSFORMER ? check_transformer(shape) : status;
}

/* What a new parameter is, beside its name. */
typedef struct parameter_kind {
    size_t rows, cols;
    bool is_vector, is_sparse, in_training_only;
    bool follows; /* lies right behind the one before, without a gap */
} parameter_kind;

/* Adds a parameter; its offset, or SIMILE_NO_OFFSET when memory is short. */
static size_t add_parameter(simile_encoder *encoder, parameter_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static size_t add_parameter(simile_encoder *encoder, parameter_kind kind, const char *format, ...)
{
    if (simile_memory__grow(&encoder->parameters, &encoder->parameters_capacity, encoder->n_parameters + 1,
                            sizeof *encoder->parameters) != SIMILE_OK) {
        return SIMILE_NO_OFFSET;
    }
    simile_parameter *parameter = &encoder->parameters[encoder->n_parameters++];
    va_list arguments;
    memset(parameter, 0, sizeof *parameter);
    va_start(arguments, format);
    vsnprintf(parameter->name, sizeof parameter->name, format, arguments);
    va_end(arguments);
    parameter->rows = kind.rows;
    parameter->cols = kind.cols;
    parameter->n_dimensions = kind.is_vector ? 1 : 2;
    parameter->decays = !kind.is_vector;
    parameter->is_sparse = kind.is_sparse;
    parameter->in_training_only = kind.in_training_only;
    if (!kind.follows) {
        encoder->n_values = (encoder->n_values + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    parameter->offset = encoder->n_values;
    encoder->n_values += kind.rows * kind.cols;
    return parameter->offset;
}

static size_t add_matrix(simile_encoder *encoder, size_t rows, size_t cols, const char *name)
{
    return add_parameter(encoder, (parameter_kind){.rows = rows, .cols = cols}, "%s", name);
}

static simile_norm_layout add_norm(simile_encoder *encoder, size_t width, const char *prefix)
{
    parameter_kind kind = {.rows = 1, .cols = width, .is_vector = true};
    simile_norm_layout norm;
    norm.gamma = add_parameter(encoder, kind, "%s.weight", prefix);
    norm.beta = add_parameter(encoder, kind, "%s.bias", prefix);
    return norm;
}

static simile_linear add_linear(simile_encoder *encoder, size_t in, size_t out, bool has_bias, bool in_training_only,
                                const char *prefix)
{
    simile_linear linear = {.in = in, .out = out, .bias = SIMILE_NO_OFFSET};
    parameter_kind weight = {.rows = out, .cols = in, .in_training_only = in_training_only};
    parameter_kind bias = {.rows = 1, .cols = out, .is_vector = true, .in_training_only = in_training_only};
    linear.weight = add_parameter(encoder, weight, "%s.weight", prefix);
    if (has_bias) {
        linear.bias = add_parameter(encoder, bias, "%s.bias", prefix);
    }
    return linear;
}

/* Query, key and value behind one another, so that one product computes all three. */
static simile_linear add_qkv(simile_encoder *encoder, size_t layer)
{
    static const char *const names[3] = {"query", "key", "value"};
    size_t width = encoder->shape.hidden;
    simile_linear linear = {.in = width, .out = 3 * width};
    for (size_t i = 0; i < 3; i++) {
        parameter_kind kind = {.rows = width, .cols = width, .follows = i > 0};
        size_t offset = add_parameter(encoder, kind, "encoder.layer.%zu.attention.self.%s.weight", layer, names[i]);
        linear.weight = i == 0 ? offset : linear.weight;
    }
    for (size_t i = 0; i < 3; i++) {
        parameter_kind kind = {.rows = 1, .cols = width, .is_vector = true, .follows = i > 0};
        size_t offset = add_parameter(encoder, kind, "encoder.layer.%zu.attention.self.%s.bias", layer, names[i]);
        linear.bias = i == 0 ? offset : linear.bias;
    }
    return linear;
}

static void add_block(simile_encoder *encoder, size_t layer)
{
    simile_block_layout *block = &encoder->blocks[layer];
    size_t width = encoder->shape.hidden, ffn = encoder->shape.ffn;
    char name[64];
    block->qkv = add_qkv(encoder, layer);
    snprintf(name, sizeof name, "encoder.layer.%zu.attention.output.dense", layer);
    block->output = add_linear(encoder, width, width, true, false, name);
    snprintf(name, sizeof name, "encoder.layer.%zu.attention.output.LayerNorm", layer);
    block->attention_norm = add_norm(encoder, width, name);
    snprintf(name, sizeof name, "encoder.layer.%zu.intermediate.dense", layer);
    block->up = add_linear(encoder, width, ffn, true, false, name);
    snprintf(name, sizeof name, "encoder.layer.%zu.output.dense", layer);
    block->down = add_linear(encoder, ffn, width, true, false, name);
    snprintf(name, sizeof name, "encoder.layer.%zu.output.LayerNorm", layer);
    block->ffn_norm = add_norm(encoder, width, name);
}

static void add_transformer(simile_encoder *encoder)
{
    const simile_encoder_shape *shape = &encoder->shape;
    encoder->positions = add_matrix(encoder, shape->positions, shape->hidden, "embeddings.position_embeddings.weight");
    encoder->types = add_matrix(encoder, shape->types, shape->hidden, "embeddings.token_type_embeddings.weight");
    encoder->embedding_norm = add_norm(encoder, shape->hidden, "embeddings.LayerNorm");
    for (size_t i = 0; i < shape->layers; i++) {
        add_block(encoder, i);
    }
}

/* Adds a stage; what it takes is as wide as what the one before it gives. */
static simile_stage *add_stage(simile_encoder *encoder, const simile_module *module)
{
    simile_stage *stage = &encoder->stages[encoder->n_stages];
    size_t width = encoder->n_stages > 0 ? encoder->stages[encoder->n_stages - 1].width : encoder->pooled;
    encoder->n_stages++;
    *stage = (simile_stage){.module = *module, .width = module->kind == SIMILE_MODULE_DENSE ? module->width : width};
    stage->linear.in = width;
    encoder->widest = stage->width > encoder->widest ? stage->width : encoder->widest;
    return stage;
}

static void add_module(simile_encoder *encoder, size_t index)
{
    const simile_module *module = &encoder->shape.modules[index];
    simile_stage *stage = add_stage(encoder, module);
    size_t first = encoder->n_parameters, name_start;
    const bool is_dense = module->kind == SIMILE_MODULE_DENSE;
    const char *name = is_dense ? "linear" : "norm";
    char prefix[32];
    name_start = (size_t)snprintf(prefix, sizeof prefix, "modules.%zu.%s", index, name) - strlen(name);
    if (is_dense) {
        stage->linear = add_linear(encoder, stage->linear.in, module->width, module->has_bias, false, prefix);
    } else if (module->kind == SIMILE_MODULE_LAYER_NORM) {
        stage->norm = add_norm(encoder, stage->width, prefix);
    }
    for (size_t i = first; i < encoder->n_parameters; i++) {
        encoder->parameters[i].module = index + 1;
        encoder->parameters[i].name_start = name_start;
    }
}

/* tanh: y = tanh(x·Wᵀ + b);  mlp: y = GELU(x·W0ᵀ + b0)·W1ᵀ + b1 */
static void add_projection(simile_encoder *encoder)
{
    bool is_mlp = encoder->shape.projection == SIMILE_PROJECTION_MLP;
    size_t width = encoder->n_stages > 0 ? encoder->stages[encoder->n_stages - 1].width : encoder->pooled;
    simile_module layer = {.kind = SIMILE_MODULE_DENSE,
                           .width = width,
                           .activation = is_mlp ? SIMILE_ACTIVATION_GELU : SIMILE_ACTIVATION_TANH,
                           .has_bias = true};
    for (size_t i = 0; i < (is_mlp ? 2 : 1); i++) {
        char prefix[32];
        simile_stage *stage = add_stage(encoder, &layer);
        snprintf(prefix, sizeof prefix, "projection.%zu", i);
        stage->linear = add_linear(encoder, width, width, true, true, prefix);
        stage->in_training_only = true;
        layer.activation = SIMILE_ACTIVATION_IDENTITY;
    }
}

static void add_stages(simile_encoder *encoder)
{
    const simile_encoder_shape *shape = &encoder->shape;
    size_t n_before = shape->n_modules;
    while (n_before > 0 && shape->modules[n_before - 1].kind == SIMILE_MODULE_NORMALIZE) {
        n_before--;
    }
    encoder->pooled = shape->n_poolings * shape->hidden;
    encoder->widest = encoder->pooled;
    for (size_t i = 0; i < n_before; i++) {
        add_module(encoder, i);
    }
    if (shape->projection != SIMILE_PROJECTION_NONE) {
        add_projection(encoder);
    }
    for (size_t i = n_before; i < shape->n_modules; i++) {
        add_module(encoder, i);
    }
}

static void add_words(simile_encoder *encoder)
{
    bool is_static = encoder->shape.kind == SIMILE_ENCODER_STATIC;
    parameter_kind kind = {.rows = encoder->shape.vocabulary, .cols = encoder->shape.hidden, .is_sparse = true};
    add_parameter(encoder, kind, "%s", is_static ? "embedding.weight" : "embeddings.word_embeddings.weight");
}

static void list_linear(simile_encoder *encoder, simile_linear *linear)
{
    if (linear->out > 0) {
        linear->index = encoder->n_linears;
        encoder->linears[encoder->n_linears++] = linear;
    }
}

static simile_status list_linears(simile_encoder *encoder)
{
    encoder->linears = simile_memory__alloc(encoder->shape.layers * 4 + SIMILE_MAX_STAGES, sizeof *encoder->linears);
    if (!encoder->linears) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; encoder->blocks && i < encoder->shape.layers; i++) {
        simile_block_layout *block = &encoder->blocks[i];
        simile_linear *linears[] = {&block->qkv, &block->output, &block->up, &block->down};
        for (size_t j = 0; j < sizeof linears / sizeof *linears; j++) {
            linears[j]->precision = encoder->shape.precision;
            list_linear(encoder, linears[j]);
        }
    }
    for (size_t i = 0; i < encoder->n_stages; i++) {
        list_linear(encoder, &encoder->stages[i].linear);
    }
    return SIMILE_OK;
}

/* The room for all parameters at once: add_parameter then never fails half-way. */
static simile_status reserve(simile_encoder *encoder)
{
    size_t layers = encoder->shape.kind == SIMILE_ENCODER_TRANSFORMER ? encoder->shape.layers : 0;
    encoder->blocks = simile_memory__alloc(layers, sizeof *encoder->blocks);
    if (!encoder->blocks) {
        return SIMILE_ERROR_MEMORY;
    }
    return simile_memory__grow(&encoder->parameters, &encoder->parameters_capacity,
                               16 * layers + 6 + 2 * SIMILE_MAX_STAGES, sizeof *encoder->parameters);
}

simile_status simile_encoder__new(simile_encoder **encoder, const simile_encoder_shape *shape)
{
    simile_status status = check_shape(shape);
    *encoder = NULL;
    if (status != SIMILE_OK) {
        return status;
    }
    simile_encoder *e = simile_memory__alloc(1, sizeof *e);
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->shape = *shape;
    if (shape->kind == SIMILE_ENCODER_STATIC) {
        e->shape.layers = 0;
        e->shape.n_poolings = 0;
    }
    if (e->shape.n_poolings == 0) {
        e->shape.poolings[0] = SIMILE_POOLING_MEAN;
        e->shape.n_poolings = 1;
    }
    if (reserve(e) != SIMILE_OK) {
        simile_encoder__free(e);
        return SIMILE_ERROR_MEMORY;
    }
    if (shape->kind == SIMILE_ENCODER_TRANSFORMER) {
        add_transformer(e);
    }
    add_stages(e);
    add_words(e);
    status = list_linears(e);
    if (status != SIMILE_OK) {
        simile_encoder__free(e);
        return status;
    }
    *encoder = e;
    return SIMILE_OK;
}

void simile_encoder__free(simile_encoder *encoder)
{
    if (!encoder) {
        return;
    }
    simile_memory__free(encoder->parameters);
    simile_memory__free(encoder->blocks);
    simile_memory__free(encoder->linears);
    simile_memory__free(encoder);
}

const simile_encoder_shape *simile_encoder__shape(const simile_encoder *encoder)
{
    return &encoder->shape;
}

const simile_parameter *simile_encoder__parameters(size_t *n, const simile_encoder *encoder)
{
    *n = encoder->n_parameters;
    return encoder->parameters;
}

const simile_parameter *simile_encoder__word_table(const simile_encoder *encoder)
{
    const simile_parameter *last = &encoder->parameters[encoder->n_parameters - 1];
    return last->is_sparse ? last : NULL;
}

const simile_parameter *simile_encoder__find(const simile_encoder *encoder, const char *name)
{
    for (size_t i = 0; i < encoder->n_parameters; i++) {
        if (strcmp(encoder->parameters[i].name, name) == 0) {
            return &encoder->parameters[i];
        }
    }
    return NULL;
}

size_t simile_encoder__n_linears(const simile_encoder *encoder)
{
    return encoder->n_linears;
}

size_t simile_encoder__linear_of(const simile_encoder *encoder, size_t index)
{
    const size_t offset = encoder->parameters[index].offset;
    size_t i = 0;
    while (i < encoder->n_linears) {
        const simile_linear *linear = encoder->linears[i];
        if (offset >= linear->weight && offset < linear->weight + linear->in * linear->out) {
            break;
        }
        i++;
    }
    return i;
}

size_t simile_encoder__n_values(const simile_encoder *encoder)
{
    return encoder->n_values;
}

size_t simile_encoder__width(const simile_encoder *encoder, bool in_training)
{
    /* both projection heads keep the width */
    size_t width = encoder->n_stages > 0 ? encoder->stages[encoder->n_stages - 1].width : encoder->pooled;
    size_t dimension = in_training ? 0 : encoder->shape.dimension;
    return dimension > 0 && dimension < width ? dimension : width;
}

simile_status simile_encoder__cut(simile_encoder *encoder, size_t dimension)
{
    size_t width = simile_encoder__width(encoder, true);
    if (dimension == 0 || dimension > width) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "dimension: %zu is out of range (1 to %zu, the model's width)",
                                   dimension, width);
    }
    encoder->shape.dimension = dimension;
    return SIMILE_OK;
}
