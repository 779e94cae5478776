/* Files as wholes: read, written, looked at, renamed, removed. Paths are UTF-8 bytes as the system takes them. The
 * headers of mappings, writers, folders and paths come along. */
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

/* Reads a whole regular file or pipe in place of what the buffer holds; more than `limit` bytes is SIMILE_ERROR_FORMAT.
 * A directory is named as such. */
simile_status simile_file__read(simile_buffer *bytes, const char *path, size_t limit);

/* Writes a whole file: open, write, commit (writer.h). */
simile_status simile_file__write(const char *path, const void *bytes, size_t size);

bool simile_file__exists(const char *path);
bool simile_file__is_folder(const char *path);

/* Size of a regular file in bytes; anything else is SIMILE_ERROR_IO. */
simile_status simile_file__size(uint64_t *size, const char *path);

/* Moves a file or folder over an existing one of the same kind. A folder takes the old one's place in one step; the old
 * one is removed after that. */
simile_status simile_file__rename(const char *from, const char *to);

/* Removes a file; a missing one is fine. */
simile_status simile_file__remove(const char *path);

#endif
