/* The bytes of a file or of standard input ("-"), unpacked when they are gzip. zlib stands behind this header and
 * nowhere else. Reading gives what is there: nobody waits until a buffer is full. */
#ifndef SIMILE_FORMAT_BYTE_STREAM_H
#define SIMILE_FORMAT_BYTE_STREAM_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_byte_stream simile_byte_stream;

/* A wish to stop: asked for by the thread that reads, again and again while a pipe or a terminal has nothing to give.
 */
typedef struct simile_stop {
    bool (*is_wished)(void *context);
    void *context;
} simile_stop;

/* A directory, a missing file and the like are SIMILE_ERROR_IO. `stop` (NULL: none) must outlive the stream. */
simile_status simile_byte_stream__open(simile_byte_stream **stream, const char *path, const simile_stop *stop);
void simile_byte_stream__free(simile_byte_stream *stream);

/* Up to `room` bytes, above 0; *n 0: the end. Messages name no place. SIMILE_ERROR_FORMAT: damaged gzip data;
 * SIMILE_ERROR_INTERRUPTED: the stop was wished for. */
simile_status simile_byte_stream__read(size_t *n, simile_byte_stream *stream, char *bytes, size_t room);

/* At the end: whether the gzip data stopped before their end mark. */
bool simile_byte_stream__is_cut(const simile_byte_stream *stream);
/* Known after the first read. */
bool simile_byte_stream__is_gzip(const simile_byte_stream *stream);
/* Bytes of the file that were given out; of gzip, those that were unpacked. */
uint64_t simile_byte_stream__offset(const simile_byte_stream *stream);
/* Goes to a byte of a plain file, of which something was read before; false where that cannot be. */
bool simile_byte_stream__go_to(simile_byte_stream *stream, uint64_t offset);

#endif
