/* The fields of one row. Sizes are kept while a row is built and turned into pointers at its end, since the bytes move
 * when they grow. */
#include "fields.h"
#include "memory.h"
#include <string.h>

void simile_fields__clear(simile_fields *fields)
{
    simile_buffer__clear(&fields->bytes);
    fields->n_items = 0;
    fields->start = 0;
}

simile_status simile_fields__append(simile_fields *fields, const char *text, size_t size)
{
    return simile_buffer__append(&fields->bytes, text, size);
}

simile_status simile_fields__close(simile_fields *fields)
{
    size_t size = fields->bytes.size - fields->start;
    simile_status status = simile_buffer__append(&fields->bytes, "", 1);

    if (status != SIMILE_OK)
        return status;
    status = simile_memory__grow(&fields->items, &fields->capacity, fields->n_items + 1, sizeof(*fields->items));
    if (status != SIMILE_OK)
        return status;
    fields->items[fields->n_items++] = (simile_field){.text = NULL, .size = size};
    fields->start = fields->bytes.size;
    return SIMILE_OK;
}

simile_status simile_fields__add(simile_fields *fields, const char *text, size_t size)
{
    simile_status status = simile_fields__append(fields, text, size);

    return status == SIMILE_OK ? simile_fields__close(fields) : status;
}

simile_status simile_fields__split(simile_fields *fields, const char *line, size_t size, char separator)
{
    const char *end = line + size;

    for (;;) {
        const char *found = memchr(line, separator, (size_t)(end - line));
        simile_status status = simile_fields__add(fields, line, (size_t)((found ? found : end) - line));
        if (status != SIMILE_OK || !found)
            return status;
        line = found + 1;
    }
}

void simile_fields__finish(simile_fields *fields)
{
    const char *text = fields->bytes.data;

    for (size_t i = 0; i < fields->n_items; i++) {
        fields->items[i].text = text;
        text += fields->items[i].size + 1;
    }
}

void simile_fields__dispose(simile_fields *fields)
{
    simile_buffer__dispose(&fields->bytes);
    simile_memory__free(fields->items);
    *fields = (simile_fields){0};
}
