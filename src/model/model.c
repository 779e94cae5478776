/* Models: opened from a folder, made anew, saved. */
#include "model.h"
#include "cpu.h"
#include "fail.h"
#include "file.h"
#include "loader.h"
#include "memory.h"
#include "model_files.h"
#include "safetensors.h"
#include <stdio.h>
#include <string.h>

static const char *const poolings[] = {"mean", "cls", "max"};

/* With `options`, a model for encoding alone. */
static simile_status new_model(simile_model **model, const simile_encoder_shape *shape, simile_tokenizer *tokenizer,
                               size_t max_tokens, const simile_open_options *options)
{
    simile_model *m = simile_memory__alloc(1, sizeof *m);
    *model = NULL;
    if (!m) {
        simile_tokenizer_free(tokenizer);
        return SIMILE_ERROR_MEMORY;
    }
    m->tokenizer = tokenizer;
    m->max_tokens = max_tokens;
    simile_status status = simile_cpu__check();
    if (status == SIMILE_OK) {
        status = simile_encoder__new(&m->encoder, shape);
    }
    if (status == SIMILE_OK) {
        status = options ? simile_weights__new_for_encoding(&m->weights, m->encoder, options->precision)
                         : simile_weights__new(&m->weights, m->encoder);
    }
    if (status != SIMILE_OK) {
        simile_model_free(m);
        return status;
    }
    *model = m;
    return SIMILE_OK;
}

simile_status simile_model__new(simile_model **model, const simile_encoder_shape *shape, simile_tokenizer *tokenizer,
                                size_t max_tokens)
{
    return new_model(model, shape, tokenizer, max_tokens, NULL);
}

void simile_model_free(simile_model *model)
{
    if (!model) {
        return;
    }
    simile_weights__free(model->weights);
    simile_encoder__free(model->encoder);
    simile_tokenizer_free(model->tokenizer);
    simile_memory__free(model->prompt);
    for (size_t i = 0; i < model->n_files; i++) {
        simile_safetensors__free(model->files[i]);
    }
    simile_memory__free(model->files);
    simile_memory__free(model);
}

/* The tensor of a parameter under the names that are found in the wild: with or without "bert.", LayerNorm's gamma and
 * beta. */
static const simile_tensor_view *find_tensor(const simile_safetensors *file, const char *name)
{
    static const char *const prefixes[] = {"", "bert."};
    static const char *const endings[][2] = {{"LayerNorm.weight", "LayerNorm.gamma"},
                                             {"LayerNorm.bias", "LayerNorm.beta"}};
    for (size_t p = 0; p < 2; p++) {
        char full[128];
        snprintf(full, sizeof full, "%s%s", prefixes[p], name);
        const simile_tensor_view *tensor = simile_safetensors__find(file, full);
        for (size_t e = 0; e < 2 && !tensor; e++) {
            if (simile_path__ends_with(full, endings[e][0])) {
                strcpy(full + strlen(full) - strlen(endings[e][0]), endings[e][1]);
                tensor = simile_safetensors__find(file, full);
            }
        }
        if (tensor) {
            return tensor;
        }
    }
    return NULL;
}

static bool has_shape(const simile_tensor_view *tensor, const simile_parameter *parameter)
{
    if (parameter->n_dimensions == 1) {
        return tensor->n_dimensions == 1 && tensor->shape[0] == parameter->cols;
    }
    return tensor->n_dimensions == 2 && tensor->shape[0] == parameter->rows && tensor->shape[1] == parameter->cols;
}

static simile_status list_parameter(simile_loader *loader, size_t index, const simile_safetensors *file,
                                    const char *name, const char *path)
{
    size_t n;
    const simile_parameter *parameter = &simile_encoder__parameters(&n, loader->encoder)[index];
    const simile_tensor_view *tensor = find_tensor(file, name);
    if (!tensor) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: has no tensor %s", path, name);
    }
    if (!has_shape(tensor, parameter)) {
        return simile_status__fail(
            SIMILE_ERROR_FORMAT, "%s: tensor %s is [%zu, %zu], the configuration needs [%zu, %zu]", path, name,
            tensor->shape[0], tensor->n_dimensions > 1 ? tensor->shape[1] : 1, parameter->rows, parameter->cols);
    }
    return simile_loader__add(loader, file, tensor, index);
}

static bool is_of_dense(const simile_parameter *parameter)
{
    return strncmp(parameter->name, "dense.", 6) == 0;
}

/* Opens the folder's model.safetensors; *path is its name, which the caller frees. */
static simile_status open_tensors(simile_safetensors **file, char **path, const char *folder)
{
    char *pickle = simile_path__join(folder, "pytorch_model.bin");
    *file = NULL;
    *path = simile_path__join(folder, "model.safetensors");
    simile_status status = *path && pickle ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && !simile_file__exists(*path) && simile_file__exists(pickle)) {
        status =
            simile_status__fail(SIMILE_ERROR_FORMAT,
                                "%s: is a Python pickle, which simile does not read; convert the folder once: python3 "
                                "-c \"from sentence_transformers import SentenceTransformer as S; "
                                "S('FOLDER').save('NEW')\"",
                                pickle);
    }
    simile_memory__free(pickle);
    return status == SIMILE_OK ? simile_safetensors__open(file, *path) : status;
}

/* Opens the folder's tensors and keeps the file: weights may stay in it. */
static simile_status keep_tensors(simile_model *model, const simile_safetensors **file, char **path, const char *folder)
{
    simile_safetensors *opened;
    simile_status status =
        simile_memory__grow(&model->files, &model->files_capacity, model->n_files + 1, sizeof(simile_safetensors *));
    *path = NULL;
    if (status == SIMILE_OK) {
        status = open_tensors(&opened, path, folder);
    }
    if (status == SIMILE_OK) {
        model->files[model->n_files++] = opened;
        *file = opened;
    }
    return status;
}

/* Lists the body's or the Dense module's parameters of their file. */
static simile_status list_file(simile_loader *loader, simile_model *model, const char *folder, bool dense)
{
    const simile_safetensors *file;
    char *path;
    simile_status status = keep_tensors(model, &file, &path, folder);
    size_t n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, model->encoder);
    for (size_t i = 0; status == SIMILE_OK && i < n; i++) {
        if (!parameters[i].in_training_only && is_of_dense(&parameters[i]) == dense) {
            status = list_parameter(loader, i, file, parameters[i].name + (dense ? strlen("dense.") : 0), path);
        }
    }
    simile_memory__free(path);
    return status;
}

static simile_status list_weights(simile_loader *loader, simile_model *model, const simile_model_files *files,
                                  const char *folder)
{
    char *body = simile_path__join(folder, files->body);
    char *dense = files->dense ? simile_path__join(folder, files->dense) : NULL;
    simile_status status = body && (dense || !files->dense) ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && dense) {
        status = list_file(loader, model, dense, true);
    }
    if (status == SIMILE_OK) {
        status = list_file(loader, model, *files->body ? body : folder, false);
    }
    simile_memory__free(body);
    simile_memory__free(dense);
    return status;
}

/* Reads the weights, on as many threads as the options say. */
static simile_status read_weights(simile_model *model, const simile_model_files *files, const char *folder,
                                  const simile_open_options *options)
{
    simile_loader loader = {.weights = model->weights, .encoder = model->encoder};
    simile_pool *pool = NULL;
    simile_status status = list_weights(&loader, model, files, folder);
    if (status == SIMILE_OK) {
        status = simile_pool__new(&pool, options->n_threads);
    }
    if (status == SIMILE_OK) {
        status = simile_loader__run(&loader, pool);
    }
    simile_pool__free(pool);
    simile_loader__dispose(&loader);
    return status;
}

/* A static encoder's sizes are those of its table. */
static simile_status read_static_sizes(simile_encoder_shape *shape, const char *folder)
{
    simile_safetensors *file;
    char *path;
    simile_status status = open_tensors(&file, &path, folder);
    const simile_tensor_view *table = status == SIMILE_OK ? simile_safetensors__find(file, "embedding.weight") : NULL;
    if (status == SIMILE_OK && (!table || table->n_dimensions != 2)) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: has no two-dimensional tensor embedding.weight", path);
    }
    if (status == SIMILE_OK) {
        shape->vocabulary = table->shape[0];
        shape->hidden = table->shape[1];
    }
    simile_safetensors__free(file);
    simile_memory__free(path);
    return status;
}

static simile_status check_vocabulary(const simile_tokenizer *tokenizer, const simile_encoder_shape *shape,
                                      const char *folder)
{
    if (simile_tokenizer_size(tokenizer) > shape->vocabulary) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the tokenizer has %zu pieces, the table only %zu rows",
                                   folder, simile_tokenizer_size(tokenizer), shape->vocabulary);
    }
    return SIMILE_OK;
}

static simile_status open_from(simile_model **model, simile_model_files *files, const char *folder,
                               const simile_open_options *options)
{
    simile_tokenizer *tokenizer = NULL;
    char *body =
        *files->body ? simile_path__join(folder, files->body) : simile_memory__copy_text(folder, strlen(folder));
    simile_status status = body ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && files->shape.kind == SIMILE_ENCODER_STATIC) {
        status = read_static_sizes(&files->shape, body);
    }
    if (status == SIMILE_OK) {
        status = simile_tokenizer_open(&tokenizer, body);
    }
    if (status == SIMILE_OK) {
        status = check_vocabulary(tokenizer, &files->shape, folder);
    }
    if (status == SIMILE_OK) {
        status = new_model(model, &files->shape, tokenizer, files->max_tokens, options);
        tokenizer = NULL;
    }
    if (status == SIMILE_OK) {
        status = read_weights(*model, files, folder, options);
    }
    simile_tokenizer_free(tokenizer);
    simile_memory__free(body);
    return status;
}

simile_status simile_model_open(simile_model **model, const char *folder)
{
    return simile_model_open_with(model, folder, NULL);
}

simile_status simile_model_open_with(simile_model **model, const char *folder, const simile_open_options *options)
{
    static const simile_open_options defaults = {0};
    simile_model_files files;
    *model = NULL;
    simile_status status = simile_model_files__read(&files, folder);
    if (status != SIMILE_OK) {
        return status;
    }
    status = open_from(model, &files, folder, options ? options : &defaults);
    if (status == SIMILE_OK) {
        (*model)->similarity = files.similarity;
        (*model)->prompt = files.prompt;
        files.prompt = NULL;
        snprintf((*model)->note, sizeof(*model)->note, "%s", files.note ? files.note : "");
    } else {
        simile_model_free(*model);
        *model = NULL;
    }
    simile_model_files__dispose(&files);
    return status;
}

size_t simile_model_dimension(const simile_model *model)
{
    return simile_encoder__width(model->encoder, false);
}

const simile_tokenizer *simile_model_tokenizer(const simile_model *model)
{
    return model->tokenizer;
}

simile_tokenize_options simile_model__tokenize_options(const simile_model *model, size_t max_tokens)
{
    size_t limit = max_tokens > 0 ? max_tokens : model->max_tokens;
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    size_t positions = shape->positions;
    bool is_transformer = shape->kind == SIMILE_ENCODER_TRANSFORMER;
    if (is_transformer && (limit == 0 || limit > positions)) {
        limit = positions;
    }
    return (simile_tokenize_options){.max_tokens = limit, .add_special = is_transformer};
}

simile_model_info simile_model_describe(const simile_model *model)
{
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    bool is_static = shape->kind == SIMILE_ENCODER_STATIC;
    size_t n_values = 0, n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, model->encoder);
    for (size_t i = 0; i < n; i++) {
        n_values += parameters[i].in_training_only ? 0 : parameters[i].rows * parameters[i].cols;
    }
    return (simile_model_info){
        .architecture = is_static ? "static" : "transformer",
        .vocabulary = shape->vocabulary,
        .hidden = shape->hidden,
        .layers = shape->layers,
        .heads = is_static ? 0 : shape->heads,
        .ffn = is_static ? 0 : shape->ffn,
        .positions = is_static ? 0 : shape->positions,
        .dimension = simile_model_dimension(model),
        .max_tokens = model->max_tokens,
        .n_parameters = n_values,
        .pooling = poolings[shape->pooling],
        .dense = shape->dense ? (shape->dense_activation == SIMILE_ACTIVATION_TANH ? "tanh" : "identity") : NULL,
        .normalize = shape->normalize,
        .similarity = simile_model__similarities[model->similarity],
        .prompt = model->prompt,
        .note = *model->note ? model->note : NULL,
    };
}

/* BERT's pooler, which neither mean, cls nor max pooling uses: zeros, so that transformers finds every tensor that it
 * looks for. */
static size_t add_pooler(simile_tensor_entry entries[2], const float *zeros, size_t width)
{
    entries[0] =
        (simile_tensor_entry){.name = "pooler.dense.weight", .shape = {width, width}, .n_dimensions = 2, .data = zeros};
    entries[1] = (simile_tensor_entry){.name = "pooler.dense.bias", .shape = {width}, .n_dimensions = 1, .data = zeros};
    return 2;
}

/* Writes the body's or the Dense module's parameters. */
static simile_status write_weights(const simile_model *model, const simile_weights *weights, const char *folder,
                                   const char *name, bool dense)
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
        if (parameter->in_training_only || is_of_dense(parameter) != dense) {
            continue;
        }
        bool is_vector = parameter->n_dimensions == 1;
        entries[n++] = (simile_tensor_entry){.name = parameter->name + (dense ? strlen("dense.") : 0),
                                             .shape = {is_vector ? parameter->cols : parameter->rows, parameter->cols},
                                             .n_dimensions = parameter->n_dimensions,
                                             .data = simile_weights__parameter(weights, i)};
    }
    if (status == SIMILE_OK && !dense && simile_encoder__shape(model->encoder)->kind == SIMILE_ENCODER_TRANSFORMER) {
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
    char dense[] = "2_Dense";
    dense[0] = shape->kind == SIMILE_ENCODER_STATIC ? '1' : '2';
    simile_model_files files = {.shape = *shape,
                                .dense = shape->dense ? dense : NULL,
                                .max_tokens = model->max_tokens,
                                .similarity = model->similarity,
                                .prompt = model->prompt};
    simile_status status = simile_model_files__write(&files, folder);
    if (status == SIMILE_OK) {
        status = simile_tokenizer_save(model->tokenizer, folder, model->max_tokens);
    }
    if (status == SIMILE_OK && shape->dense) {
        char path[64];
        snprintf(path, sizeof path, "%s/model.safetensors", dense);
        status = write_weights(model, saved, folder, path, true);
    }
    return status == SIMILE_OK ? write_weights(model, saved, folder, "model.safetensors", false) : status;
}
