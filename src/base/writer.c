/* Buffered writing beside the file that is to appear. A failure is remembered, so that nothing broken is committed. */
#include "writer.h"

#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 1 << 16 };

struct simile_writer {
    char *path;  /* what is to appear; also what messages name */
    char *part;  /* what is written meanwhile; NULL when `path` itself is written */
    int file;    /* −1 when closed */
    bool is_own; /* opened here: the descriptor is closed at the end */
    bool is_regular, is_seekable, is_kept, has_failed;
    size_t n_buffered;
    char buffer[BUFFER_SIZE];
};

/* Links that lead to one another are followed so often, as by the system. */
#define MOST_LINKS 40

/* The name that a link stands for, be there a file yet or not. */
static const char *follow_links(char target[PATH_MAX], const char *path)
{
    char link[PATH_MAX];
    ssize_t size = 0;
    if (strlen(path) >= PATH_MAX)
        return path;
    strcpy(target, path);
    for (int i = 0; i < MOST_LINKS && (size = readlink(target, link, sizeof link - 1)) >= 0; i++) {
        const char *slash = strrchr(target, '/');
        size_t folder = slash && size > 0 && link[0] != '/' ? (size_t)(slash - target) + 1 : 0;
        link[size] = '\0';
        if (folder + (size_t)size >= PATH_MAX)
            return path;
        memcpy(target + folder, link, (size_t)size + 1);
    }
    return target;
}

/* Makes a writer for `path`; with a part, the name that a link stands for is taken, so that the link stays. */
static simile_status make_writer(simile_writer **writer, const char *path, bool has_part)
{
    char target[PATH_MAX];
    if (*path == '\0')
        return simile_file__fail(path, "written", ENOENT);
    if (has_part)
        path = follow_links(target, path);
    simile_writer *made = simile_memory__alloc(1, sizeof *made);
    if (!made)
        return SIMILE_ERROR_MEMORY;
    made->file = -1;
    made->path = simile_memory__copy_text(path, strlen(path));
    simile_status status = made->path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    simile_buffer part = {0};
    if (status == SIMILE_OK && has_part) {
        status = simile_buffer__append_format(&part, "%s.part", path);
        made->part = part.data;
    }
    if (status != SIMILE_OK) {
        simile_writer__free(made);
        return status;
    }
    *writer = made;
    return SIMILE_OK;
}

/* Opens what is to be written and looks what it is. */
static simile_status open_file(simile_writer *writer, int flags)
{
    const char *name = writer->part ? writer->part : writer->path;
    do
        writer->file = open(name, flags | O_WRONLY | O_CLOEXEC, 0666);
    while (writer->file < 0 && errno == EINTR);
    writer->is_own = writer->file >= 0;
    struct stat about;
    if (writer->file < 0 || fstat(writer->file, &about) != 0)
        return simile_file__fail(writer->path, "written", errno);
    writer->is_regular = S_ISREG(about.st_mode);
    writer->is_seekable = lseek(writer->file, 0, SEEK_CUR) >= 0;
    return SIMILE_OK;
}

/* Hands the writer out when all went well, else removes what there is of it. */
static simile_status hand_out(simile_writer **writer, simile_writer *made, simile_status status)
{
    if (status == SIMILE_OK)
        *writer = made;
    else
        simile_writer__free(made);
    return status;
}

static simile_status open_standard_output(simile_writer **writer)
{
    simile_status status = make_writer(writer, "standard output", false);
    if (status == SIMILE_OK)
        (*writer)->file = STDOUT_FILENO;
    return status;
}

simile_status simile_writer__open(simile_writer **writer, const char *path)
{
    *writer = NULL;
    if (strcmp(path, "-") == 0)
        return open_standard_output(writer);
    struct stat about;
    bool exists = stat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode))
        return simile_file__fail(path, "written", EISDIR);
    if (exists && access(path, W_OK) != 0)
        return simile_file__fail(path, "written", errno);

    simile_writer *made = NULL;
    bool has_part = !exists || S_ISREG(about.st_mode);
    simile_status status = make_writer(&made, path, has_part);
    if (status != SIMILE_OK)
        return status;
    status = open_file(made, has_part ? O_CREAT | O_TRUNC : 0);
    if (status == SIMILE_OK && exists && has_part && fchmod(made->file, about.st_mode & 07777) != 0)
        status = simile_file__fail(path, "written with the earlier permissions", errno);
    return hand_out(writer, made, status);
}

/* Moves to the end of an opened file. */
static simile_status go_to_end(simile_writer *writer, uint64_t *size)
{
    *size = 0;
    if (!writer->is_regular)
        return SIMILE_OK;
    off_t end = lseek(writer->file, 0, SEEK_END);
    if (end < 0)
        return simile_file__fail(writer->path, "continued", errno);
    *size = (uint64_t)end;
    return SIMILE_OK;
}

simile_status simile_writer__open_part(simile_writer **writer, uint64_t *size, const char *path)
{
    *writer = NULL;
    struct stat about;
    if (strcmp(path, "-") == 0 || (stat(path, &about) == 0 && !S_ISREG(about.st_mode)))
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: is no regular file, so an earlier run cannot be continued",
                                   path);
    simile_writer *made = NULL;
    simile_status status = make_writer(&made, path, true);
    if (status != SIMILE_OK)
        return status;
    made->is_kept = true; /* until it is known to be ours to remove */
    status = open_file(made, O_CREAT);
    if (status == SIMILE_OK)
        status = go_to_end(made, size);
    if (status == SIMILE_OK)
        made->is_kept = false;
    return hand_out(writer, made, status);
}

simile_status simile_writer__open_log(simile_writer **writer, uint64_t *size, const char *path)
{
    *writer = NULL;
    simile_writer *made = NULL;
    simile_status status = make_writer(&made, path, false);
    if (status != SIMILE_OK)
        return status;
    status = open_file(made, O_CREAT);
    if (status == SIMILE_OK)
        status = go_to_end(made, size);
    return hand_out(writer, made, status);
}

simile_status simile_writer__open_shared(simile_writer **writer, const char *path, uint64_t offset)
{
    *writer = NULL;
    simile_writer *made = NULL;
    simile_status status = make_writer(&made, path, false);
    if (status != SIMILE_OK)
        return status;
    status = open_file(made, 0);
    if (status == SIMILE_OK && (offset > INT64_MAX || lseek(made->file, (off_t)offset, SEEK_SET) < 0))
        status = simile_file__fail(path, "written at its place", offset > INT64_MAX ? EOVERFLOW : errno);
    return hand_out(writer, made, status);
}

/* Notes that the file is not what it should be. */
static simile_status fail_for_good(simile_writer *writer, const char *verb)
{
    writer->has_failed = true;
    return simile_file__fail(writer->path, verb, errno);
}

static simile_status check_usable(const simile_writer *writer)
{
    if (writer->has_failed)
        return simile_status__fail(SIMILE_ERROR_IO, "%s: an earlier write failed", writer->path);
    if (writer->file < 0)
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is written and closed already", writer->path);
    return SIMILE_OK;
}

/* Writes all of it, however many calls the system needs; offset −1: at the file's own position. false: see errno. */
static bool put(int file, const char *bytes, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t n_written = offset < 0 ? write(file, bytes, size) : pwrite(file, bytes, size, offset);
        if (n_written < 0 && errno == EINTR)
            continue;
        if (n_written == 0)
            errno = EIO;
        if (n_written <= 0)
            return false;
        bytes += n_written;
        size -= (size_t)n_written;
        if (offset >= 0)
            offset += n_written;
    }
    return true;
}

static simile_status write_all(simile_writer *writer, const char *bytes, size_t size, off_t offset)
{
    return put(writer->file, bytes, size, offset) ? SIMILE_OK : fail_for_good(writer, "written");
}

simile_status simile_writer__flush(simile_writer *writer)
{
    simile_status status = check_usable(writer);
    size_t size = writer->n_buffered;
    writer->n_buffered = 0;
    return status == SIMILE_OK ? write_all(writer, writer->buffer, size, -1) : status;
}

simile_status simile_writer__write(simile_writer *writer, const void *bytes, size_t size)
{
    simile_status status = check_usable(writer);
    if (status == SIMILE_OK && size > BUFFER_SIZE - writer->n_buffered)
        status = simile_writer__flush(writer);
    if (status != SIMILE_OK)
        return status;
    if (size >= BUFFER_SIZE)
        return write_all(writer, bytes, size, -1);
    if (size > 0)
        memcpy(writer->buffer + writer->n_buffered, bytes, size);
    writer->n_buffered += size;
    return SIMILE_OK;
}

simile_status simile_writer__format(simile_writer *writer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char text[512];
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);

    simile_status status = SIMILE_OK;
    char *longer = NULL;
    if (length < 0)
        status = simile_status__fail(SIMILE_ERROR_IO, "%s: a text could not be formatted", writer->path);
    if (length >= (int)sizeof text) {
        longer = simile_memory__alloc((size_t)length + 1, 1);
        status = longer ? SIMILE_OK : SIMILE_ERROR_MEMORY;
        if (longer)
            vsnprintf(longer, (size_t)length + 1, format, again);
    }
    va_end(again);
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, longer ? longer : text, (size_t)length);
    simile_memory__free(longer);
    return status;
}

static simile_status check_seekable(const simile_writer *writer, uint64_t offset)
{
    if (!writer->is_seekable)
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is no file in which one can go back", writer->path);
    if (offset > INT64_MAX)
        return simile_status__fail(SIMILE_ERROR_IO, "%s: has no place %llu", writer->path, (unsigned long long)offset);
    return SIMILE_OK;
}

simile_status simile_writer__patch(simile_writer *writer, uint64_t offset, const void *bytes, size_t size)
{
    simile_status status = check_seekable(writer, offset);
    if (status == SIMILE_OK)
        status = simile_writer__flush(writer);
    return status == SIMILE_OK ? write_all(writer, bytes, size, (off_t)offset) : status;
}

simile_status simile_writer__truncate(simile_writer *writer, uint64_t size)
{
    simile_status status = check_seekable(writer, size);
    if (status == SIMILE_OK)
        status = simile_writer__flush(writer);
    if (status != SIMILE_OK)
        return status;
    if (ftruncate(writer->file, (off_t)size) != 0 || lseek(writer->file, (off_t)size, SEEK_SET) < 0)
        return fail_for_good(writer, "shortened");
    return SIMILE_OK;
}

const char *simile_writer__part(const simile_writer *writer)
{
    return writer->part;
}

bool simile_writer__is_seekable(const simile_writer *writer)
{
    return writer->is_seekable;
}

/* Closes the file; the descriptor is gone even when the system reports a failure. */
static simile_status close_file(simile_writer *writer)
{
    int file = writer->file;
    writer->file = -1;
    if (writer->is_own && file >= 0 && close(file) != 0 && errno != EINTR)
        return fail_for_good(writer, "closed");
    return SIMILE_OK;
}

simile_status simile_writer__commit(simile_writer *writer)
{
    simile_status status = simile_writer__flush(writer);
    if (status == SIMILE_OK && writer->is_regular && fsync(writer->file) != 0)
        status = fail_for_good(writer, "brought to the disk");
    if (status == SIMILE_OK)
        status = close_file(writer);
    if (status != SIMILE_OK || !writer->part)
        return status;
    if (rename(writer->part, writer->path) != 0)
        return fail_for_good(writer, "renamed from its .part");
    simile_memory__free(writer->part);
    writer->part = NULL;
    return simile_folder__sync_parent(writer->path);
}

void simile_writer__keep_part(simile_writer *writer)
{
    writer->is_kept = true;
}

void simile_writer__free(simile_writer *writer)
{
    if (!writer)
        return;
    bool is_open = writer->file >= 0;
    if (is_open && !writer->has_failed && (!writer->part || writer->is_kept))
        (void)put(writer->file, writer->buffer, writer->n_buffered, -1);
    if (is_open && writer->is_own)
        close(writer->file);
    if (writer->part && writer->is_own && !writer->is_kept)
        unlink(writer->part);
    simile_memory__free(writer->path);
    simile_memory__free(writer->part);
    simile_memory__free(writer);
}
