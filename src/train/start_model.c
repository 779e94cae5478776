/* The model that a run starts from. */
#include "start_model.h"
#include "file.h"
#include "path.h"
#include "weights.h"
#include <string.h>

static simile_encoder_shape shape_of(const simile_model_options *options, simile_precision precision, size_t vocabulary)
{
    return (simile_encoder_shape){.kind = (simile_encoder_kind)options->kind,
                                  .vocabulary = vocabulary,
                                  .hidden = (size_t)options->hidden,
                                  .layers = (size_t)options->layers,
                                  .heads = (size_t)options->heads,
                                  .ffn = (size_t)options->ffn,
                                  .positions = (size_t)options->max_tokens,
                                  .types = 2,
                                  .layer_norm_epsilon = 1e-12,
                                  .dropout = options->dropout,
                                  .precision = precision,
                                  .poolings = {(simile_pooling)options->pooling},
                                  .n_poolings = 1,
                                  .modules = {{.kind = SIMILE_MODULE_NORMALIZE}},
                                  .n_modules = options->normalize,
                                  .projection = (simile_projection)options->projection};
}

static simile_status open_tokenizer(simile_tokenizer **tokenizer, const simile_vocab_options *options)
{
    simile_tokenizer_options how = {.lowercase = options->lowercase, .strip_accents = -1, .chinese = true};
    bool is_json = simile_path__ends_with(options->vocab, ".json");
    if (is_json || simile_file__is_folder(options->vocab)) {
        return simile_tokenizer_open(tokenizer, options->vocab);
    }
    return simile_tokenizer_new_from_vocab(tokenizer, options->vocab, &how);
}

/* Random weights. */
static simile_status new_model(simile_model **model, const simile_config *config)
{
    simile_tokenizer *tokenizer = NULL;
    simile_status status = open_tokenizer(&tokenizer, &config->tokenizer);
    if (status != SIMILE_OK) {
        return status;
    }
    bool is_static = config->model.kind == SIMILE_ENCODER_STATIC;
    simile_encoder_shape shape =
        shape_of(&config->model, (simile_precision)config->train.precision, simile_tokenizer_size(tokenizer));
    status = simile_model__new(model, &shape, tokenizer, is_static ? 0 : (size_t)config->model.max_tokens);
    if (status == SIMILE_OK) {
        simile_weights__randomize((*model)->weights, config->seed);
    }
    return status;
}

/* The start's weights, where the model has a parameter of that name. */
static void copy_weights(simile_model *model, const simile_model *start)
{
    size_t n, n_start;
    const simile_parameter *parameters = simile_encoder__parameters(&n, model->encoder);
    const simile_parameter *start_parameters = simile_encoder__parameters(&n_start, start->encoder);
    for (size_t i = 0; i < n; i++) {
        const simile_parameter *from = simile_encoder__find(start->encoder, parameters[i].name);
        if (from) {
            memcpy(simile_weights__values(model->weights) + parameters[i].offset,
                   simile_weights__parameter(start->weights, (size_t)(from - start_parameters)),
                   parameters[i].rows * parameters[i].cols * sizeof(simile_real));
        }
    }
}

/* The start's shape and tokenizer, which is taken from it, with dropout and projection as configured; the projection
 * head starts at random. */
static simile_status continue_model(simile_model **model, simile_model *start, const simile_config *config)
{
    simile_encoder_shape shape = *simile_encoder__shape(start->encoder);
    shape.dropout = config->model.dropout;
    shape.precision = (simile_precision)config->train.precision;
    shape.projection = (simile_projection)config->model.projection;
    simile_tokenizer *tokenizer = start->tokenizer;
    start->tokenizer = NULL;
    const simile_status status = simile_model__new(model, &shape, tokenizer, start->max_tokens);
    if (status != SIMILE_OK) {
        return status;
    }
    simile_weights__randomize((*model)->weights, config->seed);
    copy_weights(*model, start);
    const size_t wanted = (size_t)config->model.max_tokens;
    if (shape.kind == SIMILE_ENCODER_TRANSFORMER && wanted < (*model)->max_tokens) {
        (*model)->max_tokens = wanted;
    }
    simile_model__take_usage(*model, start);
    return SIMILE_OK;
}

/* A model to go on from. */
static simile_status init_model(simile_model **model, const simile_config *config)
{
    simile_model *start = NULL;
    simile_status status = simile_model_open(&start, config->model.init);
    if (status == SIMILE_OK) {
        status = simile_model__check_values(start);
    }
    if (status == SIMILE_OK) {
        status = continue_model(model, start, config);
    }
    simile_model_free(start);
    return status;
}

simile_status simile_start_model__new(simile_model **model, const simile_config *config)
{
    *model = NULL;
    return config->model.init ? init_model(model, config) : new_model(model, config);
}
