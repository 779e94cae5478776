/* Models: written as a folder. */
#include "file.h"
#include "memory.h"
#include "model.h"
#include "model_files.h"
#include "safetensors.h"
#include <stdio.h>

/* BERT's pooler, which no pooling uses: zeros, so that transformers finds every tensor that it looks for. */
static size_t add_pooler(simile_tensor_entry entries[2], const float *zeros, size_t width)
{
    entries[0] =
        (simile_tensor_entry){.name = "pooler.dense.weight", .shape = {width, width}, .n_dimensions = 2, .data = zeros};
    entries[1] = (simile_tensor_entry){.name = "pooler.dense.bias", .shape = {width}, .n_dimensions = 1, .data = zeros};
    return 2;
}

/* The name of a parameter in its file. */
static const char *tensor_name(const simile_model *model, const simile_parameter *parameter)
{
    const char *name = parameter->name + parameter->name_start;
    return model->usage.characters_a_token > 0 && parameter->module == 0 ? "embeddings" : name;
}

/* Writes the parameters of the body (0) or of module `module` − 1. */
static simile_status write_weights(const simile_model *model, const simile_weights *weights, const char *folder,
                                   const char *name, size_t module)
{
    size_t n_parameters, n = 0;
    const simile_parameter *parameters = simile_encoder__parameters(&n_parameters, model->encoder);
    const size_t width = simile_encoder__shape(model->encoder)->hidden;
    simile_tensor_entry *entries = simile_memory__alloc(n_parameters + 2, sizeof *entries);
    float *zeros = simile_memory__alloc(width * width, sizeof *zeros);
    char *path = simile_path__join(folder, name);
    simile_status status = entries && zeros && path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n_parameters && status == SIMILE_OK; i++) {
        const simile_parameter *parameter = &parameters[i];
        if (parameter->in_training_only || parameter->module != module) {
            continue;
        }
        bool is_vector = parameter->n_dimensions == 1;
        entries[n++] = (simile_tensor_entry){.name = tensor_name(model, parameter),
                                             .shape = {is_vector ? parameter->cols : parameter->rows, parameter->cols},
                                             .n_dimensions = parameter->n_dimensions,
                                             .data = simile_weights__parameter(weights, i)};
    }
    if (status == SIMILE_OK && module == 0 &&
        simile_encoder__shape(model->encoder)->kind == SIMILE_ENCODER_TRANSFORMER) {
        n += add_pooler(entries + n, zeros, width);
    }
    if (status == SIMILE_OK) {
        status = simile_safetensors__save(path, entries, n);
    }
    simile_memory__free(zeros);
    simile_memory__free(entries);
    simile_memory__free(path);
    return status;
}

simile_status simile_model__save(const simile_model *model, const simile_weights *weights, const char *folder)
{
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    const simile_weights *saved = weights ? weights : model->weights;
    const simile_model_files files = {.shape = *shape,
                                      .max_tokens = model->max_tokens,
                                      .usage = model->usage,
                                      .is_model2vec = model->usage.characters_a_token > 0};
    simile_status status = simile_model_files__write(&files, folder);
    if (status == SIMILE_OK) {
        status = simile_tokenizer_save(model->tokenizer, folder, model->max_tokens);
    }
    for (size_t i = 0; i < shape->n_modules && status == SIMILE_OK; i++) {
        if (simile_module__has_parameters(&shape->modules[i])) {
            char name[SIMILE_MODULE_NAME_SIZE], path[64];
            simile_model_files__name_module(name, shape, i);
            snprintf(path, sizeof path, "%s/model.safetensors", name);
            status = write_weights(model, saved, folder, path, i + 1);
        }
    }
    return status == SIMILE_OK ? write_weights(model, saved, folder, "model.safetensors", 0) : status;
}
