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
    if (status == SIMILE_OK && shape->dense) {
        status = add_module(text, number++, "Dense");
    }
    if (status == SIMILE_OK && shape->normalize) {
        status = add_module(text, number++, "Normalize");
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "\n]\n");
    }
    return status == SIMILE_OK ? write_file(text, folder, "modules.json") : status;
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

static simile_status write_sentence_config(simile_buffer *text, const simile_model_files *files, const char *folder)
{
    simile_status status = SIMILE_OK;
    if (files->shape.kind == SIMILE_ENCODER_TRANSFORMER) {
        status = simile_buffer__append_format(text, "{\n  \"max_seq_length\": %zu,\n  \"do_lower_case\": false\n}\n",
                                              files->max_tokens);
        if (status == SIMILE_OK) {
            status = write_file(text, folder, "sentence_bert_config.json");
        }
    }
    simile_json *prompt = simile_json__new_text(files->prompt ? files->prompt : "");
    char *quoted = prompt ? simile_json__print(prompt, 0) : NULL;
    if (status == SIMILE_OK && !quoted) {
        status = SIMILE_ERROR_MEMORY;
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(
            text,
            "{\n  \"model_type\": \"SentenceTransformer\",\n  \"__version__\": {\"sentence_transformers\": \"3.0.0\", "
            "\"transformers\": \"4.41.0\", \"pytorch\": \"2.3.0\"},\n  \"prompts\": {%s%s},\n"
            "  \"default_prompt_name\": %s,\n  \"similarity_fn_name\": \"%s\"\n}\n",
            files->prompt ? "\"default\": " : "", files->prompt ? quoted : "", files->prompt ? "\"default\"" : "null",
            simile_model__similarities[files->similarity]);
    }
    simile_memory__free(quoted);
    simile_json__free(prompt);
    return status == SIMILE_OK ? write_file(text, folder, "config_sentence_transformers.json") : status;
}

static simile_status write_pooling(simile_buffer *text, const simile_encoder_shape *shape, const char *folder)
{
    simile_status status = simile_buffer__append_format(
        text,
        "{\n  \"word_embedding_dimension\": %zu,\n  \"pooling_mode_cls_token\": %s,\n"
        "  \"pooling_mode_mean_tokens\": %s,\n  \"pooling_mode_max_tokens\": %s,\n"
        "  \"pooling_mode_mean_sqrt_len_tokens\": false,\n  \"pooling_mode_weightedmean_tokens\": false,\n"
        "  \"pooling_mode_lasttoken\": false,\n  \"include_prompt\": true\n}\n",
        shape->hidden, truth(shape->pooling == SIMILE_POOLING_CLS), truth(shape->pooling == SIMILE_POOLING_MEAN),
        truth(shape->pooling == SIMILE_POOLING_MAX));
    if (status == SIMILE_OK) {
        status = make_subfolder(folder, "1_Pooling");
    }
    return status == SIMILE_OK ? write_file(text, folder, "1_Pooling/config.json") : status;
}

static simile_status write_dense(simile_buffer *text, const simile_encoder_shape *shape, const char *folder,
                                 const char *name)
{
    char path[64];
    bool is_tanh = shape->dense_activation == SIMILE_ACTIVATION_TANH;
    simile_status status = simile_buffer__append_format(
        text,
        "{\n  \"in_features\": %zu,\n  \"out_features\": %zu,\n  \"bias\": %s,\n"
        "  \"activation_function\": \"torch.nn.modules.%s\"\n}\n",
        shape->hidden, shape->dense, truth(shape->dense_bias), is_tanh ? "activation.Tanh" : "linear.Identity");
    if (status == SIMILE_OK) {
        status = make_subfolder(folder, name);
    }
    snprintf(path, sizeof path, "%s/config.json", name);
    return status == SIMILE_OK ? write_file(text, folder, path) : status;
}

/* Normalize has no settings; the file keeps the folder alive where empty ones are dropped. */
static simile_status write_normalize(simile_buffer *text, const char *folder, size_t number)
{
    char name[32], path[64];
    snprintf(name, sizeof name, "%zu_Normalize", number);
    snprintf(path, sizeof path, "%s/config.json", name);
    simile_status status = make_subfolder(folder, name);
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(text, "{}\n");
    }
    return status == SIMILE_OK ? write_file(text, folder, path) : status;
}

simile_status simile_model_files__write(const simile_model_files *files, const char *folder)
{
    const simile_encoder_shape *shape = &files->shape;
    bool is_static = shape->kind == SIMILE_ENCODER_STATIC;
    size_t n_modules = is_static ? 1 : 2;
    simile_buffer text = {0};
    simile_status status = simile_folder__make(folder);
    if (status == SIMILE_OK) {
        status = write_modules(&text, shape, folder);
    }
    if (status == SIMILE_OK && !is_static) {
        status = write_transformer_config(&text, shape, folder);
    }
    if (status == SIMILE_OK) {
        status = write_sentence_config(&text, files, folder);
    }
    if (status == SIMILE_OK && !is_static) {
        status = write_pooling(&text, shape, folder);
    }
    if (status == SIMILE_OK && shape->dense) {
        status = write_dense(&text, shape, folder, files->dense);
        n_modules++;
    }
    if (status == SIMILE_OK && shape->normalize) {
        status = write_normalize(&text, folder, n_modules);
    }
    simile_buffer__dispose(&text);
    return status;
}
