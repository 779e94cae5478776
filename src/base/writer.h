/* A writer: bytes go to PATH.part; commit flushes, syncs, closes and renames it to PATH. Whoever reads PATH sees the
 * earlier file or the whole new one, at any moment. When PATH exists and is no regular file (a pipe, /dev/null), it is
 * written directly. "-" is standard output. */
#ifndef SIMILE_BASE_WRITER_H
#define SIMILE_BASE_WRITER_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_writer simile_writer;

simile_status simile_writer__open(simile_writer **writer, const char *path);

/* Goes on at the end of an existing PATH.part (made when it is missing); *size is what it holds. The part is kept on
 * free. A path that is written directly is opened as by simile_writer__open, *size is 0. */
simile_status simile_writer__open_part(simile_writer **writer, uint64_t *size, const char *path);

/* Closes. Without a commit PATH.part is removed, unless it is kept, and PATH stays as it was. */
void simile_writer__free(simile_writer *writer);

/* A write that fails is not made up for: every later call fails too. */
simile_status simile_writer__write(simile_writer *writer, const void *bytes, size_t size);
simile_status simile_writer__format(simile_writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Hands what is buffered to the system. */
simile_status simile_writer__flush(simile_writer *writer);

/* Makes PATH of what was written. Nothing can be written after that. */
simile_status simile_writer__commit(simile_writer *writer);

/* Keeps PATH.part on free, for a later resume. */
void simile_writer__keep_part(simile_writer *writer);

/* true when the next two work: for regular files, not for pipes, terminals and devices. */
bool simile_writer__is_seekable(const simile_writer *writer);

/* Writes at a place from the start of the file (headers patched at the end) without moving the end. */
simile_status simile_writer__patch(simile_writer *writer, uint64_t offset, const void *bytes, size_t size);

/* Cuts the file to `size` bytes and goes on there. */
simile_status simile_writer__truncate(simile_writer *writer, uint64_t size);

#endif
