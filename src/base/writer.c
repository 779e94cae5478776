/* Writing aside. What was not yet handed to the system lies in a buffer of the writer. */
#include "writer.h"
#include "descriptor.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)256 * 1024)

struct simile_writer {
    int descriptor; /* -1 when closed */
    char *path;
    char *part;     /* NULL: written directly */
    uint64_t start; /* where the writer's first byte lies: standard output may have been written to before */
    bool is_seekable, keeps_part, is_committed;
    bool is_broken; /* a write failed: what the file holds is not known */
    size_t n_buffered;
    char buffer[BUFFER_SIZE];
};

static const char *target_of(const simile_writer *writer)
{
    return writer->part ? writer->part : writer->path;
}

static simile_status fail_writing(simile_writer *writer, const char *what, int error)
{
    writer->is_broken = true;
    return simile_status__fail_system(writer->path, what, error);
}

static bool is_stdout(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Sets the path, and the part for a path that is a regular file or nothing yet. */
static simile_status set_paths(simile_writer *writer, const char *path)
{
    struct stat info;
    const size_t size = strlen(path);
    const bool exists = !is_stdout(path) && stat(path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is a directory, a file is to be written", path);
    }
    writer->path = simile_memory__copy_text(path, size);
    if (!writer->path) {
        return SIMILE_ERROR_MEMORY;
    }
    if (is_stdout(path) || (exists && !S_ISREG(info.st_mode))) {
        return SIMILE_OK;
    }
    writer->part = simile_memory__alloc_raw(size + sizeof ".part", 1);
    if (!writer->part) {
        return SIMILE_ERROR_MEMORY;
    }
    snprintf(writer->part, size + sizeof ".part", "%s.part", path);
    return SIMILE_OK;
}

/* Opens the descriptor at its end when the writer goes on, else with nothing in the file. */
static simile_status open_descriptor(simile_writer *writer, bool goes_on)
{
    struct stat info;
    const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (goes_on ? 0 : O_TRUNC);
    do {
        writer->descriptor = is_stdout(writer->path) ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                                                     : open(target_of(writer), flags, 0666);
    } while (writer->descriptor < 0 && errno == EINTR);
    if (writer->descriptor < 0 || fstat(writer->descriptor, &info) != 0) {
        return simile_status__fail_system(target_of(writer), "cannot be opened for writing", errno);
    }
    /* Under O_APPEND (">>" in a shell) the system moves every write to the end. */
    writer->is_seekable = S_ISREG(info.st_mode) && !(fcntl(writer->descriptor, F_GETFL) & O_APPEND);
    const off_t place = writer->is_seekable ? lseek(writer->descriptor, 0, goes_on ? SEEK_END : SEEK_CUR) : 0;
    if (place < 0) {
        return simile_status__fail_system(target_of(writer), "cannot be opened for writing", errno);
    }
    writer->start = writer->part ? 0 : (uint64_t)place;
    return SIMILE_OK;
}

static simile_status open_writer(simile_writer **writer, const char *path, bool goes_on)
{
    *writer = NULL;
    simile_writer *w = simile_memory__alloc_raw(1, sizeof *w);
    if (!w) {
        return SIMILE_ERROR_MEMORY;
    }
    memset(w, 0, offsetof(simile_writer, buffer));
    w->descriptor = -1;
    w->keeps_part = goes_on;
    simile_status status = set_paths(w, path);
    if (status == SIMILE_OK) {
        status = open_descriptor(w, goes_on && w->part);
    }
    if (status != SIMILE_OK) {
        w->keeps_part = w->keeps_part || w->descriptor < 0; /* what could not be opened is not ours */
        simile_writer__free(w);
        return status;
    }
    *writer = w;
    return SIMILE_OK;
}

simile_status simile_writer__open(simile_writer **writer, const char *path)
{
    return open_writer(writer, path, false);
}

simile_status simile_writer__open_part(simile_writer **writer, uint64_t *size, const char *path)
{
    struct stat info;
    *size = 0;
    simile_status status = open_writer(writer, path, true);
    if (status == SIMILE_OK && (*writer)->part && fstat((*writer)->descriptor, &info) == 0) {
        *size = (uint64_t)info.st_size;
    }
    return status;
}

void simile_writer__free(simile_writer *writer)
{
    if (!writer) {
        return;
    }
    if (writer->descriptor >= 0) {
        if (writer->keeps_part && !writer->is_broken) {
            (void)simile_writer__flush(writer);
        }
        close(writer->descriptor);
    }
    if (writer->part && !writer->is_committed && !writer->keeps_part) {
        unlink(writer->part);
    }
    simile_memory__free(writer->path);
    simile_memory__free(writer->part);
    simile_memory__free(writer);
}

/* Refuses to go on after a failure, or behind a commit. */
static simile_status check_usable(const simile_writer *writer)
{
    if (writer->is_broken || writer->descriptor < 0) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: cannot be written: %s", writer->path,
                                   writer->is_broken ? "an earlier write failed" : "it is closed already");
    }
    return SIMILE_OK;
}

static simile_status write_through(simile_writer *writer, const void *bytes, size_t size)
{
    simile_status status = simile_descriptor__write(writer->descriptor, bytes, size, writer->path);
    writer->is_broken = status != SIMILE_OK;
    return status;
}

simile_status simile_writer__flush(simile_writer *writer)
{
    simile_status status = check_usable(writer);
    if (status == SIMILE_OK && writer->n_buffered > 0) {
        status = write_through(writer, writer->buffer, writer->n_buffered);
        writer->n_buffered = 0;
    }
    return status;
}

simile_status simile_writer__write(simile_writer *writer, const void *bytes, size_t size)
{
    simile_status status = check_usable(writer);
    if (status == SIMILE_OK && size > BUFFER_SIZE - writer->n_buffered) {
        status = simile_writer__flush(writer);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    if (size >= BUFFER_SIZE) {
        return write_through(writer, bytes, size);
    }
    if (size > 0) {
        memcpy(writer->buffer + writer->n_buffered, bytes, size);
    }
    writer->n_buffered += size;
    return SIMILE_OK;
}

/* Writes a text that is longer than the buffer's room. */
static simile_status write_long_text(simile_writer *writer, size_t size, const char *format, va_list arguments)
{
    char *text = simile_memory__alloc_raw(size + 1, 1);
    if (!text) {
        return SIMILE_ERROR_MEMORY;
    }
    vsnprintf(text, size + 1, format, arguments);
    simile_status status = simile_writer__write(writer, text, size);
    simile_memory__free(text);
    return status;
}

simile_status simile_writer__format(simile_writer *writer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    simile_status status = check_usable(writer);
    if (status == SIMILE_OK) {
        const size_t room = BUFFER_SIZE - writer->n_buffered;
        const int size = vsnprintf(writer->buffer + writer->n_buffered, room, format, arguments);
        if (size < 0) {
            status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: a text cannot be formatted as \"%s\"",
                                         writer->path, format);
        } else if ((size_t)size < room) {
            writer->n_buffered += (size_t)size;
        } else {
            status = write_long_text(writer, (size_t)size, format, again);
        }
    }
    va_end(again);
    va_end(arguments);
    return status;
}

bool simile_writer__is_seekable(const simile_writer *writer)
{
    return writer->is_seekable;
}

/* Flushes, and checks that [0, end) are places of a regular file. */
static simile_status prepare_seek(simile_writer *writer, uint64_t end)
{
    simile_status status = simile_writer__flush(writer);
    if (status == SIMILE_OK && !writer->is_seekable) {
        status = simile_status__fail(SIMILE_ERROR_IO, "%s: is no regular file, earlier bytes cannot be changed",
                                     writer->path);
    } else if (status == SIMILE_OK && end > (uint64_t)INT64_MAX - writer->start) {
        status = simile_status__fail(SIMILE_ERROR_IO, "%s: no file can be so large", writer->path);
    }
    return status;
}

simile_status simile_writer__patch(simile_writer *writer, uint64_t offset, const void *bytes, size_t size)
{
    const char *p = bytes;
    uint64_t end = UINT64_MAX;
    (void)__builtin_add_overflow(offset, (uint64_t)size, &end);
    simile_status status = prepare_seek(writer, end < offset ? UINT64_MAX : end);
    while (status == SIMILE_OK && size > 0) {
        const ssize_t n = pwrite(writer->descriptor, p, size, (off_t)(writer->start + offset));
        if (n >= 0) {
            p += n;
            offset += (uint64_t)n;
            size -= (size_t)n;
        } else if (errno != EINTR) {
            status = fail_writing(writer, "cannot be written", errno);
        }
    }
    return status;
}

simile_status simile_writer__truncate(simile_writer *writer, uint64_t size)
{
    simile_status status = prepare_seek(writer, size);
    if (status != SIMILE_OK) {
        return status;
    }
    const off_t end = (off_t)(writer->start + size);
    if (ftruncate(writer->descriptor, end) != 0 || lseek(writer->descriptor, end, SEEK_SET) < 0) {
        return fail_writing(writer, "cannot be cut", errno);
    }
    return SIMILE_OK;
}

simile_status simile_writer__commit(simile_writer *writer)
{
    simile_status status = simile_writer__flush(writer);
    if (status == SIMILE_OK && writer->part && fsync(writer->descriptor) != 0) {
        status = fail_writing(writer, "cannot be written", errno);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    /* The descriptor is gone whatever close answers; after EINTR the data is with the system. */
    const int descriptor = writer->descriptor;
    writer->descriptor = -1;
    if (close(descriptor) != 0 && errno != EINTR) {
        return fail_writing(writer, "cannot be closed", errno);
    }
    if (writer->part) {
        status = simile_file__rename(writer->part, writer->path);
    }
    writer->is_committed = status == SIMILE_OK;
    return status;
}

void simile_writer__keep_part(simile_writer *writer)
{
    writer->keeps_part = true;
}
