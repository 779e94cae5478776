/* simile info: what a model is, as a table or as JSON. */
#include "arguments.h"
#include "commands.h"
#include "simile/model.h"
#include <stdio.h>
#include <string.h>

#define COMMAND "info"

typedef struct info_arguments {
    bool json;
} info_arguments;

static const simile_option options[] = {
    {"json", SIMILE_OPTION_BOOL, offsetof(info_arguments, json), "false", 0, 0, NULL, NULL,
     "print one JSON object instead"},
};

static const simile_syntax syntax = {
    .command = COMMAND,
    .summary = "Tells what a model is: a name and a value a line, separated by a tab.",
    .operands = "MODEL",
    .min_operands = 1,
    .max_operands = 1,
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .notes = "In texts \\n, \\r, \\t and \\\\ stand for a line feed, a carriage return, a tab and a backslash.",
};

/* Where a value goes; both forms have the same names and values. */
typedef struct printer {
    bool is_json;
    size_t n_printed;
} printer;

/* A text inside quotes, or as the rest of a line: control characters, and what would end it, are escaped. */
static void print_escaped(const printer *p, const char *text)
{
    static const char plain[] = "\n\r\t\\\"", letters[] = "nrt\\\"";
    for (; *text; text++) {
        const char *found = strchr(plain, *text);
        if (found && (p->is_json || *text != '"')) {
            printf("\\%c", letters[found - plain]);
        } else if (p->is_json && (unsigned char)*text < 0x20) {
            printf("\\u%04x", (unsigned)*text);
        } else {
            putchar(*text);
        }
    }
}

/* The name of the next value, and of its part `key` (NULL: it has none). */
static void print_name(printer *p, const char *name, const char *key)
{
    if (p->is_json) {
        printf("%s\n  \"", p->n_printed > 0 ? "," : "{");
    }
    print_escaped(p, name);
    if (key) {
        putchar('.');
        print_escaped(p, key);
    }
    printf(p->is_json ? "\": " : "\t");
    p->n_printed++;
}

static void end_value(const printer *p)
{
    if (!p->is_json) {
        putchar('\n');
    }
}

/* NULL: none. */
static void print_text(printer *p, const char *name, const char *key, const char *value)
{
    print_name(p, name, key);
    if (p->is_json) {
        printf(value ? "\"" : "null");
    }
    print_escaped(p, value ? value : p->is_json ? "" : "none");
    if (p->is_json && value) {
        putchar('"');
    }
    end_value(p);
}

static void print_number(printer *p, const char *name, uint64_t value)
{
    print_name(p, name, NULL);
    printf("%llu", (unsigned long long)value);
    end_value(p);
}

static void print_switch(printer *p, const char *name, bool value)
{
    print_name(p, name, NULL);
    printf("%s", p->is_json ? (value ? "true" : "false") : value ? "yes" : "no");
    end_value(p);
}

static void print_sizes(printer *p, const simile_model_info *info)
{
    print_text(p, "architecture", NULL, info->architecture);
    print_number(p, "dimension", info->dimension);
    if (info->width > info->dimension) {
        print_number(p, "full_dimension", info->width);
    }
    print_number(p, "parameters", info->n_parameters);
    print_number(p, "bytes", info->n_bytes);
    print_text(p, "weights", NULL, info->dtypes);
    print_number(p, "vocabulary", info->vocabulary);
    if (info->layers > 0) {
        print_number(p, "hidden", info->hidden);
        print_number(p, "layers", info->layers);
        print_number(p, "heads", info->heads);
        print_number(p, "ffn", info->ffn);
        print_number(p, "positions", info->positions);
    }
}

static void print_prompts(printer *p, const simile_model_info *info)
{
    for (size_t i = 0; i < info->n_prompts; i++) {
        print_text(p, "prompt", info->prompts[i].name, info->prompts[i].text);
    }
    print_text(p, "default_prompt", NULL, info->default_prompt);
    if (info->n_prompts > 0) {
        print_switch(p, "prompt_in_pooling", !info->excludes_prompt);
    }
}

static void print_info(printer *p, const simile_model_info *info)
{
    print_sizes(p, info);
    print_text(p, "pooling", NULL, info->pooling);
    print_text(p, "modules", NULL, *info->modules ? info->modules : NULL);
    print_switch(p, "normalize", info->normalize);
    if (info->max_tokens > 0) {
        print_number(p, "max_tokens", info->max_tokens);
    } else {
        print_text(p, "max_tokens", NULL, p->is_json ? NULL : "no limit");
    }
    print_text(p, "similarity", NULL, info->similarity);
    print_prompts(p, info);
    print_text(p, "license", NULL, info->license ? info->license : p->is_json ? NULL : "not stated");
    if (info->note) {
        print_text(p, "note", NULL, info->note);
    }
    printf(p->is_json ? "\n}\n" : "");
}

int simile_cmd_info(int argc, char **argv)
{
    info_arguments arguments = {0};
    simile_operands operands;
    simile_model *model = NULL;
    int code = simile_arguments_parse(&operands, &arguments, &syntax, argc, argv);
    if (code == SIMILE_ARGUMENTS_GO) {
        const simile_status status = simile_model_open(&model, operands.items[0]);
        if (status == SIMILE_OK) {
            printer p = {.is_json = arguments.json};
            const simile_model_info info = simile_model_describe(model);
            print_info(&p, &info);
        }
        code = simile_command_fail(COMMAND, status);
    }
    simile_model_free(model);
    simile_arguments_dispose(&syntax, &arguments);
    return code;
}
