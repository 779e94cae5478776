/* JSONL rows: picks the columns' values out of a line's object or array. */
#include "jsonl.h"
#include "fail.h"
#include "header.h"
#include "json.h"
#include "memory.h"
#include <string.h>

/* What a column is called in messages. */
typedef struct json_column {
    const simile_place *place;
    const char *name; /* as the options give it, or NULL */
    size_t number;    /* from 1 */
} json_column;

bool simile_jsonl__is_blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static simile_status fail(const json_column *column, const char *what)
{
    if (column->name)
        return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: column \"%s\" %s", column->place->path,
                                   (unsigned long long)column->place->line, column->name, what);
    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: column %zu %s", column->place->path,
                               (unsigned long long)column->place->line, column->number, what);
}

static simile_status add_scalar(simile_fields *fields, const simile_json *value, const json_column *column)
{
    char *text;
    simile_status status;

    switch (simile_json__kind(value)) {
    case SIMILE_JSON_TEXT:
        return simile_fields__add(fields, simile_json__text(value, ""), simile_json__text_size(value));
    case SIMILE_JSON_NUMBER:
    case SIMILE_JSON_BOOL:
        text = simile_json__print(value, 0);
        status = text ? simile_fields__add(fields, text, strlen(text)) : SIMILE_ERROR_MEMORY;
        simile_memory__free(text);
        return status;
    case SIMILE_JSON_ARRAY:
        return fail(column, "is a list, a text or number is needed");
    case SIMILE_JSON_OBJECT:
        return fail(column, "is an object, a text or number is needed");
    case SIMILE_JSON_NULL:
        break;
    }
    return fail(column, "is null, a text or number is needed");
}

/* In the last column a list stands for its items. */
static simile_status add_value(simile_fields *fields, const simile_json *value, const json_column *column,
                               bool may_spread)
{
    simile_status status = SIMILE_OK;

    if (!may_spread || simile_json__kind(value) != SIMILE_JSON_ARRAY)
        return add_scalar(fields, value, column);
    if (simile_json__size(value) == 0)
        return fail(column, "is an empty list");
    for (size_t i = 0; i < simile_json__size(value) && status == SIMILE_OK; i++)
        status = add_scalar(fields, simile_json__at(value, i), column);
    return status;
}

static const char *name_of(const simile_table_options *options, size_t i)
{
    const char *asked = options->columns ? options->columns[i] : NULL;
    return asked || !options->names ? asked : options->names[i];
}

static simile_status split_object(simile_fields *fields, const simile_json *row, const simile_place *place,
                                  const simile_table_options *options)
{
    for (size_t i = 0; i < options->n_columns; i++) {
        json_column column = {.place = place, .name = name_of(options, i), .number = i + 1};
        const simile_json *value = column.name ? simile_json__get(row, column.name) : NULL;
        simile_json_walk walk = {.object = row};

        if (!column.name)
            return fail(&column, "needs a name: the row is an object");
        if (!value)
            return simile_status__fail(
                SIMILE_ERROR_DATA, "%s:%llu: has no key \"%s\"; its first key is \"%s\"; name the columns", place->path,
                (unsigned long long)place->line, column.name, simile_json__next(&walk) ? walk.key : "");
        simile_status status = add_value(fields, value, &column, options->allow_more && i + 1 == options->n_columns);
        if (status != SIMILE_OK)
            return status;
    }
    return SIMILE_OK;
}

/* The 0-based index of a column in an array row: its number, or its position when none is given. */
static simile_status find_index(size_t *index, const json_column *column)
{
    size_t number = 0;

    *index = column->number - 1;
    if (!column->name)
        return SIMILE_OK;
    if (!simile_header__number(&number, column->name))
        return fail(column, "is a name, but the row is an array: give the column's number");
    *index = number - 1;
    return SIMILE_OK;
}

static simile_status split_array(simile_fields *fields, const simile_json *row, const simile_place *place,
                                 const simile_table_options *options)
{
    size_t size = simile_json__size(row), index = 0;

    for (size_t i = 0; i < options->n_columns; i++) {
        json_column column = {.place = place, .name = options->columns ? options->columns[i] : NULL, .number = i + 1};
        bool is_last = i + 1 == options->n_columns;
        simile_status status = find_index(&index, &column);
        if (status == SIMILE_OK && index >= size)
            status = simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: has %zu column%s, needs %zu", place->path,
                                         (unsigned long long)place->line, size, size == 1 ? "" : "s", index + 1);
        if (status == SIMILE_OK)
            status = add_value(fields, simile_json__at(row, index), &column, options->allow_more && is_last);
        while (status == SIMILE_OK && options->allow_more && is_last && ++index < size)
            status = add_value(fields, simile_json__at(row, index), &column, true);
        if (status != SIMILE_OK)
            return status;
    }
    return SIMILE_OK;
}

simile_status simile_jsonl__split(simile_fields *fields, const char *line, size_t size, const simile_place *place,
                                  const simile_table_options *options)
{
    simile_json *row = NULL;
    simile_status status = simile_json__parse_line(&row, line, size, place->path, place->line);

    if (status != SIMILE_OK)
        return status == SIMILE_ERROR_MEMORY ? status : SIMILE_ERROR_DATA;
    if (simile_json__kind(row) == SIMILE_JSON_OBJECT)
        status = split_object(fields, row, place, options);
    else if (simile_json__kind(row) == SIMILE_JSON_ARRAY)
        status = split_array(fields, row, place, options);
    else
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: is neither a JSON object nor an array", place->path,
                                     (unsigned long long)place->line);
    simile_json__free(row);
    return status;
}
