/* What a model is, for those who look at it. */
#include "model.h"
#include "model_files.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Appends to a text of `size` bytes; what does not fit is left out. */
static void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void append(char *text, size_t size, const char *format, ...)
{
    const size_t n = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + n, size - n, format, arguments);
    va_end(arguments);
}

static void name_module(simile_model_names *names, const simile_module *module)
{
    const char *kind = simile_model_files__module_kinds[module->kind];
    const size_t size = sizeof names->modules;
    append(names->modules, size, "%s%s", names->modules[0] ? ", " : "", kind);
    if (module->kind == SIMILE_MODULE_DENSE) {
        append(names->modules, size, " %zu %s", module->width, simile_model_files__activations[module->activation]);
    } else if (module->kind == SIMILE_MODULE_DROPOUT) {
        append(names->modules, size, " %g", module->dropout);
    }
}

void simile_model__name_parts(simile_model *model)
{
    /* by value of simile_dtype */
    static const char *const dtypes[] = {"F32", "F16", "BF16", "F64", "I64", "I32", "I8"};
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    simile_model_names *names = &model->names;
    *names = (simile_model_names){0};
    for (size_t i = 0; i < shape->n_poolings; i++) {
        append(names->poolings, sizeof names->poolings, "%s%s", i > 0 ? " + " : "",
               simile_model_files__poolings[shape->poolings[i]]);
    }
    for (size_t i = 0; i < shape->n_modules; i++) {
        name_module(names, &shape->modules[i]);
    }
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        if (model->source.dtypes & 1u << i) {
            append(names->dtypes, sizeof names->dtypes, "%s%s", names->dtypes[0] ? ", " : "", dtypes[i]);
        }
    }
}

bool simile_model__has_unit_length(const simile_model *model)
{
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    return shape->n_modules > 0 && shape->modules[shape->n_modules - 1].kind == SIMILE_MODULE_NORMALIZE &&
           simile_encoder__width(model->encoder, false) == simile_encoder__width(model->encoder, true);
}

static size_t count_parameters(const simile_model *model)
{
    size_t n_values = 0, n;
    const simile_parameter *parameters = simile_encoder__parameters(&n, model->encoder);
    for (size_t i = 0; i < n; i++) {
        n_values += parameters[i].in_training_only ? 0 : parameters[i].rows * parameters[i].cols;
    }
    return n_values;
}

simile_model_info simile_model_describe(const simile_model *model)
{
    const simile_encoder_shape *shape = simile_encoder__shape(model->encoder);
    const simile_prompts *prompts = &model->usage.prompts;
    bool is_static = shape->kind == SIMILE_ENCODER_STATIC;
    return (simile_model_info){
        .architecture = is_static ? "static" : "transformer",
        .vocabulary = shape->vocabulary,
        .hidden = shape->hidden,
        .layers = shape->layers,
        .heads = is_static ? 0 : shape->heads,
        .ffn = is_static ? 0 : shape->ffn,
        .positions = is_static ? 0 : shape->positions,
        .dimension = simile_model_dimension(model),
        .width = simile_encoder__width(model->encoder, true),
        .max_tokens = model->max_tokens,
        .n_parameters = count_parameters(model),
        .n_bytes = model->source.n_bytes,
        .dtypes = model->names.dtypes,
        .pooling = model->names.poolings,
        .modules = model->names.modules,
        .normalize = simile_model__has_unit_length(model),
        .similarity = simile_model__similarities[model->usage.similarity],
        .prompts = prompts->items,
        .n_prompts = prompts->n,
        .default_prompt = prompts->standard < prompts->n ? prompts->items[prompts->standard].name : NULL,
        .prompt = simile_prompts__standard(prompts),
        .excludes_prompt = model->usage.excludes_prompt,
        .license = *model->source.license ? model->source.license : NULL,
        .note = *model->source.note ? model->source.note : NULL,
    };
}

simile_status simile_model_cut(simile_model *model, size_t dimension)
{
    return simile_encoder__cut(model->encoder, dimension);
}
