/* Reading of Pooling, Dense, Normalize, Dropout and LayerNorm. */
#include "module_files.h"
#include "fail.h"
#include "file.h"
#include "folder_json.h"
#include <string.h>

#define CONFIG "config.json"

const char *const simile_model_files__poolings[] = {"mean",         "cls",       "max", "mean_sqrt_len_tokens",
                                                    "weightedmean", "lasttoken", NULL};
const char *const simile_model_files__activations[] = {"Identity", "Tanh", "ReLU", "GELU", "SiLU", "Sigmoid", NULL};
const char *const simile_model_files__module_kinds[] = {"Dense", "Normalize", "Dropout", "LayerNorm", NULL};

/* The legacy switches, in the order in which several of them are concatenated. */
static const struct {
    const char *key;
    simile_pooling pooling;
} switches[] = {
    {"pooling_mode_cls_token", SIMILE_POOLING_CLS},
    {"pooling_mode_max_tokens", SIMILE_POOLING_MAX},
    {"pooling_mode_mean_tokens", SIMILE_POOLING_MEAN},
    {"pooling_mode_mean_sqrt_len_tokens", SIMILE_POOLING_MEAN_SQRT_LENGTH},
    {"pooling_mode_weightedmean_tokens", SIMILE_POOLING_WEIGHTED_MEAN},
    {"pooling_mode_lasttoken", SIMILE_POOLING_LAST_TOKEN},
};

static const char *const pooling_keys[] = {"word_embedding_dimension",
                                           "embedding_dimension",
                                           "include_prompt",
                                           "pooling_mode",
                                           "pooling_mode_cls_token",
                                           "pooling_mode_max_tokens",
                                           "pooling_mode_mean_tokens",
                                           "pooling_mode_mean_sqrt_len_tokens",
                                           "pooling_mode_weightedmean_tokens",
                                           "pooling_mode_lasttoken",
                                           NULL};

static simile_status add_pooling(simile_encoder_shape *shape, const simile_json *name, const char *folder)
{
    const char *text = simile_json__text(name, NULL);
    for (int i = 0; text && simile_model_files__poolings[i]; i++) {
        if (strcmp(text, simile_model_files__poolings[i]) == 0 && shape->n_poolings < SIMILE_N_POOLINGS) {
            shape->poolings[shape->n_poolings++] = (simile_pooling)i;
            return SIMILE_OK;
        }
    }
    if (text && shape->n_poolings == SIMILE_N_POOLINGS) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": pooling_mode lists more than %d poolings",
                                   folder, SIMILE_N_POOLINGS);
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s/" CONFIG ": pooling_mode %s%s%s is not known (simile has mean, cls, max, "
                               "mean_sqrt_len_tokens, weightedmean, lasttoken)",
                               folder, text ? "\"" : "of no text", text ? text : "", text ? "\"" : "");
}

/* One name, or a list of them. */
static simile_status read_pooling_mode(simile_encoder_shape *shape, const simile_json *mode, const char *folder)
{
    simile_status status = SIMILE_OK;
    if (simile_json__kind(mode) != SIMILE_JSON_ARRAY) {
        return add_pooling(shape, mode, folder);
    }
    for (size_t i = 0; i < simile_json__size(mode) && status == SIMILE_OK; i++) {
        status = add_pooling(shape, simile_json__at(mode, i), folder);
    }
    if (status == SIMILE_OK && shape->n_poolings == 0) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": pooling_mode lists no pooling", folder);
    }
    return status;
}

/* Without a switch that is on, the mean. */
static simile_status read_switches(simile_encoder_shape *shape, const simile_json *config, const char *folder)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof switches / sizeof *switches && status == SIMILE_OK; i++) {
        bool is_on = false;
        status = simile_folder_json__read_bool(&is_on, config, switches[i].key, folder, CONFIG);
        if (is_on) {
            shape->poolings[shape->n_poolings++] = switches[i].pooling;
        }
    }
    return status;
}

simile_status simile_module_files__read_pooling(simile_model_files *files, const char *folder)
{
    simile_json *config = NULL;
    bool includes = true;
    simile_status status = simile_folder_json__load(&config, folder, CONFIG, false);
    const simile_json *mode = simile_json__get(config, "pooling_mode");
    if (status == SIMILE_OK) {
        status = simile_folder_json__refuse_others(config, pooling_keys, folder, CONFIG);
    }
    if (status == SIMILE_OK) {
        status = simile_folder_json__read_bool(&includes, config, "include_prompt", folder, CONFIG);
    }
    if (status == SIMILE_OK) {
        status = mode ? read_pooling_mode(&files->shape, mode, folder) : read_switches(&files->shape, config, folder);
    }
    files->usage.excludes_prompt = !includes;
    simile_json__free(config);
    return status;
}

/* PyTorch's class: "torch.nn.modules.activation.Tanh"; nothing: Tanh. */
static simile_status read_activation(simile_activation *activation, const simile_json *config, const char *folder)
{
    const simile_json *value = simile_json__get(config, "activation_function");
    const char *text = value ? simile_json__text(value, "of no text") : "torch.nn.Tanh", *dot = strrchr(text, '.');
    for (int i = 0; dot && strncmp(text, "torch.nn.", 9) == 0 && simile_model_files__activations[i]; i++) {
        if (strcmp(dot + 1, simile_model_files__activations[i]) == 0) {
            *activation = (simile_activation)i;
            return SIMILE_OK;
        }
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s/" CONFIG ": activation_function %s is not known (simile has torch.nn's Identity, "
                               "Tanh, ReLU, GELU, SiLU, Sigmoid)",
                               folder, text);
}

/* Modules that work on something else than sentence vectors. */
static simile_status refuse_other_places(const simile_json *config, const char *folder)
{
    static const char *const keys[] = {"module_input_name", "module_output_name"};
    for (size_t i = 0; i < 2; i++) {
        const simile_json *value = simile_json__get(config, keys[i]);
        if (simile_json__kind(value) != SIMILE_JSON_NULL &&
            strcmp(simile_json__text(value, ""), "sentence_embedding") != 0) {
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "%s/" CONFIG ": %s %s is not known (simile has sentence_embedding)", folder,
                                       keys[i], simile_json__text(value, "of no text"));
        }
    }
    return SIMILE_OK;
}

static simile_status read_dense(simile_module *module, const simile_json *config, const char *folder)
{
    static const char *const keys[] = {"in_features",       "out_features",       "bias",         "activation_function",
                                       "module_input_name", "module_output_name", "use_residual", NULL};
    bool has_residual = false;
    module->has_bias = true;
    simile_status status = simile_folder_json__refuse_others(config, keys, folder, CONFIG);
    if (status == SIMILE_OK) {
        status = refuse_other_places(config, folder);
    }
    if (status == SIMILE_OK) {
        status = simile_folder_json__read_bool(&has_residual, config, "use_residual", folder, CONFIG);
    }
    if (status == SIMILE_OK && has_residual) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": use_residual true is not known", folder);
    }
    if (status == SIMILE_OK) {
        status = simile_folder_json__read_bool(&module->has_bias, config, "bias", folder, CONFIG);
    }
    if (status == SIMILE_OK) {
        status = simile_folder_json__read_size(&module->width, config, "out_features", folder, CONFIG);
    }
    return status == SIMILE_OK ? read_activation(&module->activation, config, folder) : status;
}

static simile_status read_normalize(const simile_json *config, const char *folder)
{
    static const char *const keys[] = {"module_input_name", "module_output_name", NULL};
    simile_status status = simile_folder_json__refuse_others(config, keys, folder, CONFIG);
    return status == SIMILE_OK ? refuse_other_places(config, folder) : status;
}

static simile_status read_dropout(simile_module *module, const simile_json *config, const char *folder)
{
    static const char *const keys[] = {"dropout", NULL};
    simile_status status = simile_folder_json__refuse_others(config, keys, folder, CONFIG);
    module->dropout = simile_json__number(simile_json__get(config, "dropout"), 0.2);
    if (status == SIMILE_OK && !(module->dropout >= 0 && module->dropout < 1)) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s/" CONFIG ": dropout %g is out of range (0 to below 1)",
                                     folder, module->dropout);
    }
    return status;
}

/* Its width is that of what it takes, as the weights' shapes tell. */
static simile_status read_layer_norm(const simile_json *config, const char *folder)
{
    static const char *const keys[] = {"dimension", NULL};
    return simile_folder_json__refuse_others(config, keys, folder, CONFIG);
}

simile_status simile_module_files__read_module(simile_model_files *files, simile_module_kind kind, const char *folder)
{
    simile_encoder_shape *shape = &files->shape;
    simile_json *config = NULL;
    if (shape->n_modules == SIMILE_MAX_MODULES) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is one module too many behind the pooling (simile has %d)",
                                   folder, SIMILE_MAX_MODULES);
    }
    simile_module *module = &shape->modules[shape->n_modules];
    *module = (simile_module){.kind = kind};
    simile_status status = simile_folder_json__load(&config, folder, CONFIG, !simile_module__has_parameters(module));
    if (status == SIMILE_OK && config) {
        status = kind == SIMILE_MODULE_DENSE        ? read_dense(module, config, folder)
                 : kind == SIMILE_MODULE_NORMALIZE  ? read_normalize(config, folder)
                 : kind == SIMILE_MODULE_LAYER_NORM ? read_layer_norm(config, folder)
                                                    : read_dropout(module, config, folder);
    }
    simile_json__free(config);
    shape->n_modules += status == SIMILE_OK;
    return status;
}
