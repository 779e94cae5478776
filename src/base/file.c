/* Files as wholes. */
#include "file.h"
#include "descriptor.h"
#include "fail.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST_READ ((size_t)65536) /* bytes read at once when the size is not known */

static simile_status fail_too_large(const char *path, size_t limit)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is larger than the %zu bytes allowed here", path, limit);
}

/* Reads to the end. `expected` is the size that the system tells, 0 for a pipe; the file may still be longer. */
static simile_status read_all(simile_buffer *bytes, int descriptor, size_t expected, const char *path, size_t limit)
{
    simile_status status = SIMILE_OK;
    size_t part = expected + 1 > LEAST_READ ? expected + 1 : LEAST_READ, n_read = part;
    while (status == SIMILE_OK && n_read == part) {
        status = simile_memory__grow(&bytes->data, &bytes->capacity, bytes->size + part + 1, 1);
        if (status == SIMILE_OK) {
            status = simile_descriptor__read(&n_read, descriptor, bytes->data + bytes->size, part, path);
        }
        if (status == SIMILE_OK) {
            bytes->size += n_read;
            status = bytes->size > limit ? fail_too_large(path, limit) : SIMILE_OK;
            part = LEAST_READ;
        }
    }
    if (bytes->data) {
        bytes->data[bytes->size] = '\0';
    }
    return status;
}

simile_status simile_file__read(simile_buffer *bytes, const char *path, size_t limit)
{
    struct stat info;
    int descriptor;
    simile_buffer__clear(bytes);
    simile_status status = simile_descriptor__open(&descriptor, &info, path);
    if (status != SIMILE_OK) {
        return status;
    }
    if (S_ISREG(info.st_mode) && (uint64_t)info.st_size > limit) {
        status = fail_too_large(path, limit);
    } else {
        status = read_all(bytes, descriptor, S_ISREG(info.st_mode) ? (size_t)info.st_size : 0, path, limit);
    }
    close(descriptor);
    return status;
}

simile_status simile_file__write(const char *path, const void *bytes, size_t size)
{
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open(&writer, path);
    if (status == SIMILE_OK) {
        status = simile_writer__write(writer, bytes, size);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    return status;
}

bool simile_file__exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool simile_file__is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

simile_status simile_file__size(uint64_t *size, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return simile_status__fail_system(path, "cannot be looked at", errno);
    }
    if (!S_ISREG(info.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is %s, a file is needed", path,
                                   S_ISDIR(info.st_mode) ? "a directory" : "a pipe or a device");
    }
    *size = (uint64_t)info.st_size;
    return SIMILE_OK;
}

/* A folder cannot be renamed over one that is not empty, but the two can trade places in one step. Where the file
 * system does not know that, the old one goes first. */
static simile_status replace_folder(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0) {
        return simile_folder__remove(from);
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return simile_status__fail_system(to, "cannot be replaced", errno);
    }
    simile_status status = simile_folder__remove(to);
    if (status == SIMILE_OK && rename(from, to) != 0) {
        status = simile_status__fail_system(to, "cannot be replaced", errno);
    }
    return status;
}

simile_status simile_file__rename(const char *from, const char *to)
{
    simile_status status = SIMILE_OK;
    if (rename(from, to) != 0) {
        const int error = errno;
        status = error == ENOTEMPTY || error == EEXIST
                     ? replace_folder(from, to)
                     : simile_status__fail_system(to, "cannot be put in place", error);
    }
    return status == SIMILE_OK ? simile_descriptor__sync_folder_of(to) : status;
}

simile_status simile_file__remove(const char *path)
{
    if (unlink(path) != 0 && errno != ENOENT) {
        return simile_status__fail_system(path, "cannot be removed", errno);
    }
    return SIMILE_OK;
}
