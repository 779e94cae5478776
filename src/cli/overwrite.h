/* A command must not write over what it is about to read. */
#ifndef SIMILE_CLI_OVERWRITE_H
#define SIMILE_CLI_OVERWRITE_H

#include <stddef.h>

/* SIMILE_ARGUMENTS_GO, or 2 with a message on stderr when OUT, or OUT.part which it is written to first, is one of the
 * input files [n], under whatever name. "-" stands for the standard streams. out NULL: nothing is written. Pipes and
 * devices are no matter. */
int simile_overwrite_check(const char *command, const char *out, const char *const *inputs, size_t n);

#endif
