/* Whole files by name: read, write, measure, move, remove. */
#include "file.h"

#include "fail.h"
#include "memory.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#undef simile_file__fail

simile_status simile_file__fail(const char *path, const char *verb, int error)
{
    const char *reason = strerror(error);
    return simile_status__fail(SIMILE_ERROR_IO, "%s: cannot be %s: %c%s", path, verb, tolower((unsigned char)reason[0]),
                               reason[0] != '\0' ? reason + 1 : "");
}

/* Reads to the end, or to one byte more than `limit`. */
static simile_status read_all(simile_buffer *bytes, int file, const char *path, size_t limit)
{
    enum { smallest_piece = 4096 };
    struct stat about;
    if (fstat(file, &about) != 0)
        return simile_file__fail(path, "examined", errno);
    if (S_ISDIR(about.st_mode))
        return simile_file__fail(path, "read", EISDIR);
    size_t expected = about.st_size > 0 && (uintmax_t)about.st_size <= limit ? (size_t)about.st_size : 0;
    simile_buffer__clear(bytes);
    for (;;) {
        size_t need = bytes->size < expected ? expected + 2 : bytes->size + smallest_piece;
        simile_status status = simile_memory__grow(&bytes->data, &bytes->capacity, need, 1);
        if (status != SIMILE_OK)
            return status;
        ssize_t n_read = read(file, bytes->data + bytes->size, bytes->capacity - bytes->size - 1);
        if (n_read < 0 && errno != EINTR)
            return simile_file__fail(path, "read", errno);
        if (n_read > 0)
            bytes->size += (size_t)n_read;
        bytes->data[bytes->size] = '\0';
        if (bytes->size > limit)
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "%s: is larger than the %zu bytes that such a file may hold", path, limit);
        if (n_read == 0)
            return SIMILE_OK;
    }
}

simile_status simile_file__read(simile_buffer *bytes, const char *path, size_t limit)
{
    int file;
    do
        file = open(path, O_RDONLY | O_CLOEXEC);
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return simile_file__fail(path, "read", errno);
    simile_status status = read_all(bytes, file, path, limit);
    close(file); /* nothing was written */
    return status;
}

simile_status simile_file__write(const char *path, const void *bytes, size_t size)
{
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open(&writer, path);
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, bytes, size);
    if (status == SIMILE_OK)
        status = simile_writer__commit(writer);
    simile_writer__free(writer);
    return status;
}

bool simile_file__exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

bool simile_file__is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

simile_status simile_file__size(uint64_t *size, const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return simile_file__fail(path, "examined", errno);
    if (S_ISDIR(about.st_mode))
        return simile_file__fail(path, "measured", EISDIR);
    if (!S_ISREG(about.st_mode))
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is not a regular file", path);
    *size = (uint64_t)about.st_size;
    return SIMILE_OK;
}

/* Puts the folder `from` in the place of the folder `to`, which is not empty, and removes the latter. Where the system
 * can swap two names at once, there is no moment without a whole folder `to`. */
static simile_status replace_folder(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
        return simile_folder__remove(from);
    if (errno != EINVAL && errno != ENOSYS)
        return simile_file__fail(to, "replaced", errno);

    simile_buffer aside = {0};
    simile_status status = simile_buffer__append_format(&aside, "%s.old", to);
    if (status == SIMILE_OK)
        status = simile_folder__remove(aside.data);
    if (status == SIMILE_OK && rename(to, aside.data) != 0)
        status = simile_file__fail(to, "moved aside", errno);
    if (status == SIMILE_OK && rename(from, to) != 0) {
        status = simile_file__fail(to, "replaced", errno);
        if (rename(aside.data, to) != 0)
            simile_status__add_context(status, "the earlier one is now %s", aside.data);
    }
    if (status == SIMILE_OK)
        status = simile_folder__remove(aside.data);
    simile_buffer__dispose(&aside);
    return status;
}

simile_status simile_file__rename(const char *from, const char *to)
{
    simile_status status = SIMILE_OK;
    if (rename(from, to) != 0) {
        if (errno != ENOTEMPTY && errno != EEXIST)
            return simile_file__fail(from, "moved into place", errno);
        status = replace_folder(from, to);
    }
    return status == SIMILE_OK ? simile_folder__sync_parent(to) : status;
}

simile_status simile_file__remove(const char *path)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return simile_file__fail(path, "removed", errno);
    return SIMILE_OK;
}
