/* Reading of config.json and what stands beside it. What would give other vectors than the Python libraries is refused
 * by name. */
#include "body_files.h"
#include "fail.h"
#include "file.h"
#include "folder_json.h"
#include "memory.h"
#include <string.h>

#define CONFIG          "config.json"
#define SENTENCE_CONFIG "sentence_bert_config.json"

#define MODEL2VEC_MAX_LENGTH 512 /* where config.json says nothing */

/* Switches of transformers' BERT that change what is computed, and their values without an effect. */
static simile_status refuse_other_architectures(const simile_json *config, const char *folder)
{
    static const struct {
        const char *key, *value;
    } texts[] = {{"hidden_act", "gelu"}, {"position_embedding_type", "absolute"}};
    static const char *const switches[] = {"is_decoder", "add_cross_attention"};
    const char *type = simile_json__text(simile_json__get(config, "model_type"), NULL);
    if (!type || strcmp(type, "bert") != 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": model_type %s%s%s (simile reads bert)", folder,
                                   type ? "\"" : "is missing", type ? type : "", type ? "\" is not known" : "");
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const simile_json *found = simile_json__get(config, texts[i].key);
        const char *value = simile_json__text(found, found ? "of no text" : texts[i].value);
        if (strcmp(value, texts[i].value) != 0) {
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": %s \"%s\" is not known (simile has %s)",
                                       folder, texts[i].key, value, texts[i].value);
        }
    }
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        if (simile_json__bool(simile_json__get(config, switches[i]), false)) {
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": %s true is not known", folder, switches[i]);
        }
    }
    if (simile_json__kind(simile_json__get(config, "quantization_config")) != SIMILE_JSON_NULL) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": quantization_config is not known", folder);
    }
    return SIMILE_OK;
}

static simile_status read_sizes(simile_encoder_shape *shape, const simile_json *config, const char *folder)
{
    const struct {
        size_t *size;
        const char *key;
    } sizes[] = {{&shape->vocabulary, "vocab_size"},    {&shape->hidden, "hidden_size"},
                 {&shape->layers, "num_hidden_layers"}, {&shape->heads, "num_attention_heads"},
                 {&shape->ffn, "intermediate_size"},    {&shape->positions, "max_position_embeddings"},
                 {&shape->types, "type_vocab_size"}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        simile_status status = simile_folder_json__read_size(sizes[i].size, config, sizes[i].key, folder, CONFIG);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    if (shape->hidden % shape->heads != 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s/" CONFIG ": num_attention_heads %zu does not divide hidden_size %zu", folder,
                                   shape->heads, shape->hidden);
    }
    return SIMILE_OK;
}

/* A number under `key` that lies in [0, 1). */
static simile_status read_share(double *share, const simile_json *config, const char *key, double otherwise,
                                const char *folder)
{
    const simile_json *value = simile_json__get(config, key);
    *share = simile_json__number(value, simile_json__kind(value) != SIMILE_JSON_NULL ? -1 : otherwise);
    if (!(*share >= 0 && *share < 1)) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": %s is out of range (0 to below 1)", folder,
                                   key);
    }
    return SIMILE_OK;
}

/* sentence_bert_config.json: the length limit, and what newer versions of sentence-transformers say there. */
static simile_status read_sentence_config(int64_t *limit, simile_model_files *files, const char *folder)
{
    static const struct {
        const char *key, *value;
    } texts[] = {{"transformer_task", "feature-extraction"}, {"module_output_name", "token_embeddings"}};
    simile_json *config = NULL;
    simile_status status = simile_folder_json__load(&config, folder, SENTENCE_CONFIG, true);
    const simile_json *length = simile_json__get(config, "max_seq_length");
    *limit = simile_json__integer(length, 0);
    if (status == SIMILE_OK && simile_json__kind(length) != SIMILE_JSON_NULL && *limit < 1) {
        status =
            simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" SENTENCE_CONFIG ": max_seq_length is out of range", folder);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == SIMILE_OK; i++) {
        const simile_json *value = simile_json__get(config, texts[i].key);
        if (simile_json__kind(value) != SIMILE_JSON_NULL && strcmp(simile_json__text(value, ""), texts[i].value) != 0) {
            status =
                simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" SENTENCE_CONFIG ": %s %s is not known (simile has %s)",
                                    folder, texts[i].key, simile_json__text(value, "of no text"), texts[i].value);
        }
    }
    if (status == SIMILE_OK && config) {
        status = simile_folder_json__read_bool(&files->lowercases, config, "do_lower_case", folder, SENTENCE_CONFIG);
    }
    simile_json__free(config);
    return status;
}

/* sentence_bert_config.json, else tokenizer_config.json's model_max_length, else the positions. */
static simile_status read_max_tokens(simile_model_files *files, const char *folder)
{
    simile_json *json = NULL;
    size_t positions = files->shape.positions;
    int64_t limit = 0;
    simile_status status = read_sentence_config(&limit, files, folder);
    if (status == SIMILE_OK && limit <= 0) {
        status = simile_folder_json__load(&json, folder, "tokenizer_config.json", true);
        limit = simile_json__integer(simile_json__get(json, "model_max_length"), 0);
        simile_json__free(json);
    }
    files->max_tokens = limit > 0 && (uint64_t)limit < positions ? (size_t)limit : positions;
    return status;
}

simile_status simile_body_files__read_transformer(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    simile_encoder_shape *shape = &files->shape;
    simile_status status = simile_folder_json__load(&config, folder, CONFIG, false);
    if (status == SIMILE_OK) {
        status = refuse_other_architectures(config, folder);
    }
    if (status == SIMILE_OK) {
        shape->kind = SIMILE_ENCODER_TRANSFORMER;
        status = read_sizes(shape, config, folder);
    }
    if (status == SIMILE_OK) {
        status = read_share(&shape->layer_norm_epsilon, config, "layer_norm_eps", 1e-12, folder);
    }
    if (status == SIMILE_OK) {
        status = read_share(&shape->dropout, config, "hidden_dropout_prob", 0.1, folder);
    }
    simile_json__free(config);
    return status == SIMILE_OK ? read_max_tokens(files, folder) : status;
}

simile_status simile_body_files__find_model2vec(bool *found, const char *folder)
{
    simile_json *config = NULL;
    simile_status status = simile_folder_json__load(&config, folder, CONFIG, true);
    *found = strcmp(simile_json__text(simile_json__get(config, "model_type"), ""), "model2vec") == 0;
    simile_json__free(config);
    return status;
}

simile_status simile_body_files__read_static(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    simile_status status = simile_folder_json__load(&config, folder, CONFIG, true);
    const simile_json *length = simile_json__get(config, "max_length");
    files->shape.kind = SIMILE_ENCODER_STATIC;
    files->is_model2vec = config != NULL;
    files->model2vec_tokens = length ? 0 : MODEL2VEC_MAX_LENGTH;
    if (status == SIMILE_OK && config) {
        status = simile_folder_json__read_bool(&files->normalizes, config, "normalize", folder, CONFIG);
    }
    if (status == SIMILE_OK && simile_json__kind(length) != SIMILE_JSON_NULL) {
        status = simile_folder_json__read_size(&files->model2vec_tokens, config, "max_length", folder, CONFIG);
    }
    simile_json__free(config);
    return status;
}
