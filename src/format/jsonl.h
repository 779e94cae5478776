/* One row of JSONL: a line that holds an object or an array, and the values of the columns asked for as texts. */
#ifndef SIMILE_FORMAT_JSONL_H
#define SIMILE_FORMAT_JSONL_H

#include "fields.h"
#include "simile/status.h"
#include "table.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a row stands. */
typedef struct simile_place {
    const char *path;
    uint64_t line; /* from 1 */
} simile_place;

/* Whether the line holds white space only. */
bool simile_jsonl__is_blank(const char *line, size_t size);

/* Adds the columns' values in the order of options->columns. Numbers and booleans become their JSON text; an array of
 * such values is spread in the last column when options->allow_more; null and objects are errors. All failures but
 * memory are SIMILE_ERROR_DATA that start with the place. */
simile_status simile_jsonl__split(simile_fields *fields, const char *line, size_t size, const simile_place *place,
                                  const simile_table_options *options);

#endif
