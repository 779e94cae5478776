/* The fields of one row: texts laid end to end with a NUL behind each, and pointers to them. A row is built by append
 * and close and becomes readable with finish. Valid when zeroed; the memory is kept from row to row. */
#ifndef SIMILE_FORMAT_FIELDS_H
#define SIMILE_FORMAT_FIELDS_H

#include "buffer.h"
#include "simile/status.h"
#include "table.h"
#include <stddef.h>

typedef struct simile_fields {
    simile_buffer bytes;
    simile_field *items; /* [n_items] */
    size_t n_items, capacity;
    size_t start; /* of the open field in bytes */
} simile_fields;

void simile_fields__clear(simile_fields *fields);
/* Adds to the open field. */
simile_status simile_fields__append(simile_fields *fields, const char *text, size_t size);
/* Ends the open field and opens the next. */
simile_status simile_fields__close(simile_fields *fields);
/* A whole field: append and close. */
simile_status simile_fields__add(simile_fields *fields, const char *text, size_t size);
/* All fields of a line that is split at each separator. */
simile_status simile_fields__split(simile_fields *fields, const char *line, size_t size, char separator);
/* Sets the items' pointers: the bytes may move until then. */
void simile_fields__finish(simile_fields *fields);
void simile_fields__dispose(simile_fields *fields);

#endif
