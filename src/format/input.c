/* Lines out of a gzip or plain stream. zlib reads both: without the gzip magic at the start it passes bytes through.
 * One buffer holds the part of the stream that is not yet handed out; lines are ended in place, so nothing is copied
 * but the piece of a line that is left over when the buffer is refilled. */
#include "input.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* From here on zlib's calls cost nothing beside the copying; it also fits the second-level cache. */
#define BUFFER_SIZE ((size_t)256 << 10)

struct simile_input {
    gzFile stream;
    int live; /* descriptor read without zlib, which waits until its buffer is full; −1: none */
    char *path;
    char *buffer;
    size_t capacity;      /* one byte more than is ever filled: room for the NUL of a last line */
    size_t start, end;    /* what is filled and not yet handed out */
    size_t n_searched;    /* bytes from start on known to hold no line end */
    uint64_t line_number; /* of the line handed out last */
    bool is_begun;
    bool is_at_end;
    bool is_cut; /* the gzip stream stopped before its end mark */
};

static simile_status open_descriptor(int *descriptor, const char *path)
{
    struct stat about;

    *descriptor = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    if (*descriptor < 0)
        return simile_file__fail(path, "opened", errno);
    if (fstat(*descriptor, &about) != 0)
        return simile_file__fail(path, "read", errno);
    if (S_ISDIR(about.st_mode))
        return simile_status__fail(SIMILE_ERROR_IO, "%s: is a directory, a file is needed", path);
    return SIMILE_OK;
}

/* The stream takes the descriptor over when this succeeds. */
static simile_status open_stream(simile_input *input, int descriptor)
{
    input->stream = gzdopen(descriptor, "rb");
    if (!input->stream)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: no memory for the reader", input->path);
    /* Before the first read this fails only for a closed stream. */
    (void)gzbuffer(input->stream, BUFFER_SIZE / 2);
    return SIMILE_OK;
}

static simile_status prepare(simile_input *input, const char *path)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;

    input->live = -1;
    input->path = simile_memory__copy_text(name, strlen(name));
    if (!input->path)
        return SIMILE_ERROR_MEMORY;
    return simile_memory__grow(&input->buffer, &input->capacity, BUFFER_SIZE, 1);
}

static simile_status open_input(simile_input **input, const char *path, bool is_live)
{
    int descriptor = -1;
    simile_input *made = NULL;
    simile_status status;

    *input = NULL;
    status = open_descriptor(&descriptor, path);
    if (status != SIMILE_OK)
        goto done;
    made = simile_memory__alloc(1, sizeof(*made));
    status = made ? prepare(made, path) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK)
        goto done;
    if (is_live)
        made->live = descriptor;
    else
        status = open_stream(made, descriptor);
    if (status != SIMILE_OK)
        goto done;
    descriptor = -1;
    *input = made;
    made = NULL;
done:
    if (descriptor >= 0)
        close(descriptor);
    simile_input__free(made);
    return status;
}

simile_status simile_input__open(simile_input **input, const char *path)
{
    return open_input(input, path, false);
}

simile_status simile_input__open_live(simile_input **input, const char *path)
{
    return open_input(input, path, true);
}

void simile_input__free(simile_input *input)
{
    if (!input)
        return;
    /* A damaged stream was reported while it was read. */
    if (input->stream)
        (void)gzclose_r(input->stream);
    else if (input->live >= 0)
        close(input->live);
    simile_memory__free(input->buffer);
    simile_memory__free(input->path);
    simile_memory__free(input);
}

char *simile_input__take(simile_input *input)
{
    size_t left = input->end - input->start, capacity = 0;
    char *taken = input->buffer, *buffer = NULL;

    if (simile_memory__grow(&buffer, &capacity, left + 1 > BUFFER_SIZE ? left + 1 : BUFFER_SIZE, 1) != SIMILE_OK)
        return NULL;
    memcpy(buffer, taken + input->start, left);
    input->buffer = buffer;
    input->capacity = capacity;
    input->start = 0;
    input->end = left;
    return taken;
}

/* Gives back the memory of a long line that is gone; without memory for a new buffer the large one stays. */
static void shrink(simile_input *input)
{
    if (input->capacity > 4 * BUFFER_SIZE && input->end - input->start < BUFFER_SIZE)
        simile_memory__free(simile_input__take(input));
}

/* Moves what is left to the front of the buffer and makes the buffer larger when that leaves no room. */
static simile_status make_room(simile_input *input)
{
    shrink(input);
    size_t left = input->end - input->start;

    if (input->start > 0 && left > 0)
        memmove(input->buffer, input->buffer + input->start, left);
    input->start = 0;
    input->end = left;
    if (left + 1 < input->capacity)
        return SIMILE_OK;
    if (simile_memory__grow(&input->buffer, &input->capacity, input->capacity + 1, 1) == SIMILE_OK)
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_MEMORY, "%s:%llu: the line is longer than memory allows (%zu bytes so far)",
                               input->path, (unsigned long long)input->line_number + 1, left);
}

static simile_status fail_read(const simile_input *input, int error, const char *text)
{
    unsigned long long line = (unsigned long long)input->line_number + 1;

    if (error == Z_ERRNO)
        return simile_status__fail(SIMILE_ERROR_IO, "%s:%llu: cannot read on: %s", input->path, line, strerror(errno));
    if (error == Z_MEM_ERROR)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s:%llu: no memory to decompress", input->path, line);
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s:%llu: damaged gzip data near this line: %s", input->path, line,
                               text);
}

static void skip_byte_order_mark(simile_input *input)
{
    input->is_begun = true;
    if (input->end - input->start >= 3 && memcmp(input->buffer + input->start, "\xEF\xBB\xBF", 3) == 0)
        input->start += 3;
}

static bool is_gzip(const simile_input *input)
{
    return input->end - input->start >= 2 && memcmp(input->buffer + input->start, "\x1F\x8B", 2) == 0;
}

/* Reads what there is behind what is left. */
static simile_status fill_live(simile_input *input)
{
    ssize_t n_read;
    simile_status status = make_room(input);

    if (status != SIMILE_OK)
        return status;
    do
        n_read = read(input->live, input->buffer + input->end, input->capacity - 1 - input->end);
    while (n_read < 0 && errno == EINTR);
    if (n_read < 0)
        return fail_read(input, Z_ERRNO, "");
    input->end += (size_t)n_read;
    input->is_at_end = n_read == 0;
    if (input->line_number == 0 && is_gzip(input))
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is gzip, which is not read line by line; unpack it first",
                                   input->path);
    if (!input->is_begun)
        skip_byte_order_mark(input);
    return SIMILE_OK;
}

/* Reads the next part of the stream behind what is left. */
static simile_status fill(simile_input *input)
{
    size_t room;
    int n_read, error = Z_OK;
    const char *text;
    simile_status status;

    if (input->live >= 0)
        return fill_live(input);
    status = make_room(input);
    if (status != SIMILE_OK)
        return status;
    room = input->capacity - 1 - input->end;
    if (room > BUFFER_SIZE)
        room = BUFFER_SIZE; /* a buffer that a long line made large is not filled with what comes behind it */
    n_read = gzread(input->stream, input->buffer + input->end, (unsigned)room);
    text = gzerror(input->stream, &error);
    if (n_read < 0)
        return fail_read(input, error, text);
    input->end += (size_t)n_read;
    if ((size_t)n_read < room) {
        input->is_at_end = true;
        input->is_cut = error == Z_BUF_ERROR;
        /* gzread keeps what it got before a failure and reports the failure aside. */
        if (error != Z_OK && error != Z_STREAM_END && error != Z_BUF_ERROR)
            return fail_read(input, error, text);
    }
    if (!input->is_begun)
        skip_byte_order_mark(input);
    return SIMILE_OK;
}

/* Hands out `length` bytes from start on; `n_taken` of them and of the line end leave the buffer. */
static void hand_out(const char **line, size_t *size, simile_input *input, size_t length, size_t n_taken)
{
    char *text = input->buffer + input->start;

    if (n_taken > length && length > 0 && text[length - 1] == '\r')
        length--;
    text[length] = '\0';
    *line = text;
    *size = length;
    input->start += n_taken;
    input->n_searched = 0;
    input->line_number++;
}

/* What stands behind the last line end: a last line, nothing, or the torn line of a gzip file that was cut. */
static simile_status end(bool *more, const char **line, size_t *size, simile_input *input)
{
    size_t left = input->end - input->start;

    if (input->is_cut)
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s:%llu: the gzip data end in this line: the file is cut short", input->path,
                                   (unsigned long long)input->line_number + 1);
    if (left == 0)
        return SIMILE_OK;
    *more = true;
    hand_out(line, size, input, left, left);
    return SIMILE_OK;
}

simile_status simile_input__line(bool *more, const char **line, size_t *size, simile_input *input)
{
    *more = false;
    *line = NULL;
    *size = 0;
    for (;;) {
        const char *text = input->buffer + input->start;
        size_t left = input->end - input->start;
        const char *found = memchr(text + input->n_searched, '\n', left - input->n_searched);

        if (found) {
            size_t length = (size_t)(found - text);
            *more = true;
            hand_out(line, size, input, length, length + 1);
            return SIMILE_OK;
        }
        if (input->is_at_end)
            return end(more, line, size, input);
        input->n_searched = left;
        simile_status status = fill(input);
        if (status != SIMILE_OK)
            return status;
    }
}

uint64_t simile_input__line_number(const simile_input *input)
{
    return input->line_number;
}

const char *simile_input__path(const simile_input *input)
{
    return input->path;
}

bool simile_input__peek(const char **line, size_t *size, const simile_input *input)
{
    const char *text = input->buffer + input->start;
    size_t left = input->end - input->start;
    const char *found = memchr(text, '\n', left);

    *line = text;
    *size = found ? (size_t)(found - text) : left;
    if (found && *size > 0 && text[*size - 1] == '\r')
        --*size;
    return found || (input->is_at_end && left > 0);
}

uint64_t simile_input__offset(const simile_input *input)
{
    z_off_t offset = input->stream ? gzoffset(input->stream) : 0;
    size_t left = input->stream && gzdirect(input->stream) ? input->end - input->start : 0;

    return offset > 0 && (uint64_t)offset > left ? (uint64_t)offset - left : 0;
}

uint64_t simile_input__position(const simile_input *input)
{
    z_off_t n_read = input->stream ? gztell(input->stream) : 0;

    return n_read > 0 ? (uint64_t)n_read - (input->end - input->start) : 0;
}

simile_status simile_input__go_to(simile_input *input, uint64_t offset, uint64_t line)
{
    /* zlib knows after a first read whether it may move in the file, or has to unpack all that lies between. */
    simile_status status = input->is_begun ? SIMILE_OK : fill(input);

    if (status != SIMILE_OK)
        return status;
    if (!input->stream || !gzdirect(input->stream) || offset > INT64_MAX ||
        gzseek(input->stream, (z_off_t)offset, SEEK_SET) < 0)
        return simile_status__fail(SIMILE_ERROR_IO, "%s: line %llu cannot be gone to", input->path,
                                   (unsigned long long)line);
    input->start = input->end = input->n_searched = 0;
    input->line_number = line - 1;
    input->is_at_end = false;
    return SIMILE_OK;
}
