/* What commands take about the vectors of a model: a prompt, or none, and how many values are kept. */
#ifndef SIMILE_CLI_VECTOR_OPTIONS_H
#define SIMILE_CLI_VECTOR_OPTIONS_H

#include "arguments.h"
#include "simile/model.h"

typedef struct simile_vector_options {
    char *prompt; /* NULL: not given */
    bool no_prompt;
    int64_t dimension; /* 0: the model's */
} simile_vector_options;

/* The option rows. `place`: the offset of the struct in the command's arguments; `whose_prompt` and `whose_values`: a
 * literal each that the help puts in, "" for nothing. */
/* clang-format off */
#define SIMILE_VECTOR_OPTIONS(place, whose_prompt, whose_values)                                                       \
    {"prompt", SIMILE_OPTION_TEXT, (place) + offsetof(simile_vector_options, prompt), NULL, 0, 0, NULL, "NAME|TEXT",   \
     "put in front of every text" whose_prompt ": one of the model's prompts by its name, else the text itself; "      \
     "without it the model's default"},                                                                                \
    {"no-prompt", SIMILE_OPTION_BOOL, (place) + offsetof(simile_vector_options, no_prompt), "false", 0, 0, NULL, NULL, \
     "put nothing in front of the texts, whatever the model's default"},                                               \
    {"dimension", SIMILE_OPTION_INT, (place) + offsetof(simile_vector_options, dimension), "0", 0, 1e6, NULL,          \
     "values", "keep the first values of each vector alone" whose_values "; 0 is what the model says"}
/* clang-format on */

/* SIMILE_ARGUMENTS_GO, or 2 with a message on stderr when options exclude each other. */
int simile_vector_options_check(const char *command, const simile_vector_options *options);

/* As sessions take it: NULL is the model's default, "" nothing. */
const char *simile_vector_options_prompt(const simile_vector_options *options);

/* Opens a folder and cuts its vectors. `how` NULL: all defaults. The caller frees. */
simile_status simile_vector_options_open(simile_model **model, const char *folder, const simile_open_options *how,
                                         const simile_vector_options *options);

#endif
