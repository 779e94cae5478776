/* Open files: the system calls with their interruptions, partial results and messages. `path` is for the message. */
#ifndef SIMILE_BASE_DESCRIPTOR_H
#define SIMILE_BASE_DESCRIPTOR_H

#include "simile/status.h"
#include <stddef.h>
#include <sys/stat.h>

/* Opens for reading; *info is what it is. A directory is refused. */
simile_status simile_descriptor__open(int *descriptor, struct stat *info, const char *path);

/* Reads up to `size` bytes, as many as there are; less than `size` means the end. */
simile_status simile_descriptor__read(size_t *n_read, int descriptor, void *bytes, size_t size, const char *path);

/* Writes all bytes. */
simile_status simile_descriptor__write(int descriptor, const void *bytes, size_t size, const char *path);

/* Syncs a folder, so that a name made or changed in it outlives a power cut. A file system that cannot do so is fine.
 */
simile_status simile_descriptor__sync_folder_of(const char *path);

#endif
