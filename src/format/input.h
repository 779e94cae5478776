/* A stream of lines from a plain or gzip file or standard input ("-"). Only "\n" ends a line; one "\r" before it goes;
 * a last line without "\n" counts. A UTF-8 byte order mark at the start is skipped. Memory is that of the line at hand:
 * what a long one took is given back behind it. */
#ifndef SIMILE_FORMAT_INPUT_H
#define SIMILE_FORMAT_INPUT_H

#include "byte_stream.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_input simile_input;

/* A directory, a missing file and the like are SIMILE_ERROR_IO. */
simile_status simile_input__open(simile_input **input, const char *path);
/* With a wish to stop, see byte_stream.h. */
simile_status simile_input__open_stoppable(simile_input **input, const char *path, const simile_stop *stop);
void simile_input__free(simile_input *input);

/* The next line, as soon as it is there: *line (borrowed until the next call, a NUL behind it; may hold NUL bytes),
 * *size. *more false: the end. A gzip file that ends early or is damaged is SIMILE_ERROR_FORMAT with the line reached.
 */
simile_status simile_input__line(bool *more, const char **line, size_t *size, simile_input *input);

/* The number of the line handed out last, from 1. */
uint64_t simile_input__line_number(const simile_input *input);
const char *simile_input__path(const simile_input *input);
/* The memory in which the line handed out last lies: the line stays valid, and the caller frees the memory when it has
 * done with it. NULL: there is no memory to read on with; the line is to be copied. */
char *simile_input__take(simile_input *input);
/* true when the next line is there without reading on: *line [*size], without a NUL behind it, borrowed likewise. */
bool simile_input__peek(const char **line, size_t *size, const simile_input *input);
/* Bytes of the file that have been used: of a plain one, where the next line begins; of a compressed one, those that
 * have been unpacked. */
uint64_t simile_input__offset(const simile_input *input);
/* Goes to the line of a plain file that begins at `offset` and is number `line`. */
simile_status simile_input__go_to(simile_input *input, uint64_t offset, uint64_t line);

#endif
