/* Command lines: a command states its operands and its options as rows (simile/option.h); parsing, messages and --help
 * are made from them.
 *
 *     --name=value, --name value   an option; a BOOL row is a switch: --name (or --name=false)
 *     -o value, -h                 short for --output and --help
 *     --                           all that follows are operands
 *     -                            an operand
 */
#ifndef SIMILE_CLI_ARGUMENTS_H
#define SIMILE_CLI_ARGUMENTS_H

#include "simile/option.h"
#include "simile/status.h"
#include <stddef.h>

/* One use of an option that may be given many times. */
typedef struct simile_list_item {
    const char *text; /* borrowed from argv */
    int position;     /* in argv: the order among options of different names */
} simile_list_item;

/* All uses, in order. The field that a row of simile_syntax.lists describes. */
typedef struct simile_list {
    simile_list_item *items; /* [n] */
    size_t n;
} simile_list;

/* What a command takes. */
typedef struct simile_syntax {
    const char *command;  /* "encode", "vocab train" */
    const char *summary;  /* one line for --help */
    const char *operands; /* as usage shows them: "MODEL [FILE|-]..." */
    size_t min_operands, max_operands;
    const simile_option *options; /* [n_options]; the unit of a TEXT row names its value in the help: "FILE" */
    size_t n_options;
    const simile_option *lists; /* [n_lists]: TEXT rows that may be given many times; their fields are simile_list */
    size_t n_lists;
    const char *notes; /* lines put below the options in --help; NULL: none */
} simile_syntax;

typedef struct simile_operands {
    char **items; /* [n], within argv */
    size_t n;
} simile_operands;

/* Returned by simile_arguments_parse when the command is to go on. */
#define SIMILE_ARGUMENTS_GO (-1)

/* Sets the defaults in *target (zeroed before), then what argv says; operands are moved to the front of argv. Returns
 * SIMILE_ARGUMENTS_GO, or the exit code with which to end: 0 after --help, 2 after wrong usage, 1 without memory; the
 * message is out then. Call simile_arguments_dispose in every case. */
int simile_arguments_parse(simile_operands *operands, void *target, const simile_syntax *syntax, int argc, char **argv);

/* Frees the texts and lists of *target. */
void simile_arguments_dispose(const simile_syntax *syntax, void *target);

/* Prints "simile COMMAND: message" of the latest failure to stderr and returns its exit code: 2 for
 * SIMILE_ERROR_CONFIG, 0 for SIMILE_OK (nothing is printed), else 1. */
int simile_command_fail(const char *command, simile_status status);

/* The exit code of a status, without a word. */
int simile_command_code(simile_status status);

/* Prints "simile COMMAND: …" about wrong usage and points to --help. Returns 2. */
int simile_command_refuse(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
