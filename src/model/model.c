/* Models: opened from a folder, made anew, saved. */
#include "model.h"
#include "cpu.h"
#include "fail.h"
#include "file.h"
#include "loader.h"
#include "memory.h"
#include "model_files.h"
#include "safetensors.h"
#include "static_table.h"
#include "tokenizer_state.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With `options`, a model for encoding alone. */
static simile_status new_model(simile_model **model, const simile_encoder_shape *shape,
                               const simile_open_options *options)
{
    simile_model *m = simile_memory__alloc(1, sizeof *m);
    simile_encoder_shape settled = *shape;
    *model = NULL;
    if (!m) {
        return SIMILE_ERROR_MEMORY;
    }
    if (options) {
        settled.precision = options->precision;
    }
    simile_status status = simile_cpu__check();
    if (status == SIMILE_OK) {
        status = simile_encoder__new(&m->encoder, &settled);
    }
    if (status == SIMILE_OK) {
        status = (options ? simile_weights__new_for_encoding : simile_weights__new)(&m->weights, m->encoder);
    }
    if (status != SIMILE_OK) {
        simile_model_free(m);
        return status;
    }
    simile_model__name_parts(m);
    *model = m;
    return SIMILE_OK;
}

simile_status simile_model__new(simile_model **model, const simile_encoder_shape *shape, simile_tokenizer *tokenizer,
                                size_t max_tokens)
{
    simile_status status = new_model(model, shape, NULL);
    if (status != SIMILE_OK) {
        simile_tokenizer_free(tokenizer);
        return status;
    }
    (*model)->tokenizer = tokenizer;
    (*model)->max_tokens = max_tokens;
    return SIMILE_OK;
}

void simile_model__take_usage(simile_model *model, simile_model *from)
{
    simile_prompts__dispose(&model->usage.prompts);
    model->usage = from->usage;
    from->usage.prompts = (simile_prompts){0};
}

void simile_model_free(simile_model *model)
{
    if (!model) {
        return;
    }
    simile_weights__free(model->weights);
    simile_encoder__free(model->encoder);
    simile_tokenizer_free(model->tokenizer);
    simile_prompts__dispose(&model->usage.prompts);
    for (size_t i = 0; i < model->n_files; i++) {
        simile_safetensors__free(model->files[i]);
    }
    simile_memory__free(model->files);
    simile_memory__free(model);
}

/* The tensor of a parameter under the names that are found in the wild: with or without "bert.", LayerNorm's gamma and
 * beta, model2vec's name of the table. */
static const simile_tensor_view *find_tensor(const simile_safetensors *file, const char *name)
{
    static const char *const prefixes[] = {"", "bert."};
    static const char *const endings[][2] = {{"LayerNorm.weight", "LayerNorm.gamma"},
                                             {"LayerNorm.bias", "LayerNorm.beta"},
                                             {"embedding.weight", "embeddings"}};
    for (size_t p = 0; p < 2; p++) {
        char full[128];
        snprintf(full, sizeof full, "%s%s", prefixes[p], name);
        const simile_tensor_view *tensor = simile_safetensors__find(file, full);
        for (size_t e = 0; e < 3 && !tensor; e++) {
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
                                    const char *path)
{
    size_t n;
    const simile_parameter *parameter = &simile_encoder__parameters(&n, loader->encoder)[index];
    const char *name = parameter->name + parameter->name_start;
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

simile_status simile_model__open_tensors(simile_safetensors **file, char **path, const char *folder)
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
        status = simile_model__open_tensors(&opened, path, folder);
    }
    if (status == SIMILE_OK) {
        model->files[model->n_files++] = opened;
        *file = opened;
    }
    return status;
}

/* Lists the parameters of the body (0) or of module `module` − 1 of their file. */
static simile_status list_file(simile_loader *loader, simile_model *model, const char *folder, size_t module)
{
    const simile_safetensors *file;
    char *path;
    uint64_t n_bytes = 0;
    simile_status status = keep_tensors(model, &file, &path, folder);
    size_t n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, model->encoder);
    for (size_t i = 0; status == SIMILE_OK && i < n; i++) {
        if (!parameters[i].in_training_only && parameters[i].module == module) {
            status = list_parameter(loader, i, file, path);
        }
    }
    if (status == SIMILE_OK) {
        status = simile_file__size(&n_bytes, path);
    }
    model->source.n_bytes += n_bytes;
    simile_memory__free(path);
    return status;
}

static simile_status list_modules(simile_loader *loader, simile_model *model, const simile_model_files *files,
                                  const char *folder)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < files->shape.n_modules && status == SIMILE_OK; i++) {
        if (simile_module__has_parameters(&files->shape.modules[i])) {
            char *path = simile_path__join(folder, files->modules[i]);
            status = path ? list_file(loader, model, path, i + 1) : SIMILE_ERROR_MEMORY;
            simile_memory__free(path);
        }
    }
    return status;
}

/* A table that is put together from several tensors. */
static simile_status read_table(simile_model *model, const char *folder)
{
    const simile_parameter *words = simile_encoder__find(model->encoder, "embedding.weight");
    char *path = simile_path__join(folder, "model.safetensors");
    simile_status status = path ? simile_file__size(&model->source.n_bytes, path) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_static_table__read(simile_weights__values(model->weights) + words->offset, folder);
    }
    simile_memory__free(path);
    return status;
}

/* What is known of a folder while it is opened. */
typedef struct opening {
    simile_model *model;
    simile_tokenizer *tokenizer;
    simile_model_files *files;
    simile_open_options options;
    const char *folder, *body;
    simile_static_table table;
} opening;

static simile_status read_listed(simile_loader *loader, size_t n_threads)
{
    simile_pool *pool;
    simile_status status = simile_pool__new(&pool, n_threads);
    if (status == SIMILE_OK) {
        status = simile_loader__run(loader, pool);
    }
    simile_pool__free(pool);
    return status;
}

static simile_status read_weights(opening *o)
{
    simile_model *model = o->model;
    simile_loader loader = {.weights = model->weights, .encoder = model->encoder};
    simile_status status =
        o->table.is_put_together ? read_table(model, o->body) : list_file(&loader, model, o->body, 0);
    if (status == SIMILE_OK) {
        status = list_modules(&loader, model, o->files, o->folder);
    }
    for (size_t i = 0; i < loader.n_items; i++) {
        model->source.dtypes |= 1u << loader.items[i].tensor->dtype;
    }
    model->source.dtypes |= o->table.dtypes;
    if (status == SIMILE_OK) {
        status = read_listed(&loader, o->options.n_threads);
    }
    simile_loader__dispose(&loader);
    return status;
}

static int compare_sizes(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The median length of a piece in characters, rounded down, as model2vec takes it. */
static simile_status measure_pieces(size_t *median, const simile_tokenizer *tokenizer)
{
    const size_t n = simile_tokenizer_size(tokenizer);
    size_t *lengths = simile_memory__alloc(n, sizeof *lengths);
    if (!lengths) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const char *piece = simile_tokenizer_piece(tokenizer, (int32_t)i);
        lengths[i] = simile_utf8__count(piece, strlen(piece));
    }
    qsort(lengths, n, sizeof *lengths, compare_sizes);
    *median = n % 2 == 1 ? lengths[n / 2] : (lengths[n / 2 - 1] + lengths[n / 2]) / 2;
    simile_memory__free(lengths);
    return SIMILE_OK;
}

/* What model2vec's config.json says holds for its own table; modules.json repeats of it only the Normalize. */
static simile_status settle_model2vec(simile_model_files *files, const char *folder)
{
    for (size_t i = 0; i < files->shape.n_modules; i++) {
        if (files->shape.modules[i].kind != SIMILE_MODULE_NORMALIZE) {
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "%s/modules.json: a module %s behind a table of model2vec is not known", folder,
                                       simile_model_files__module_kinds[files->shape.modules[i].kind]);
        }
    }
    files->shape.modules[0] = (simile_module){.kind = SIMILE_MODULE_NORMALIZE};
    files->shape.n_modules = files->normalizes;
    files->note = "model2vec: unknown tokens are left out";
    return SIMILE_OK;
}

static bool is_model2vec(const opening *o)
{
    return o->files->is_model2vec && o->table.is_model2vec;
}

/* A static encoder's sizes are those of its table. */
static simile_status settle_shape(opening *o)
{
    if (o->files->shape.kind != SIMILE_ENCODER_STATIC) {
        return SIMILE_OK;
    }
    simile_status status = simile_static_table__measure(&o->table, o->body);
    o->files->shape.vocabulary = o->table.rows;
    o->files->shape.hidden = o->table.width;
    return status == SIMILE_OK && is_model2vec(o) ? settle_model2vec(o->files, o->folder) : status;
}

static simile_status open_weights(opening *o)
{
    simile_status status = settle_shape(o);
    if (status == SIMILE_OK) {
        status = new_model(&o->model, &o->files->shape, &o->options);
    }
    return status == SIMILE_OK ? read_weights(o) : status;
}

/* The two things that take time. */
static simile_status open_part(void *context, size_t task, size_t worker)
{
    opening *o = context;
    (void)worker;
    return task == 0 ? simile_tokenizer_open(&o->tokenizer, o->body) : open_weights(o);
}

/* What tokenizer and weights say of one another. */
static simile_status check_together(const opening *o)
{
    const size_t n_rows = o->files->shape.vocabulary;
    if (o->files->lowercases && !o->tokenizer->normalizer.lowercase) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s/sentence_bert_config.json: do_lower_case true with a tokenizer that keeps the "
                                   "case is not known",
                                   o->body);
    }
    if (simile_tokenizer_size(o->tokenizer) > n_rows) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the tokenizer has %zu pieces, the table only %zu rows",
                                   o->folder, simile_tokenizer_size(o->tokenizer), n_rows);
    }
    return SIMILE_OK;
}

/* The length limit: of a static encoder, that of its tokenizer.json, or model2vec's own. */
static simile_status settle_limit(const opening *o)
{
    simile_model *model = o->model;
    model->max_tokens = o->files->max_tokens;
    if (o->files->shape.kind == SIMILE_ENCODER_STATIC) {
        model->max_tokens = simile_tokenizer_max_tokens(o->tokenizer);
    }
    if (!is_model2vec(o)) {
        return SIMILE_OK;
    }
    model->max_tokens = o->files->model2vec_tokens;
    return measure_pieces(&model->usage.characters_a_token, o->tokenizer);
}

static simile_status open_body(opening *o)
{
    simile_pool *pool;
    simile_status status = simile_pool__new(&pool, o->options.n_threads > 1 ? 2 : 1);
    if (status == SIMILE_OK) {
        status = simile_pool__run(pool, 2, open_part, o);
    }
    simile_pool__free(pool);
    if (status == SIMILE_OK) {
        status = check_together(o);
    }
    if (status != SIMILE_OK) {
        simile_tokenizer_free(o->tokenizer);
        return status;
    }
    o->model->tokenizer = o->tokenizer;
    o->model->usage = o->files->usage;
    o->files->usage = (simile_model_usage){0};
    return settle_limit(o);
}

static simile_status open_from(simile_model **model, simile_model_files *files, const char *folder,
                               const simile_open_options *options)
{
    char *body =
        *files->body ? simile_path__join(folder, files->body) : simile_memory__copy_text(folder, strlen(folder));
    opening o = {.files = files, .options = *options, .folder = folder, .body = body};
    o.options.n_threads = options->n_threads > 0 ? options->n_threads : simile_threads__available();
    simile_status status = body ? open_body(&o) : SIMILE_ERROR_MEMORY;
    simile_memory__free(body);
    *model = o.model;
    if (status == SIMILE_OK) {
        snprintf(o.model->source.note, sizeof o.model->source.note, "%s", files->note ? files->note : "");
        simile_model__name_parts(o.model);
        status = simile_model__read_license(o.model->source.license, sizeof o.model->source.license, folder);
    }
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
    if (status != SIMILE_OK) {
        simile_model_free(*model);
        *model = NULL;
    }
    simile_model_files__dispose(&files);
    return status;
}

simile_status simile_model__check_values(const simile_model *model)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < model->n_files; i++) {
        const simile_safetensors *file = model->files[i];
        for (size_t j = 0; j < simile_safetensors__size(file) && status == SIMILE_OK; j++) {
            const simile_tensor_view *tensor = simile_safetensors__at(file, j);
            status = simile_safetensors__values(tensor) ? simile_safetensors__check(file, tensor) : SIMILE_OK;
        }
    }
    return status;
}

simile_status simile_model__explain(const simile_model *model)
{
    simile_status status = simile_model__check_values(model);
    if (status != SIMILE_OK) {
        return status;
    }
    return simile_status__fail(SIMILE_ERROR_DATA,
                               "the vector of a text is not finite, though the weights are: the model's values become "
                               "too large for float32");
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
    return (simile_tokenize_options){.max_tokens = limit,
                                     .max_characters = limit * model->usage.characters_a_token,
                                     .add_special = is_transformer,
                                     .drop_unknown = model->usage.characters_a_token > 0};
}
