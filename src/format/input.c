/* Lines out of a byte stream. One buffer holds the part of the stream that is not yet handed out; lines are ended in
 * place, so nothing is copied but the piece of a line that is left over when the buffer is refilled. */
#include "input.h"
#include "fail.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>

/* It fits the second-level cache, and the calls that fill it cost nothing beside the copying. */
#define BUFFER_SIZE ((size_t)256 << 10)

#define MARK_SIZE 3 /* bytes of a byte order mark */

struct simile_input {
    simile_byte_stream *stream;
    char *path;
    char *buffer;
    size_t capacity;      /* one byte more than is ever filled: room for the NUL of a last line */
    size_t start, end;    /* what is filled and not yet handed out */
    size_t n_searched;    /* bytes from start on known to hold no line end */
    uint64_t line_number; /* of the line handed out last */
    bool is_begun;
    bool is_at_end;
};

static simile_status prepare(simile_input *input, const char *path, const simile_stop *stop)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    simile_status status = simile_byte_stream__open(&input->stream, path, stop);

    if (status == SIMILE_OK) {
        input->path = simile_memory__copy_text(name, strlen(name));
        status = input->path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    return status == SIMILE_OK ? simile_memory__grow(&input->buffer, &input->capacity, BUFFER_SIZE, 1) : status;
}

simile_status simile_input__open(simile_input **input, const char *path)
{
    return simile_input__open_stoppable(input, path, NULL);
}

simile_status simile_input__open_stoppable(simile_input **input, const char *path, const simile_stop *stop)
{
    simile_input *made = simile_memory__alloc(1, sizeof(*made));
    simile_status status = made ? prepare(made, path, stop) : SIMILE_ERROR_MEMORY;

    *input = NULL;
    if (status == SIMILE_OK)
        *input = made;
    else
        simile_input__free(made);
    return status;
}

void simile_input__free(simile_input *input)
{
    if (!input)
        return;
    simile_byte_stream__free(input->stream);
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

/* Puts the place in front of what is wrong with the stream. */
static simile_status explain(const simile_input *input, simile_status status)
{
    char message[SIMILE_MESSAGE_SIZE];

    if (status == SIMILE_OK || status == SIMILE_ERROR_INTERRUPTED)
        return status;
    snprintf(message, sizeof(message), "%s", simile_status_message());
    return simile_status__fail(status, "%s:%llu: %s", input->path, (unsigned long long)input->line_number + 1, message);
}

/* Reads the next part of the stream behind what is left. */
static simile_status read_part(simile_input *input)
{
    size_t room, n_read;
    simile_status status = make_room(input);

    if (status != SIMILE_OK)
        return status;
    room = input->capacity - 1 - input->end;
    if (room > BUFFER_SIZE)
        room = BUFFER_SIZE; /* a buffer that a long line made large is not filled with what comes behind it */
    status = simile_byte_stream__read(&n_read, input->stream, input->buffer + input->end, room);
    input->end += n_read;
    input->is_at_end = status == SIMILE_OK && n_read == 0;
    return explain(input, status);
}

/* The first part is so long that a byte order mark shows, which is passed over. */
static simile_status begin(simile_input *input)
{
    static const char mark[MARK_SIZE] = "\xEF\xBB\xBF";
    simile_status status = SIMILE_OK;

    do {
        status = read_part(input);
    } while (status == SIMILE_OK && !input->is_at_end && input->end < MARK_SIZE &&
             memcmp(input->buffer, mark, input->end) == 0);
    if (status != SIMILE_OK)
        return status;
    input->is_begun = true;
    if (input->end >= MARK_SIZE && memcmp(input->buffer, mark, MARK_SIZE) == 0)
        input->start = MARK_SIZE;
    return SIMILE_OK;
}

static simile_status fill(simile_input *input)
{
    return input->is_begun ? read_part(input) : begin(input);
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

    if (simile_byte_stream__is_cut(input->stream))
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
    const size_t left = simile_byte_stream__is_gzip(input->stream) ? 0 : input->end - input->start;

    return simile_byte_stream__offset(input->stream) - left;
}

simile_status simile_input__go_to(simile_input *input, uint64_t offset, uint64_t line)
{
    /* After a first read it is known whether the file is plain. */
    simile_status status = input->is_begun ? SIMILE_OK : fill(input);

    if (status != SIMILE_OK)
        return status;
    if (!simile_byte_stream__go_to(input->stream, offset))
        return simile_status__fail(SIMILE_ERROR_IO, "%s: line %llu cannot be gone to", input->path,
                                   (unsigned long long)line);
    input->start = input->end = input->n_searched = 0;
    input->line_number = line - 1;
    input->is_at_end = false;
    return SIMILE_OK;
}
