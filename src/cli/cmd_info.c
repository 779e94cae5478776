/* simile info: what a model is, as a table. */
#include "arguments.h"
#include "commands.h"
#include "simile/model.h"
#include <stdio.h>

#define COMMAND "info"

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = "Tells what a model is: a name and a value a line, separated by a tab.",
    .operands = "MODEL",
    .min_operands = 1,
    .max_operands = 1,
};

static void print_text(const char *name, const char *value)
{
    printf("%s\t%s\n", name, value);
}

static void print_number(const char *name, size_t value)
{
    printf("%s\t%zu\n", name, value);
}

static void print_transformer(const simile_model_info *info)
{
    print_number("hidden", info->hidden);
    print_number("layers", info->layers);
    print_number("heads", info->heads);
    print_number("ffn", info->ffn);
    print_number("positions", info->positions);
    print_text("pooling", info->pooling);
}

static void print_info(const simile_model_info *info)
{
    print_text("architecture", info->architecture);
    print_number("dimension", info->dimension);
    print_number("parameters", info->n_parameters);
    print_number("vocabulary", info->vocabulary);
    if (info->layers > 0) {
        print_transformer(info);
    }
    print_text("dense", info->dense ? info->dense : "none");
    print_text("normalize", info->normalize ? "yes" : "no");
    if (info->max_tokens > 0) {
        print_number("max_tokens", info->max_tokens);
    } else {
        print_text("max_tokens", "no limit");
    }
    print_text("similarity", info->similarity);
    print_text("prompt", info->prompt ? info->prompt : "none");
    if (info->note) {
        print_text("note", info->note);
    }
}

int simile_cmd_info(int argc, char **argv)
{
    char nothing; /* there are no options to fill in */
    simile_operands operands;
    simile_model *model = NULL;
    int code = simile_arguments_parse(&operands, &nothing, &syntax, argc, argv);
    if (code != SIMILE_ARGUMENTS_GO) {
        return code;
    }
    simile_status status = simile_model_open(&model, operands.items[0]);
    if (status == SIMILE_OK) {
        simile_model_info info = simile_model_describe(model);
        print_info(&info);
    }
    simile_model_free(model);
    return simile_command_fail(COMMAND, status);
}
