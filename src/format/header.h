/* The header row of TSV and CSV files: which field a named column is. */
#ifndef SIMILE_FORMAT_HEADER_H
#define SIMILE_FORMAT_HEADER_H

#include "fields.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a column given as a number from 1; false for NULL and for names. */
bool simile_header__number(size_t *number, const char *column);

/* The 0-based index of the field called `name`. A name that is missing (the message lists what there is and the nearest
 * one) or there twice is SIMILE_ERROR_DATA. */
simile_status simile_header__find(size_t *index, const simile_fields *header, const char *name, const char *path,
                                  uint64_t line);

#endif
