/* Byte streams. */
#include "byte_stream.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define PACKED_SIZE   ((size_t)64 << 10)
#define WAIT_MS       100 /* between questions whether to stop */
#define GZIP_WINDOW   (15 + 16)
#define LARGEST_PIECE ((size_t)1 << 30) /* zlib counts in unsigned */

struct simile_byte_stream {
    int descriptor;
    bool may_wait; /* a pipe or a terminal */
    const simile_stop *stop;
    bool is_begun, is_gzip, is_at_end, is_cut;
    bool is_between; /* behind a gzip member: another one follows, or nothing that counts */
    uint64_t n_read; /* of the file */
    z_stream zip;    /* its input is what of `held` is left, of a plain file, too */
    unsigned char held[PACKED_SIZE];
};

static simile_status open_descriptor(simile_byte_stream *stream, const char *path)
{
    struct stat about;
    do {
        stream->descriptor =
            strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    } while (stream->descriptor < 0 && errno == EINTR);
    if (stream->descriptor < 0) {
        return simile_file__fail(path, "opened", errno);
    }
    if (fstat(stream->descriptor, &about) != 0) {
        return simile_file__fail(path, "read", errno);
    }
    if (S_ISDIR(about.st_mode)) {
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is a directory, a file is needed", path);
    }
    stream->may_wait = !S_ISREG(about.st_mode);
    return SIMILE_OK;
}

simile_status simile_byte_stream__open(simile_byte_stream **stream, const char *path, const simile_stop *stop)
{
    simile_byte_stream *s = simile_memory__alloc(1, sizeof *s);
    *stream = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->stop = stop;
    const simile_status status = open_descriptor(s, path);
    if (status != SIMILE_OK) {
        simile_byte_stream__free(s);
        return status;
    }
    *stream = s;
    return SIMILE_OK;
}

void simile_byte_stream__free(simile_byte_stream *stream)
{
    if (!stream) {
        return;
    }
    if (stream->is_gzip) {
        (void)inflateEnd(&stream->zip); /* damage was reported while it was read */
    }
    if (stream->descriptor >= 0) {
        close(stream->descriptor);
    }
    simile_memory__free(stream);
}

/* Until there is something to read, or a stop is wished for. */
static simile_status wait_for_bytes(const simile_byte_stream *stream)
{
    struct pollfd file = {.fd = stream->descriptor, .events = POLLIN};
    while (stream->may_wait && stream->stop) {
        if (stream->stop->is_wished(stream->stop->context)) {
            return simile_status__fail(SIMILE_ERROR_INTERRUPTED, "stopped while waiting for input");
        }
        const int n = poll(&file, 1, WAIT_MS);
        if (n > 0 || (n < 0 && errno != EINTR)) {
            break; /* what is wrong, the reading tells */
        }
    }
    return SIMILE_OK;
}

/* Bytes as they lie in the file; *n 0: its end. */
static simile_status read_file(size_t *n, simile_byte_stream *stream, void *bytes, size_t room)
{
    ssize_t n_read;
    const simile_status status = wait_for_bytes(stream);
    *n = 0;
    if (status != SIMILE_OK) {
        return status;
    }
    do {
        n_read = read(stream->descriptor, bytes, room);
    } while (n_read < 0 && errno == EINTR);
    if (n_read < 0) {
        return simile_status__fail(SIMILE_ERROR_IO, "cannot read on: %s", strerror(errno));
    }
    *n = (size_t)n_read;
    stream->n_read += *n;
    stream->is_at_end = n_read == 0;
    return SIMILE_OK;
}

/* Reads on until at least `n` bytes are held, or the file ends. */
static simile_status hold(simile_byte_stream *stream, size_t n)
{
    z_stream *zip = &stream->zip;
    simile_status status = SIMILE_OK;
    while (zip->avail_in < n && !stream->is_at_end && status == SIMILE_OK) {
        size_t n_read;
        if (zip->avail_in > 0) {
            memmove(stream->held, zip->next_in, zip->avail_in);
        }
        zip->next_in = stream->held;
        status = read_file(&n_read, stream, stream->held + zip->avail_in, PACKED_SIZE - zip->avail_in);
        zip->avail_in += (unsigned)n_read;
    }
    return status;
}

static bool has_magic(const simile_byte_stream *stream)
{
    return stream->zip.avail_in >= 2 && memcmp(stream->zip.next_in, "\x1F\x8B", 2) == 0;
}

/* Looks at the first bytes. */
static simile_status begin(simile_byte_stream *stream)
{
    const simile_status status = hold(stream, 2);
    if (status != SIMILE_OK) {
        return status;
    }
    if (has_magic(stream)) {
        if (inflateInit2(&stream->zip, GZIP_WINDOW) != Z_OK) {
            return simile_status__fail(SIMILE_ERROR_MEMORY, "no memory to decompress");
        }
        stream->is_gzip = true;
    }
    stream->is_begun = true;
    return SIMILE_OK;
}

/* A plain file's bytes: those that were held to look at them, then straight from the file. */
static simile_status copy(size_t *n, simile_byte_stream *stream, char *bytes, size_t room)
{
    z_stream *zip = &stream->zip;
    if (zip->avail_in == 0) {
        return read_file(n, stream, bytes, room);
    }
    *n = zip->avail_in < room ? zip->avail_in : room;
    memcpy(bytes, zip->next_in, *n);
    zip->next_in += *n;
    zip->avail_in -= (unsigned)*n;
    return SIMILE_OK;
}

/* Goes on with the next member, if there is one; other bytes behind a member do not count. */
static simile_status begin_member(bool *more, simile_byte_stream *stream)
{
    const simile_status status = hold(stream, 2);
    *more = status == SIMILE_OK && has_magic(stream);
    if (*more) {
        stream->is_between = false;
        (void)inflateReset(&stream->zip); /* fails for a stream that was not initialised */
    }
    return status;
}

static simile_status explain(const z_stream *zip, int result)
{
    return result == Z_MEM_ERROR ? simile_status__fail(SIMILE_ERROR_MEMORY, "no memory to decompress")
                                 : simile_status__fail(SIMILE_ERROR_FORMAT, "damaged gzip data near this line: %s",
                                                       zip->msg ? zip->msg : "a dictionary is asked for");
}

/* Unpacks until there is something to give, or nothing more comes. */
static simile_status unpack(size_t *n, simile_byte_stream *stream, char *bytes, size_t room)
{
    z_stream *zip = &stream->zip;
    const unsigned wanted = (unsigned)(room < LARGEST_PIECE ? room : LARGEST_PIECE);
    bool more = true;
    simile_status status = SIMILE_OK;
    zip->next_out = (unsigned char *)bytes;
    zip->avail_out = wanted;
    while (zip->avail_out == wanted && more && status == SIMILE_OK) {
        status = stream->is_between ? begin_member(&more, stream) : hold(stream, 1);
        if (status != SIMILE_OK || !more) {
            break;
        }
        const int result = inflate(zip, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            stream->is_between = true;
        } else if (result == Z_BUF_ERROR) {
            stream->is_cut = stream->is_at_end;
            more = !stream->is_at_end;
        } else if (result != Z_OK) {
            status = explain(zip, result);
        }
    }
    *n = wanted - zip->avail_out;
    return status;
}

simile_status simile_byte_stream__read(size_t *n, simile_byte_stream *stream, char *bytes, size_t room)
{
    *n = 0;
    const simile_status status = stream->is_begun ? SIMILE_OK : begin(stream);
    if (status != SIMILE_OK) {
        return status;
    }
    return stream->is_gzip ? unpack(n, stream, bytes, room) : copy(n, stream, bytes, room);
}

bool simile_byte_stream__is_cut(const simile_byte_stream *stream)
{
    return stream->is_cut;
}

bool simile_byte_stream__is_gzip(const simile_byte_stream *stream)
{
    return stream->is_gzip;
}

uint64_t simile_byte_stream__offset(const simile_byte_stream *stream)
{
    return stream->n_read - stream->zip.avail_in;
}

bool simile_byte_stream__go_to(simile_byte_stream *stream, uint64_t offset)
{
    if (stream->is_gzip || offset > INT64_MAX || lseek(stream->descriptor, (off_t)offset, SEEK_SET) < 0) {
        return false;
    }
    stream->n_read = offset;
    stream->zip.avail_in = 0;
    stream->is_at_end = false;
    return true;
}
