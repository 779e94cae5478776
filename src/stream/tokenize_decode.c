/* Ids are read as decimal numbers between white space. */
#include "tokenize_decode.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static simile_status row_error(const simile_row_place *place, const char *text, size_t size)
{
    const int shown = size < 40 ? (int)size : 40;
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: \"%.*s\" is no id; ids are numbers separated by spaces",
                               place->path, (unsigned long long)place->line, shown, text);
}

/* Reads one number of `size` digits. */
static bool read_id(int32_t *id, const char *digits, size_t size)
{
    int64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        if (digits[i] < '0' || digits[i] > '9' || value > INT32_MAX) {
            return false;
        }
        value = value * 10 + (digits[i] - '0');
    }
    *id = (int32_t)value;
    return value <= INT32_MAX;
}

static simile_status read_ids(simile_buffer *ids, const simile_text *row, const simile_row_place *place)
{
    simile_status status = SIMILE_OK;
    size_t at = 0;
    simile_buffer__clear(ids);
    while (status == SIMILE_OK) {
        int32_t id;
        while (at < row->size && is_blank(row->bytes[at])) {
            at++;
        }
        const size_t start = at;
        while (at < row->size && !is_blank(row->bytes[at])) {
            at++;
        }
        if (start == at) {
            break;
        }
        status = read_id(&id, row->bytes + start, at - start) ? simile_buffer__append(ids, &id, sizeof id)
                                                              : row_error(place, row->bytes + start, at - start);
    }
    return status;
}

/* Decodes to the end of the buffer, which is given the room that a first call asks for. */
static simile_status append_text(simile_buffer *lines, const simile_buffer *ids, const simile_tokenize_request *request)
{
    const int32_t *items = (const int32_t *)(const void *)ids->data;
    const size_t n = ids->size / sizeof *items;
    size_t size = 0;
    simile_status status = simile_tokenizer_decode(NULL, 0, &size, request->tokenizer, items, n, request->skip_special);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&lines->data, &lines->capacity, lines->size + size + 1, 1);
    }
    if (status == SIMILE_OK) {
        status = simile_tokenizer_decode(lines->data + lines->size, size + 1, NULL, request->tokenizer, items, n,
                                         request->skip_special);
    }
    for (size_t i = 0; i < size && status == SIMILE_OK; i++) {
        char *byte = &lines->data[lines->size + i];
        *byte = *byte == '\n' ? ' ' : *byte;
    }
    lines->size += status == SIMILE_OK ? size : 0;
    return status;
}

simile_status simile_tokenize__decode(simile_buffer *lines, simile_buffer *ids, const simile_tokenize_request *request,
                                      const simile_text *row, const simile_row_place *place)
{
    simile_status status = read_ids(ids, row, place);
    if (status != SIMILE_OK) {
        return status;
    }
    status = append_text(lines, ids, request);
    if (status == SIMILE_ERROR_DATA) {
        char problem[SIMILE_MESSAGE_SIZE];
        memcpy(problem, simile_status_message(), strlen(simile_status_message()) + 1);
        return simile_status__fail(status, "%s:%llu: %s", place->path, (unsigned long long)place->line, problem);
    }
    return status == SIMILE_OK ? simile_buffer__append(lines, "\n", 1) : status;
}
