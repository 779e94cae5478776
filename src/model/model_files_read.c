/* Reading of a folder's JSON files. What would give other vectors than sentence-transformers is refused by name. */
#include "body_files.h"
#include "fail.h"
#include "file.h"
#include "folder_json.h"
#include "memory.h"
#include "model_files.h"
#include "module_files.h"
#include <string.h>

#define SENTENCE_CONFIG "config_sentence_transformers.json"

const char *const simile_model__similarities[] = {"cosine", "dot", "euclidean", "manhattan", NULL};

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

/* How far along the row a folder is. */
typedef enum module_stage { STAGE_START, STAGE_BODY, STAGE_POOLING } module_stage;

static simile_status read_body(simile_model_files *files, module_stage *stage, const char *path, bool is_static,
                               const char *name)
{
    simile_status status =
        is_static ? simile_body_files__read_static(files, path) : simile_body_files__read_transformer(files, path);
    *stage = is_static ? STAGE_POOLING : STAGE_BODY;
    return status == SIMILE_OK ? take_text(&files->body, name) : status;
}

/* A module behind the pooling; its place among them is that of its sub-folder. */
static simile_status read_tail(simile_model_files *files, simile_module_kind kind, const char *path, const char *name)
{
    simile_status status = simile_module_files__read_module(files, kind, path);
    return status == SIMILE_OK ? take_text(&files->modules[files->shape.n_modules - 1], name) : status;
}

static simile_status read_module_at(simile_model_files *files, module_stage *stage, const char *folder,
                                    const char *path, const char *type, const char *name)
{
    bool is_static = strcmp(type, "StaticEmbedding") == 0;
    if (*stage == STAGE_START && (is_static || strcmp(type, "Transformer") == 0)) {
        return read_body(files, stage, path, is_static, name);
    }
    if (*stage == STAGE_BODY && strcmp(type, "Pooling") == 0) {
        *stage = STAGE_POOLING;
        return simile_module_files__read_pooling(files, path);
    }
    for (int kind = 0; *stage == STAGE_POOLING && simile_model_files__module_kinds[kind]; kind++) {
        if (strcmp(type, simile_model_files__module_kinds[kind]) == 0) {
            return read_tail(files, (simile_module_kind)kind, path, name);
        }
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s/modules.json: a module %s at this place is not known (simile has Transformer and "
                               "Pooling, or StaticEmbedding; behind them Dense, Normalize, Dropout, LayerNorm)",
                               folder, type);
}

static simile_status read_module(simile_model_files *files, module_stage *stage, const char *folder,
                                 const simile_json *module)
{
    const char *type, *name;
    simile_status status = simile_folder_json__read_text(&type, module, "type", folder, "modules.json");
    if (status == SIMILE_OK) {
        status = simile_folder_json__read_text(&name, module, "path", folder, "modules.json");
    }
    if (status != SIMILE_OK) {
        return status;
    }
    name = strcmp(name, ".") == 0 ? "" : name;
    char *path = *name ? simile_path__join(folder, name) : simile_memory__copy_text(folder, strlen(folder));
    status = path ? read_module_at(files, stage, folder, path, last_part(type), name) : SIMILE_ERROR_MEMORY;
    simile_memory__free(path);
    return status;
}

static simile_status read_modules(simile_model_files *files, const simile_json *modules, const char *folder)
{
    module_stage stage = STAGE_START;
    simile_status status = SIMILE_OK;
    if (simile_json__kind(modules) != SIMILE_JSON_ARRAY) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/modules.json: is no list of modules", folder);
    }
    for (size_t i = 0; i < simile_json__size(modules) && status == SIMILE_OK; i++) {
        status = read_module(files, &stage, folder, simile_json__at(modules, i));
    }
    if (status == SIMILE_OK && stage < STAGE_POOLING) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/modules.json: lists no pooling", folder);
    }
    return status;
}

/* sentence-transformers gives every model a query and a document prompt, empty where the folder has none. */
static simile_status read_default_prompt(simile_prompts *prompts, const char *name, const char *folder)
{
    prompts->standard = simile_prompts__find(prompts, name);
    if (prompts->standard < prompts->n || strcmp(name, "query") == 0 || strcmp(name, "document") == 0) {
        return SIMILE_OK;
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s/" SENTENCE_CONFIG ": default_prompt_name \"%s\" is not among the prompts", folder,
                               name);
}

static simile_status read_prompts(simile_prompts *prompts, const simile_json *config, const char *folder)
{
    simile_json_walk walk = {.object = simile_json__get(config, "prompts")};
    const char *name = simile_json__text(simile_json__get(config, "default_prompt_name"), NULL);
    simile_status status = SIMILE_OK;
    while (status == SIMILE_OK && simile_json__kind(walk.object) == SIMILE_JSON_OBJECT && simile_json__next(&walk)) {
        bool is_none = simile_json__kind(walk.value) == SIMILE_JSON_NULL;
        const char *text = is_none ? "" : simile_json__text(walk.value, NULL);
        status = text && strlen(text) == simile_json__text_size(walk.value)
                     ? simile_prompts__add(prompts, walk.key, text)
                     : simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" SENTENCE_CONFIG ": prompts.%s is no text", folder,
                                           walk.key);
    }
    return status == SIMILE_OK && name ? read_default_prompt(prompts, name, folder) : status;
}

static simile_status read_similarity(int *similarity, const simile_json *config, const char *folder)
{
    const simile_json *value = simile_json__get(config, "similarity_fn_name");
    const char *name = simile_json__kind(value) == SIMILE_JSON_NULL ? "cosine" : simile_json__text(value, "of no text");
    for (int i = 0; simile_model__similarities[i]; i++) {
        if (strcmp(name, simile_model__similarities[i]) == 0) {
            *similarity = i;
            return SIMILE_OK;
        }
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s/" SENTENCE_CONFIG ": similarity_fn_name %s is not known (simile has cosine, dot, "
                               "euclidean, manhattan)",
                               folder, name);
}

/* Prompts, similarity, and to how many values vectors are cut. A missing file is fine. */
static simile_status read_sentence_config(simile_model_files *files, const char *folder)
{
    static const char *const keys[] = {"model_type",         "__version__",  "prompts", "default_prompt_name",
                                       "similarity_fn_name", "truncate_dim", NULL};
    simile_json *config = NULL;
    simile_status status = simile_folder_json__load(&config, folder, SENTENCE_CONFIG, true);
    const char *type = simile_json__text(simile_json__get(config, "model_type"), "SentenceTransformer");
    if (status != SIMILE_OK || !config) {
        return status;
    }
    status = simile_folder_json__refuse_others(config, keys, folder, SENTENCE_CONFIG);
    if (status == SIMILE_OK && strcmp(type, "SentenceTransformer") != 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                     "%s/" SENTENCE_CONFIG ": model_type \"%s\" is not known (simile has "
                                     "SentenceTransformer)",
                                     folder, type);
    }
    if (status == SIMILE_OK) {
        status = read_similarity(&files->usage.similarity, config, folder);
    }
    if (status == SIMILE_OK && simile_json__kind(simile_json__get(config, "truncate_dim")) != SIMILE_JSON_NULL) {
        status =
            simile_folder_json__read_size(&files->shape.dimension, config, "truncate_dim", folder, SENTENCE_CONFIG);
    }
    if (status == SIMILE_OK) {
        status = read_prompts(&files->usage.prompts, config, folder);
    }
    simile_json__free(config);
    return status;
}

/* A folder without modules.json: model2vec's, or a bare transformer. */
static simile_status read_bare(simile_model_files *files, const char *folder)
{
    bool is_model2vec = false;
    simile_status status = simile_body_files__find_model2vec(&is_model2vec, folder);
    if (status == SIMILE_OK) {
        status = take_text(&files->body, "");
    }
    if (status != SIMILE_OK || is_model2vec) {
        return status == SIMILE_OK ? simile_body_files__read_static(files, folder) : status;
    }
    files->note = "no modules.json: mean pooling and no normalising are assumed";
    return simile_body_files__read_transformer(files, folder);
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
        status = simile_folder_json__load(&modules, folder, "modules.json", true);
    }
    if (status == SIMILE_OK) {
        status = modules ? read_modules(files, modules, folder) : read_bare(files, folder);
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
    for (size_t i = 0; i < SIMILE_MAX_MODULES; i++) {
        simile_memory__free(files->modules[i]);
    }
    simile_prompts__dispose(&files->usage.prompts);
    *files = (simile_model_files){0};
}
