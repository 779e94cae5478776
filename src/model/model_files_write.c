/* Writing of a folder's JSON files, in the legacy form: newer readers take it too, text-embeddings-inference and
 * llama.cpp's converter take nothing else. */
#include "buffer.h"
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "model.h"
#include "model_files.h"
#include <stdio.h>
#include <string.h>

/* Writes the buffer to folder/name and clears it. */
static simile_status write_file(simile_buffer *text, const char *folder, const char *name)
{
    char *path = simile_path__join(folder, name);
    if (!path) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = simile_file__write(path, text->data, text->size);
    simile_memory__free(path);
    simile_buffer__clear(text);
    return status;
}

static simile_status make_subfolder(const char *folder, const char *name)
{
    char *path = simile_path__join(folder, name);
    if (!path) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = simile_folder__make(path);
    simile_memory__free(path);
    return status;
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

/* One entry of modules.json; number 0 is the body, which lies in the folder itself. */
static simile_status add_module(simile_buffer *text, size_t number, const char *type)
{
    simile_status status = simile_buffer__append_format(text, "%s\n  {\"idx\": %zu, \"name\": \"%zu\", ",
                                                        number > 0 ? "," : "", number, number);
    if (status == SIMILE_OK && number > 0) {
        status = simile_buffer__append_format(text, "\"path\": \"%zu_%s\", ", number, type);
    } else if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "\"path\": \"\", ");
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(text, "\"type\": \"sentence_transformers.models.%s\"}", type);
    }
    return status;
}

static simile_status write_modules(simile_buffer *text, const simile_encoder_shape *shape, const char *folder)
{
    bool is_static = shape->kind == SIMILE_ENCODER_STATIC;
    size_t number = 0;
    simile_status status = simile_buffer__append_text(text, "[");
    if (status == SIMILE_OK) {
        status = add_module(text, number++, is_static ? "StaticEmbedding" : "Transformer");
    }
    if (status == SIMILE_OK && !is_static) {
        status = add_module(text, number++, "Pooling");
    }
    for (size_t i = 0; i < shape->n_modules && status == SIMILE_OK; i++) {
        status = add_module(text, number++, simile_model_files__module_kinds[shape->modules[i].kind]);
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "\n]\n");
    }
    return status == SIMILE_OK ? write_file(text, folder, "modules.json") : status;
}

void simile_model_files__name_module(char name[SIMILE_MODULE_NAME_SIZE], const simile_encoder_shape *shape,
                                     size_t index)
{
    snprintf(name, SIMILE_MODULE_NAME_SIZE, "%zu_%s", index + (shape->kind == SIMILE_ENCODER_STATIC ? 1 : 2),
             simile_model_files__module_kinds[shape->modules[index].kind]);
}

static simile_status write_transformer_config(simile_buffer *text, const simile_encoder_shape *shape,
                                              const char *folder)
{
    simile_status status = simile_buffer__append_format(
        text,
        "{\n  \"architectures\": [\"BertModel\"],\n  \"model_type\": \"bert\",\n  \"vocab_size\": %zu,\n"
        "  \"hidden_size\": %zu,\n  \"num_hidden_layers\": %zu,\n  \"num_attention_heads\": %zu,\n"
        "  \"intermediate_size\": %zu,\n  \"hidden_act\": \"gelu\",\n  \"hidden_dropout_prob\": %g,\n"
        "  \"attention_probs_dropout_prob\": %g,\n  \"max_position_embeddings\": %zu,\n  \"type_vocab_size\": %zu,\n"
        "  \"initializer_range\": 0.02,\n  \"layer_norm_eps\": %g,\n  \"pad_token_id\": 0,\n"
        "  \"position_embedding_type\": \"absolute\",\n  \"use_cache\": true,\n  \"classifier_dropout\": null,\n"
        "  \"gradient_checkpointing\": false,\n  \"torch_dtype\": \"float32\",\n"
        "  \"transformers_version\": \"4.41.0\"\n}\n",
        shape->vocabulary, shape->hidden, shape->layers, shape->heads, shape->ffn, shape->dropout, shape->dropout,
        shape->positions, shape->types, shape->layer_norm_epsilon);
    return status == SIMILE_OK ? write_file(text, folder, "config.json") : status;
}

/* Appends a text as JSON. */
static simile_status append_quoted(simile_buffer *text, const char *value)
{
    simile_json *json = simile_json__new_text(value);
    char *quoted = json ? simile_json__print(json, 0) : NULL;
    simile_status status = quoted ? simile_buffer__append_text(text, quoted) : SIMILE_ERROR_MEMORY;
    simile_memory__free(quoted);
    simile_json__free(json);
    return status;
}

static simile_status append_prompts(simile_buffer *text, const simile_prompts *prompts)
{
    simile_status status = simile_buffer__append_text(text, "{");
    for (size_t i = 0; i < prompts->n && status == SIMILE_OK; i++) {
        status = simile_buffer__append_text(text, i > 0 ? ", " : "");
        if (status == SIMILE_OK) {
            status = append_quoted(text, prompts->items[i].name);
        }
        if (status == SIMILE_OK) {
            status = simile_buffer__append_text(text, ": ");
        }
        if (status == SIMILE_OK) {
            status = append_quoted(text, prompts->items[i].text);
        }
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "},\n  \"default_prompt_name\": ");
    }
    if (status != SIMILE_OK) {
        return status;
    }
    return prompts->standard < prompts->n ? append_quoted(text, prompts->items[prompts->standard].name)
                                          : simile_buffer__append_text(text, "null");
}

static simile_status write_sentence_config(simile_buffer *text, const simile_model_files *files, const char *folder)
{
    simile_status status = simile_buffer__append_text(
        text, "{\n  \"model_type\": \"SentenceTransformer\",\n  \"__version__\": {\"sentence_transformers\": "
              "\"3.0.0\", \"transformers\": \"4.41.0\", \"pytorch\": \"2.3.0\"},\n  \"prompts\": ");
    if (status == SIMILE_OK) {
        status = append_prompts(text, &files->usage.prompts);
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(text, ",\n  \"similarity_fn_name\": \"%s\"",
                                              simile_model__similarities[files->usage.similarity]);
    }
    if (status == SIMILE_OK && files->shape.dimension > 0) {
        status = simile_buffer__append_format(text, ",\n  \"truncate_dim\": %zu", files->shape.dimension);
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "\n}\n");
    }
    return status == SIMILE_OK ? write_file(text, folder, "config_sentence_transformers.json") : status;
}

static simile_status write_length_limit(simile_buffer *text, const simile_model_files *files, const char *folder)
{
    simile_status status = simile_buffer__append_format(
        text, "{\n  \"max_seq_length\": %zu,\n  \"do_lower_case\": false\n}\n", files->max_tokens);
    return status == SIMILE_OK ? write_file(text, folder, "sentence_bert_config.json") : status;
}

/* model2vec's own settings, by which it and simile know its tables. */
static simile_status write_model2vec_config(simile_buffer *text, const simile_model_files *files, const char *folder)
{
    char limit[24] = "null";
    if (files->max_tokens > 0) {
        snprintf(limit, sizeof limit, "%zu", files->max_tokens);
    }
    simile_status status = simile_buffer__append_format(
        text,
        "{\n  \"model_type\": \"model2vec\",\n  \"architectures\": [\"StaticModel\"],\n  \"hidden_dim\": %zu,\n"
        "  \"normalize\": %s,\n  \"max_length\": %s,\n  \"embedding_dtype\": \"float32\"\n}\n",
        files->shape.hidden, truth(files->shape.n_modules > 0), limit);
    return status == SIMILE_OK ? write_file(text, folder, "config.json") : status;
}

/* The legacy switches, in the order in which several of them are concatenated. */
static const struct {
    simile_pooling pooling;
    const char *key;
} switches[] = {{SIMILE_POOLING_CLS, "pooling_mode_cls_token"},
                {SIMILE_POOLING_MEAN, "pooling_mode_mean_tokens"},
                {SIMILE_POOLING_MAX, "pooling_mode_max_tokens"},
                {SIMILE_POOLING_MEAN_SQRT_LENGTH, "pooling_mode_mean_sqrt_len_tokens"},
                {SIMILE_POOLING_WEIGHTED_MEAN, "pooling_mode_weightedmean_tokens"},
                {SIMILE_POOLING_LAST_TOKEN, "pooling_mode_lasttoken"}};

/* Switches cannot tell an order: more than one pooling takes the newer form, a list. */
static simile_status append_poolings(simile_buffer *text, const simile_encoder_shape *shape)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < SIMILE_N_POOLINGS && shape->n_poolings == 1 && status == SIMILE_OK; i++) {
        status = simile_buffer__append_format(text, "  \"%s\": %s,\n", switches[i].key,
                                              truth(shape->poolings[0] == switches[i].pooling));
    }
    for (size_t i = 0; i < shape->n_poolings && shape->n_poolings > 1 && status == SIMILE_OK; i++) {
        status = simile_buffer__append_format(text, "%s\"%s\"%s", i == 0 ? "  \"pooling_mode\": [" : ", ",
                                              simile_model_files__poolings[shape->poolings[i]],
                                              i + 1 == shape->n_poolings ? "],\n" : "");
    }
    return status;
}

static simile_status write_pooling(simile_buffer *text, const simile_model_files *files, const char *folder)
{
    simile_status status =
        simile_buffer__append_format(text, "{\n  \"%sembedding_dimension\": %zu,\n",
                                     files->shape.n_poolings == 1 ? "word_" : "", files->shape.hidden);
    if (status == SIMILE_OK) {
        status = append_poolings(text, &files->shape);
    }
    if (status == SIMILE_OK) {
        status =
            simile_buffer__append_format(text, "  \"include_prompt\": %s\n}\n", truth(!files->usage.excludes_prompt));
    }
    if (status == SIMILE_OK) {
        status = make_subfolder(folder, "1_Pooling");
    }
    return status == SIMILE_OK ? write_file(text, folder, "1_Pooling/config.json") : status;
}

/* `in` is the width of what the module takes. */
static simile_status append_module_config(simile_buffer *text, const simile_module *module, size_t in)
{
    const char *class = module->activation == SIMILE_ACTIVATION_IDENTITY ? "linear" : "activation";
    switch (module->kind) {
    case SIMILE_MODULE_DENSE:
        return simile_buffer__append_format(text,
                                            "{\n  \"in_features\": %zu,\n  \"out_features\": %zu,\n  \"bias\": %s,\n"
                                            "  \"activation_function\": \"torch.nn.modules.%s.%s\"\n}\n",
                                            in, module->width, truth(module->has_bias), class,
                                            simile_model_files__activations[module->activation]);
    case SIMILE_MODULE_DROPOUT:
        return simile_buffer__append_format(text, "{\n  \"dropout\": %g\n}\n", module->dropout);
    case SIMILE_MODULE_LAYER_NORM:
        return simile_buffer__append_format(text, "{\n  \"dimension\": %zu\n}\n", in);
    case SIMILE_MODULE_NORMALIZE:
        break;
    }
    /* Normalize has no settings; the file keeps the folder alive where empty ones are dropped. */
    return simile_buffer__append_text(text, "{}\n");
}

static simile_status write_module_configs(simile_buffer *text, const simile_encoder_shape *shape, const char *folder)
{
    size_t width = shape->hidden * (shape->n_poolings > 0 ? shape->n_poolings : 1);
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < shape->n_modules && status == SIMILE_OK; i++) {
        char name[SIMILE_MODULE_NAME_SIZE], path[64];
        simile_model_files__name_module(name, shape, i);
        snprintf(path, sizeof path, "%s/config.json", name);
        status = append_module_config(text, &shape->modules[i], width);
        if (status == SIMILE_OK) {
            status = make_subfolder(folder, name);
        }
        if (status == SIMILE_OK) {
            status = write_file(text, folder, path);
        }
        width = shape->modules[i].kind == SIMILE_MODULE_DENSE ? shape->modules[i].width : width;
    }
    return status;
}

simile_status simile_model_files__write(const simile_model_files *files, const char *folder)
{
    const simile_encoder_shape *shape = &files->shape;
    bool is_static = shape->kind == SIMILE_ENCODER_STATIC;
    simile_buffer text = {0};
    simile_status status = simile_folder__make(folder);
    if (status == SIMILE_OK) {
        status = write_modules(&text, shape, folder);
    }
    if (status == SIMILE_OK && !is_static) {
        status = write_transformer_config(&text, shape, folder);
    }
    if (status == SIMILE_OK && !is_static) {
        status = write_length_limit(&text, files, folder);
    }
    if (status == SIMILE_OK && files->is_model2vec) {
        status = write_model2vec_config(&text, files, folder);
    }
    if (status == SIMILE_OK) {
        status = write_sentence_config(&text, files, folder);
    }
    if (status == SIMILE_OK && !is_static) {
        status = write_pooling(&text, files, folder);
    }
    if (status == SIMILE_OK) {
        status = write_module_configs(&text, shape, folder);
    }
    simile_buffer__dispose(&text);
    return status;
}
