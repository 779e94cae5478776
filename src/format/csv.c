/* CSV rows. A line without any quote, the common case, is split at its commas; else field by field. */
#include "csv.h"
#include "fail.h"
#include <stdbool.h>
#include <string.h>

/* Where the reader stands: the current line and the offset of the next byte in it. */
typedef struct csv_cursor {
    simile_input *input;
    const char *line;
    size_t size;
    size_t at;
} csv_cursor;

static simile_status fail_at(const csv_cursor *cursor, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu:%zu: %s", simile_input__path(cursor->input),
                               (unsigned long long)simile_input__line_number(cursor->input), cursor->at + 1, what);
}

/* Goes on to the next line inside a quoted field that was opened at line:column. */
static simile_status continue_quoted(csv_cursor *cursor, simile_fields *fields, uint64_t line, size_t column)
{
    bool more;
    const char *path = simile_input__path(cursor->input);
    simile_status status = simile_fields__append(fields, cursor->line + cursor->at, cursor->size - cursor->at);

    if (status == SIMILE_OK)
        status = simile_fields__append(fields, "\n", 1);
    if (status != SIMILE_OK)
        return simile_status__add_context(status, "%s:%llu:%zu: the quote opened here", path, (unsigned long long)line,
                                          column);
    status = simile_input__line(&more, &cursor->line, &cursor->size, cursor->input);
    cursor->at = 0;
    if (status != SIMILE_OK || more)
        return status;
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu:%zu: the quote opened here is never closed", path,
                               (unsigned long long)line, column);
}

/* Reads a field in quotes up to the sign behind the closing one. */
static simile_status read_quoted(csv_cursor *cursor, simile_fields *fields)
{
    uint64_t line = simile_input__line_number(cursor->input);
    size_t column = ++cursor->at;
    simile_status status = SIMILE_OK;

    while (status == SIMILE_OK) {
        const char *from = cursor->line + cursor->at;
        const char *quote = memchr(from, '"', cursor->size - cursor->at);
        if (!quote) {
            status = continue_quoted(cursor, fields, line, column);
            continue;
        }
        cursor->at = (size_t)(quote - cursor->line) + 1;
        if (cursor->at == cursor->size || cursor->line[cursor->at] == ',')
            return simile_fields__append(fields, from, (size_t)(quote - from));
        if (cursor->line[cursor->at] != '"')
            return fail_at(cursor, "text behind a closing quote; a quote inside a field is doubled: \"\"");
        cursor->at++;
        status = simile_fields__append(fields, from, (size_t)(quote - from) + 1);
    }
    return status;
}

static simile_status read_plain(csv_cursor *cursor, simile_fields *fields)
{
    const char *from = cursor->line + cursor->at;
    const char *comma = memchr(from, ',', cursor->size - cursor->at);
    size_t size = comma ? (size_t)(comma - from) : cursor->size - cursor->at;
    const char *quote = memchr(from, '"', size);

    if (quote) {
        cursor->at = (size_t)(quote - cursor->line);
        return fail_at(cursor, "a quote inside a field that does not start with one; put the field in quotes, double "
                               "those inside");
    }
    cursor->at += size;
    return simile_fields__append(fields, from, size);
}

simile_status simile_csv__split(simile_fields *fields, const char *line, size_t size, simile_input *input)
{
    csv_cursor cursor = {.input = input, .line = line, .size = size};

    if (!memchr(line, '"', size))
        return simile_fields__split(fields, line, size, ',');
    for (;;) {
        bool is_quoted = cursor.at < cursor.size && cursor.line[cursor.at] == '"';
        simile_status status = is_quoted ? read_quoted(&cursor, fields) : read_plain(&cursor, fields);
        if (status == SIMILE_OK)
            status = simile_fields__close(fields);
        if (status != SIMILE_OK || cursor.at == cursor.size)
            return status;
        cursor.at++; /* the comma */
    }
}
