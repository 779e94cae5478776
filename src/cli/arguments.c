/* Command lines from option rows: parsing, messages, help. */
#include "arguments.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NAME 64
#define HELP_COLUMN  30 /* where the text of an option starts */

/* A command line while it is read. */
typedef struct parser {
    const simile_syntax *syntax;
    void *target;
    int argc, at;
    char **argv;
} parser;

int simile_command_code(simile_status status)
{
    return status == SIMILE_OK ? 0 : status == SIMILE_ERROR_CONFIG ? 2 : 1;
}

int simile_command_fail(const char *command, simile_status status)
{
    if (status != SIMILE_OK) {
        fprintf(stderr, "simile %s: %s\n", command, simile_status_message());
    }
    return simile_command_code(status);
}

int simile_command_refuse(const char *command, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "simile %s: ", command);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, " (see simile %s --help)\n", command);
    return 2;
}

static const char *value_name(const simile_option *row)
{
    switch (row->type) {
    case SIMILE_OPTION_INT:
        return "N";
    case SIMILE_OPTION_REAL:
        return "X";
    case SIMILE_OPTION_SIZE:
        return "SIZE";
    case SIMILE_OPTION_CHOICE:
        return "WORD";
    default:
        return row->unit ? row->unit : "TEXT";
    }
}

static void print_facts(const simile_option *row, bool repeats)
{
    const char *separator = " (";
    for (int i = 0; row->type == SIMILE_OPTION_CHOICE && row->choices[i]; i++) {
        printf("%s%s", i == 0 ? " (" : ", ", row->choices[i]);
        separator = "; ";
    }
    if (row->type != SIMILE_OPTION_TEXT && row->unit) {
        printf("%s%s", separator, row->unit);
        separator = "; ";
    }
    if (row->low != 0 || row->high != 0) {
        printf("%s%.12g to %.12g", separator, row->low, row->high);
        separator = "; ";
    }
    if (row->default_text && row->type != SIMILE_OPTION_BOOL) {
        printf("%sdefault: %s", separator, row->default_text);
        separator = "; ";
    }
    if (repeats) {
        printf("%smay be repeated", separator);
        separator = "; ";
    }
    puts(*separator == ';' ? ")" : "");
}

static void print_row(const simile_option *row, bool repeats)
{
    int width = printf("  %s--%s", strcmp(row->name, "output") == 0 ? "-o, " : "", row->name);
    if (row->type != SIMILE_OPTION_BOOL) {
        width += printf(" %s", value_name(row));
    }
    printf("%*s%s", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", row->help);
    print_facts(row, repeats);
}

static int print_help(const simile_syntax *syntax)
{
    printf("usage: simile %s %s%s[options]\n\n%s\n\noptions:\n", syntax->command, syntax->operands,
           *syntax->operands ? " " : "", syntax->summary);
    for (size_t i = 0; i < syntax->n_options; i++) {
        print_row(&syntax->options[i], false);
    }
    for (size_t i = 0; i < syntax->n_lists; i++) {
        print_row(&syntax->lists[i], true);
    }
    printf("  %-*s%s\n", HELP_COLUMN - 2, "-h, --help", "show this text");
    if (syntax->notes) {
        printf("\n%s\n", syntax->notes);
    }
    return 0;
}

static int refuse_unknown(const simile_syntax *syntax, const char *name)
{
    const char *nearest = simile_option_nearest(syntax->options, syntax->n_options, name);
    if (!nearest) {
        nearest = simile_option_nearest(syntax->lists, syntax->n_lists, name);
    }
    if (nearest) {
        return simile_command_refuse(syntax->command, "unknown option --%s; did you mean --%s?", name, nearest);
    }
    return simile_command_refuse(syntax->command, "unknown option --%s", name);
}

static int add_to_list(parser *p, const simile_option *row, const char *text)
{
    simile_list *list = (simile_list *)(void *)((char *)p->target + row->offset);
    if (!list->items) {
        list->items = calloc((size_t)p->argc, sizeof *list->items);
    }
    if (!list->items) {
        fprintf(stderr, "simile %s: out of memory\n", p->syntax->command);
        return 1;
    }
    list->items[list->n++] = (simile_list_item){text, p->at};
    return SIMILE_ARGUMENTS_GO;
}

static int set_option(parser *p, const simile_option *row, const char *text)
{
    simile_status status = simile_option_set(row, p->target, text);
    if (status == SIMILE_OK) {
        return SIMILE_ARGUMENTS_GO;
    }
    fprintf(stderr, "simile %s: --%s\n", p->syntax->command, simile_status_message());
    return status == SIMILE_ERROR_CONFIG ? 2 : 1;
}

static const simile_option *find_row(const simile_syntax *syntax, const char *name, bool *is_list)
{
    const simile_option *row = simile_option_find(syntax->options, syntax->n_options, name);
    *is_list = !row;
    return row ? row : simile_option_find(syntax->lists, syntax->n_lists, name);
}

/* "-o --threads 2" lacks the name of the output: an option of the command is no value, unless behind "=". */
static bool is_option(const simile_syntax *syntax, const char *argument)
{
    bool is_list;
    return strncmp(argument, "--", 2) == 0 && find_row(syntax, argument + 2, &is_list) != NULL;
}

/* One option; `value` is what stood behind "=", or NULL. */
static int read_option(parser *p, const char *name, const char *value)
{
    const simile_syntax *syntax = p->syntax;
    bool is_list;
    const simile_option *row = find_row(syntax, name, &is_list);
    if (strcmp(name, "help") == 0 && !value) {
        return print_help(syntax);
    }
    if (!row) {
        return refuse_unknown(syntax, name);
    }
    if (!value && row->type == SIMILE_OPTION_BOOL) {
        value = "true";
    } else if (!value && p->at + 1 < p->argc && !is_option(syntax, p->argv[p->at + 1])) {
        value = p->argv[++p->at];
    }
    if (!value || !*value) {
        return simile_command_refuse(syntax->command, "--%s needs a value", name);
    }
    return is_list ? add_to_list(p, row, value) : set_option(p, row, value);
}

/* "--name" or "--name=value". */
static int read_long(parser *p, const char *argument)
{
    char name[LONGEST_NAME];
    size_t size = strcspn(argument, "=");
    if (size >= sizeof name) {
        return simile_command_refuse(p->syntax->command, "unknown option --%s", argument);
    }
    memcpy(name, argument, size);
    name[size] = '\0';
    return read_option(p, name, argument[size] ? argument + size + 1 : NULL);
}

static int read_short(parser *p, const char *argument)
{
    if (strcmp(argument, "-h") == 0) {
        return print_help(p->syntax);
    }
    if (strcmp(argument, "-o") == 0 && simile_option_find(p->syntax->options, p->syntax->n_options, "output")) {
        return read_option(p, "output", NULL);
    }
    return simile_command_refuse(p->syntax->command, "unknown option %s", argument);
}

static int check_operands(const simile_syntax *syntax, const simile_operands *operands)
{
    if (operands->n < syntax->min_operands) {
        return simile_command_refuse(syntax->command, "too few operands; usage: simile %s %s", syntax->command,
                                     syntax->operands);
    }
    if (operands->n > syntax->max_operands) {
        return simile_command_refuse(syntax->command, "one operand too many: %s",
                                     operands->items[syntax->max_operands]);
    }
    for (size_t i = 0; i < operands->n; i++) {
        if (!*operands->items[i]) {
            return simile_command_refuse(syntax->command, "operand %zu is empty; usage: simile %s %s", i + 1,
                                         syntax->command, syntax->operands);
        }
    }
    return SIMILE_ARGUMENTS_GO;
}

int simile_arguments_parse(simile_operands *operands, void *target, const simile_syntax *syntax, int argc, char **argv)
{
    parser p = {.syntax = syntax, .target = target, .argc = argc, .at = 1, .argv = argv};
    bool only_operands = false;
    simile_status status = simile_option_set_defaults(syntax->options, syntax->n_options, target);
    int code = status == SIMILE_OK ? SIMILE_ARGUMENTS_GO : simile_command_fail(syntax->command, status);
    *operands = (simile_operands){argv, 0};
    for (; p.at < argc && code == SIMILE_ARGUMENTS_GO; p.at++) {
        char *argument = argv[p.at];
        if (only_operands || argument[0] != '-' || argument[1] == '\0') {
            operands->items[operands->n++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_operands = true;
        } else if (argument[1] == '-') {
            code = read_long(&p, argument + 2);
        } else {
            code = read_short(&p, argument);
        }
    }
    return code == SIMILE_ARGUMENTS_GO ? check_operands(syntax, operands) : code;
}

void simile_arguments_dispose(const simile_syntax *syntax, void *target)
{
    simile_option_dispose_all(syntax->options, syntax->n_options, target);
    for (size_t i = 0; i < syntax->n_lists; i++) {
        simile_list *list = (simile_list *)(void *)((char *)target + syntax->lists[i].offset);
        free(list->items);
        *list = (simile_list){0};
    }
}
