/* Options of vectors. */
#include "vector_options.h"

int simile_vector_options_check(const char *command, const simile_vector_options *options)
{
    return options->prompt && options->no_prompt
               ? simile_command_refuse(command, "--prompt and --no-prompt exclude each other")
               : SIMILE_ARGUMENTS_GO;
}

const char *simile_vector_options_prompt(const simile_vector_options *options)
{
    return options->no_prompt ? "" : options->prompt;
}

simile_status simile_vector_options_open(simile_model **model, const char *folder, const simile_open_options *how,
                                         const simile_vector_options *options)
{
    const simile_status status = simile_model_open_with(model, folder, how);
    return status == SIMILE_OK && options->dimension > 0 ? simile_model_cut(*model, (size_t)options->dimension)
                                                         : status;
}
