/* Reading of a folder's JSON files. What would give other vectors than sentence-transformers is refused by name. */
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "model.h"
#include "model_files.h"
#include <string.h>

const char *const simile_model__similarities[] = {"cosine", "dot", "euclidean", "manhattan", NULL};

/* Loads folder/name; *json NULL when there is no such file and it `may_lack`. */
static simile_status load(simile_json **json, const char *folder, const char *name, bool may_lack)
{
    char *path = simile_path__join(folder, name);
    simile_status status = SIMILE_OK;
    *json = NULL;
    if (!path) {
        return SIMILE_ERROR_MEMORY;
    }
    if (!may_lack || simile_file__exists(path)) {
        status = simile_json__load(json, path);
    }
    if (status == SIMILE_OK && *json && simile_json__kind(*json) != SIMILE_JSON_OBJECT &&
        simile_json__kind(*json) != SIMILE_JSON_ARRAY) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is no JSON object", path);
    }
    simile_memory__free(path);
    return status;
}

/* "a.b.Pooling" → "Pooling" */
static const char *last_part(const char *type)
{
    const char *dot = strrchr(type, '.');
    return dot ? dot + 1 : type;
}

static simile_status take_text(char **copy, const char *text)
{
    simile_memory__free(*copy);
    *copy = simile_memory__copy_text(text, strlen(text));
    return *copy ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

/* A whole number of config.json, between 1 and a bound that no real model passes. */
static simile_status read_size(size_t *size, const simile_json *config, const char *key, const char *folder)
{
    int64_t value = simile_json__integer(simile_json__get(config, key), -1);
    if (value < 1 || value > 100000000) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/config.json: %s is missing or out of range", folder, key);
    }
    *size = (size_t)value;
    return SIMILE_OK;
}

static simile_status refuse_other_architectures(const simile_json *config, const char *folder)
{
    const char *type = simile_json__text(simile_json__get(config, "model_type"), NULL);
    const char *act = simile_json__text(simile_json__get(config, "hidden_act"), "gelu");
    const char *position = simile_json__text(simile_json__get(config, "position_embedding_type"), "absolute");
    if (!type) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/config.json: model_type is missing (simile reads bert)",
                                   folder);
    }
    if (strcmp(type, "bert") != 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s/config.json: model_type \"%s\" is not known (simile reads bert)", folder, type);
    }
    if (strcmp(act, "gelu") != 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s/config.json: hidden_act \"%s\" is not known (simile has gelu)", folder, act);
    }
    if (strcmp(position, "absolute") != 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s/config.json: position_embedding_type \"%s\" is not known (simile has absolute)",
                                   folder, position);
    }
    return SIMILE_OK;
}

static simile_status read_transformer_sizes(simile_encoder_shape *shape, const simile_json *config, const char *folder)
{
    const struct {
        size_t *size;
        const char *key;
    } sizes[] = {{&shape->vocabulary, "vocab_size"},    {&shape->hidden, "hidden_size"},
                 {&shape->layers, "num_hidden_layers"}, {&shape->heads, "num_attention_heads"},
                 {&shape->ffn, "intermediate_size"},    {&shape->positions, "max_position_embeddings"},
                 {&shape->types, "type_vocab_size"}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        simile_status status = read_size(sizes[i].size, config, sizes[i].key, folder);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    return SIMILE_OK;
}

/* sentence_bert_config.json, else tokenizer_config.json's model_max_length, else the positions. */
static simile_status read_max_tokens(simile_model_files *files, const char *folder)
{
    simile_json *json = NULL;
    size_t positions = files->shape.positions;
    simile_status status = load(&json, folder, "sentence_bert_config.json", true);
    int64_t limit = simile_json__integer(simile_json__get(json, "max_seq_length"), 0);
    simile_json__free(json);
    if (status == SIMILE_OK && limit <= 0) {
        status = load(&json, folder, "tokenizer_config.json", true);
        limit = simile_json__integer(simile_json__get(json, "model_max_length"), 0);
        simile_json__free(json);
    }
    files->max_tokens = limit > 0 && (size_t)limit < positions ? (size_t)limit : positions;
    return status;
}

static simile_status read_transformer(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    simile_status status = load(&config, folder, "config.json", false);
    if (status == SIMILE_OK) {
        status = refuse_other_architectures(config, folder);
    }
    if (status == SIMILE_OK) {
        files->shape.kind = SIMILE_ENCODER_TRANSFORMER;
        files->shape.layer_norm_epsilon = simile_json__number(simile_json__get(config, "layer_norm_eps"), 1e-12);
        files->shape.dropout = simile_json__number(simile_json__get(config, "hidden_dropout_prob"), 0.1);
        status = read_transformer_sizes(&files->shape, config, folder);
    }
    if (status == SIMILE_OK && files->shape.hidden % files->shape.heads != 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                     "%s/config.json: num_attention_heads %zu does not divide hidden_size %zu", folder,
                                     files->shape.heads, files->shape.hidden);
    }
    simile_json__free(config);
    return status == SIMILE_OK ? read_max_tokens(files, folder) : status;
}

/* One pooling mode under its legacy switch or its new name. */
static const struct {
    const char *legacy, *name;
    int pooling; /* -1: simile lacks it */
} poolings[] = {
    {"pooling_mode_mean_tokens", "mean", SIMILE_POOLING_MEAN},
    {"pooling_mode_cls_token", "cls", SIMILE_POOLING_CLS},
    {"pooling_mode_max_tokens", "max", SIMILE_POOLING_MAX},
    {"pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", -1},
    {"pooling_mode_weightedmean_tokens", "weightedmean", -1},
    {"pooling_mode_lasttoken", "lasttoken", -1},
};

static bool names_pooling(const simile_json *mode, const char *name)
{
    if (simile_json__kind(mode) == SIMILE_JSON_TEXT) {
        return strcmp(simile_json__text(mode, ""), name) == 0;
    }
    for (size_t i = 0; i < simile_json__size(mode); i++) {
        if (strcmp(simile_json__text(simile_json__at(mode, i), ""), name) == 0) {
            return true;
        }
    }
    return false;
}

static simile_status read_pooling(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    simile_status status = load(&config, folder, "config.json", false);
    const simile_json *mode = simile_json__get(config, "pooling_mode");
    size_t n_modes = 0;
    for (size_t i = 0; status == SIMILE_OK && i < sizeof poolings / sizeof *poolings; i++) {
        bool is_on = mode ? names_pooling(mode, poolings[i].name)
                          : simile_json__bool(simile_json__get(config, poolings[i].legacy), false);
        if (is_on && (poolings[i].pooling < 0 || n_modes > 0)) {
            status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                         "%s/config.json: pooling %s%s is not known (simile has one of mean, cls, max)",
                                         folder, poolings[i].name, n_modes > 0 ? " beside another one" : "");
        } else if (is_on) {
            files->shape.pooling = (simile_pooling)poolings[i].pooling;
            n_modes++;
        }
    }
    if (status == SIMILE_OK && n_modes == 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/config.json: names no pooling mode", folder);
    }
    if (status == SIMILE_OK && files->prompt && !simile_json__bool(simile_json__get(config, "include_prompt"), true)) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                     "%s/config.json: a default prompt outside the pooling (include_prompt false) is "
                                     "not known",
                                     folder);
    }
    simile_json__free(config);
    return status;
}

static simile_status read_dense(simile_model_files *files, const char *folder, const char *name)
{
    simile_json *config = NULL;
    simile_status status = load(&config, folder, "config.json", false);
    const char *activation = last_part(
        simile_json__text(simile_json__get(config, "activation_function"), "torch.nn.modules.activation.Tanh"));
    if (status == SIMILE_OK && files->dense) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: a second Dense module is not known", folder);
    }
    if (status == SIMILE_OK && strcmp(activation, "Tanh") != 0 && strcmp(activation, "Identity") != 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                     "%s/config.json: activation_function %s is not known (simile has Tanh, Identity)",
                                     folder, activation);
    }
    if (status == SIMILE_OK) {
        files->shape.dense_activation =
            strcmp(activation, "Tanh") == 0 ? SIMILE_ACTIVATION_TANH : SIMILE_ACTIVATION_IDENTITY;
        files->shape.dense_bias = simile_json__bool(simile_json__get(config, "bias"), true);
        status = read_size(&files->shape.dense, config, "out_features", folder);
    }
    if (status == SIMILE_OK) {
        status = take_text(&files->dense, name);
    }
    simile_json__free(config);
    return status;
}

/* How far along the row Transformer → Pooling → Dense → Normalize a folder is. */
typedef enum module_stage { STAGE_START, STAGE_BODY, STAGE_POOLING, STAGE_DENSE, STAGE_NORMALIZE } module_stage;

static simile_status read_module(simile_model_files *files, module_stage *stage, const char *folder, const char *type,
                                 const char *name)
{
    char *path = *name ? simile_path__join(folder, name) : simile_memory__copy_text(folder, strlen(folder));
    simile_status status = path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    module_stage before = *stage;
    if (!path) {
        return status;
    }
    if (strcmp(type, "Transformer") == 0 && before == STAGE_START) {
        *stage = STAGE_BODY;
        status = read_transformer(files, path);
    } else if (strcmp(type, "StaticEmbedding") == 0 && before == STAGE_START) {
        *stage = STAGE_POOLING;
        files->shape.kind = SIMILE_ENCODER_STATIC;
    } else if (strcmp(type, "Pooling") == 0 && before == STAGE_BODY) {
        *stage = STAGE_POOLING;
        status = read_pooling(files, path);
    } else if (strcmp(type, "Dense") == 0 && before == STAGE_POOLING) {
        *stage = STAGE_DENSE;
        status = read_dense(files, path, name);
    } else if (strcmp(type, "Normalize") == 0 && (before == STAGE_POOLING || before == STAGE_DENSE)) {
        *stage = STAGE_NORMALIZE;
        files->shape.normalize = true;
    } else {
        status =
            simile_status__fail(SIMILE_ERROR_FORMAT,
                                "%s/modules.json: a module %s at this place is not known (simile has Transformer or "
                                "StaticEmbedding, Pooling, Dense, Normalize, in this order)",
                                folder, type);
    }
    if (status == SIMILE_OK && *stage != STAGE_NORMALIZE && before == STAGE_START) {
        status = take_text(&files->body, name);
    }
    simile_memory__free(path);
    return status;
}

static simile_status read_modules(simile_model_files *files, const simile_json *modules, const char *folder)
{
    module_stage stage = STAGE_START;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_json__size(modules) && status == SIMILE_OK; i++) {
        const simile_json *module = simile_json__at(modules, i);
        const char *type = last_part(simile_json__text(simile_json__get(module, "type"), ""));
        status = read_module(files, &stage, folder, type, simile_json__text(simile_json__get(module, "path"), ""));
    }
    if (status == SIMILE_OK && stage < STAGE_POOLING) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/modules.json: lists no pooling", folder);
    }
    return status;
}

/* The prompt and the similarity. A missing file is fine. */
static simile_status read_sentence_config(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    simile_status status = load(&config, folder, "config_sentence_transformers.json", true);
    const char *similarity = simile_json__text(simile_json__get(config, "similarity_fn_name"), "cosine");
    const char *name = simile_json__text(simile_json__get(config, "default_prompt_name"), NULL);
    const char *prompt =
        name ? simile_json__text(simile_json__get(simile_json__get(config, "prompts"), name), NULL) : NULL;
    for (int i = 0; simile_model__similarities[i]; i++) {
        files->similarity = strcmp(similarity, simile_model__similarities[i]) == 0 ? i : files->similarity;
    }
    if (status == SIMILE_OK && simile_json__integer(simile_json__get(config, "truncate_dim"), 0) > 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                     "%s/config_sentence_transformers.json: truncate_dim is not known", folder);
    }
    if (status == SIMILE_OK && prompt && *prompt) {
        status = take_text(&files->prompt, prompt);
    }
    simile_json__free(config);
    return status;
}

simile_status simile_model_files__read(simile_model_files *files, const char *folder)
{
    simile_json *modules = NULL;
    *files = (simile_model_files){0};
    if (!simile_file__is_folder(folder)) {
        return simile_status__fail(SIMILE_ERROR_IO,
                                   simile_file__exists(folder) ? "%s: is a file, a model folder is needed"
                                                               : "%s: there is no such model folder",
                                   folder);
    }
    simile_status status = read_sentence_config(files, folder);
    if (status == SIMILE_OK) {
        status = load(&modules, folder, "modules.json", true);
    }
    if (status == SIMILE_OK && modules) {
        status = read_modules(files, modules, folder);
    } else if (status == SIMILE_OK) {
        files->note = "no modules.json: mean pooling and no normalising are assumed";
        status = take_text(&files->body, "");
        if (status == SIMILE_OK) {
            status = read_transformer(files, folder);
        }
    }
    simile_json__free(modules);
    if (status != SIMILE_OK) {
        simile_model_files__dispose(files);
    }
    return status;
}

void simile_model_files__dispose(simile_model_files *files)
{
    simile_memory__free(files->body);
    simile_memory__free(files->dense);
    simile_memory__free(files->prompt);
    *files = (simile_model_files){0};
}
