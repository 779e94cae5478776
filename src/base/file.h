/* Files: read whole, mapped, or written aside and renamed when whole. Paths are UTF-8 bytes as the system takes them.
 */
#ifndef SIMILE_BASE_FILE_H
#define SIMILE_BASE_FILE_H

#include "buffer.h"
#include "folder.h"
#include "mapping.h"
#include "path.h"
#include "simile/status.h"
#include "writer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets the message "PATH: cannot be VERB: reason" from a value of errno and returns SIMILE_ERROR_IO. */
simile_status simile_file__fail(const char *path, const char *verb, int error);

/* An analyser that sees one file at a time cannot know what it returns. */
#ifdef __clang_analyzer__
#define simile_file__fail(path, verb, error) ((void)simile_file__fail(path, verb, error), SIMILE_ERROR_IO)
#endif

/* Reads a whole regular file or pipe; more than `limit` bytes is SIMILE_ERROR_FORMAT. A directory is named as such. */
simile_status simile_file__read(simile_buffer *bytes, const char *path, size_t limit);

/* Whole file in one call: open, write, commit. */
simile_status simile_file__write(const char *path, const void *bytes, size_t size);

bool simile_file__exists(const char *path);
bool simile_file__is_folder(const char *path);
/* Regular file size in bytes. */
simile_status simile_file__size(uint64_t *size, const char *path);
/* Moves a file or folder over an existing one of the same kind. */
simile_status simile_file__rename(const char *from, const char *to);
/* Removes a file; a missing one is fine. */
simile_status simile_file__remove(const char *path);

#endif
