/* A growing byte string with a NUL behind its last byte. */
#include "buffer.h"

#include "fail.h"
#include "memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for `size` more bytes and the NUL. */
static simile_status make_room(simile_buffer *buffer, size_t size)
{
    size_t need;
    if (!simile_size__add(&need, buffer->size, size) || !simile_size__add(&need, need, 1))
        return simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu more bytes are more than memory holds",
                                   size);
    return simile_memory__grow(&buffer->data, &buffer->capacity, need, 1);
}

simile_status simile_buffer__append(simile_buffer *buffer, const void *bytes, size_t size)
{
    simile_status status = make_room(buffer, size);
    if (status != SIMILE_OK)
        return status;
    if (size > 0)
        memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
    return SIMILE_OK;
}

simile_status simile_buffer__append_text(simile_buffer *buffer, const char *text)
{
    return simile_buffer__append(buffer, text, strlen(text));
}

simile_status simile_buffer__append_format(simile_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);

    simile_status status = length < 0 ? simile_status__fail(SIMILE_ERROR_MEMORY, "a text could not be formatted")
                                      : make_room(buffer, (size_t)length);
    if (status == SIMILE_OK) {
        vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, again);
        buffer->size += (size_t)length;
    }
    va_end(again);
    return status;
}

void simile_buffer__clear(simile_buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}

void simile_buffer__dispose(simile_buffer *buffer)
{
    if (!buffer)
        return;
    simile_memory__free(buffer->data);
    memset(buffer, 0, sizeof *buffer);
}
