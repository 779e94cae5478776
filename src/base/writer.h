/* Writers: a file appears under its name only when it is whole. */
#ifndef SIMILE_BASE_WRITER_H
#define SIMILE_BASE_WRITER_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A writer: bytes go to PATH.part; commit flushes, syncs, closes and renames it to PATH; free without commit removes it
 * (unless kept) and leaves an earlier PATH untouched. When PATH exists and is no regular file (a pipe, /dev/null), it
 * is written directly. "-" is standard output. After a failed write all further calls but free fail. */
typedef struct simile_writer simile_writer;

simile_status simile_writer__open(simile_writer **writer, const char *path);
/* Goes on at the end of an existing PATH.part (created when it is missing); *size is what it holds. */
simile_status simile_writer__open_part(simile_writer **writer, uint64_t *size, const char *path);
/* Appends to PATH itself, for logs that are read while they grow; *size is what it holds. */
simile_status simile_writer__open_log(simile_writer **writer, uint64_t *size, const char *path);
/* Writes into the existing file PATH from `offset` on, beside other processes that write other places of it; commit
 * brings it to the disk. */
simile_status simile_writer__open_shared(simile_writer **writer, const char *path, uint64_t offset);

simile_status simile_writer__write(simile_writer *writer, const void *bytes, size_t size);
simile_status simile_writer__format(simile_writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Writes at a place from the start of the file (headers patched at the end) without moving the end. */
simile_status simile_writer__patch(simile_writer *writer, uint64_t offset, const void *bytes, size_t size);
/* Cuts the file to `size` bytes and goes on there. */
simile_status simile_writer__truncate(simile_writer *writer, uint64_t size);
simile_status simile_writer__flush(simile_writer *writer);
/* The file that is written meanwhile, beside the target of a link; NULL when PATH itself is written. */
const char *simile_writer__part(const simile_writer *writer);
/* false for pipes, terminals and standard output. */
bool simile_writer__is_seekable(const simile_writer *writer);

simile_status simile_writer__commit(simile_writer *writer);
/* Keeps PATH.part on free, for a later resume. */
void simile_writer__keep_part(simile_writer *writer);
/* What was written directly (a log, a pipe) and not yet flushed is flushed; whether that works is not told. */
void simile_writer__free(simile_writer *writer);

#endif
