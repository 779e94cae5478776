/* Finds named columns in a header row. */
#include "header.h"
#include "buffer.h"
#include "fail.h"
#include <string.h>

/* Names longer than this take no part in the search for the nearest. */
#define LONGEST_NAME 64

bool simile_header__number(size_t *number, const char *column)
{
    size_t value = 0;

    if (!column || strlen(column) > 6 || strspn(column, "0123456789") != strlen(column))
        return false;
    for (const char *digit = column; *digit; digit++)
        value = 10 * value + (size_t)(*digit - '0');
    *number = value;
    return value > 0;
}

/* Edit distance (Levenshtein), one row of the table at a time; both texts at most LONGEST_NAME bytes. */
static size_t measure_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t row[LONGEST_NAME + 1];

    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b_size];
}

/* The nearest name of the header, or NULL when more than a third differs in all. */
static const simile_field *find_nearest(const simile_fields *header, const char *name)
{
    const simile_field *nearest = NULL;
    size_t size = strlen(name), best = 0;

    if (size > LONGEST_NAME)
        return NULL;
    best = (size + 2) / 3 + 1;
    for (size_t i = 0; i < header->n_items; i++) {
        const simile_field *field = &header->items[i];
        if (field->size > LONGEST_NAME)
            continue;
        size_t distance = measure_distance(name, size, field->text, field->size);
        if (distance < best) {
            best = distance;
            nearest = field;
        }
    }
    return nearest;
}

static simile_status fail_missing(const simile_fields *header, const char *name, const char *path, uint64_t line)
{
    const simile_field *nearest = find_nearest(header, name);
    simile_buffer list = {0};
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < header->n_items && status == SIMILE_OK && list.size < 400; i++)
        status = simile_buffer__append_format(&list, "%s%s", i > 0 ? ", " : "", header->items[i].text);
    if (status == SIMILE_OK)
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: the header has no column \"%s\"%s%s%s; it has: %s",
                                     path, (unsigned long long)line, name, nearest ? ", did you mean \"" : "",
                                     nearest ? nearest->text : "", nearest ? "\"" : "", list.data ? list.data : "");
    simile_buffer__dispose(&list);
    return status;
}

simile_status simile_header__find(size_t *index, const simile_fields *header, const char *name, const char *path,
                                  uint64_t line)
{
    size_t size = strlen(name), n_found = 0;

    for (size_t i = 0; i < header->n_items; i++) {
        const simile_field *field = &header->items[i];
        if (field->size != size || memcmp(field->text, name, size) != 0)
            continue;
        if (n_found++ == 0)
            *index = i;
    }
    if (n_found > 1)
        return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: the header has %zu columns \"%s\": give the number",
                                   path, (unsigned long long)line, n_found, name);
    return n_found == 1 ? SIMILE_OK : fail_missing(header, name, path, line);
}
