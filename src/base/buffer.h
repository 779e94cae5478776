/* A growing byte string; `data` ends in a NUL that `size` does not count. Valid when zeroed (data is then NULL). */
#ifndef SIMILE_BASE_BUFFER_H
#define SIMILE_BASE_BUFFER_H

#include "simile/status.h"
#include <stddef.h>

typedef struct simile_buffer {
    char *data;
    size_t size;
    size_t capacity;
} simile_buffer;

simile_status simile_buffer__append(simile_buffer *buffer, const void *bytes, size_t size);
simile_status simile_buffer__append_text(simile_buffer *buffer, const char *text);
simile_status simile_buffer__append_format(simile_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Sets the size to 0 and keeps the memory. */
void simile_buffer__clear(simile_buffer *buffer);
void simile_buffer__dispose(simile_buffer *buffer);

#endif
