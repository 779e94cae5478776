/* One row of CSV (RFC 4180): fields split at commas; a field in quotes may hold commas, doubled quotes and line breaks.
 * A line break inside quotes is handed out as "\n". */
#ifndef SIMILE_FORMAT_CSV_H
#define SIMILE_FORMAT_CSV_H

#include "fields.h"
#include "input.h"
#include "simile/status.h"
#include <stddef.h>

/* Splits the row that starts with this line of the input, and reads on while a quote is open. A quote that is never
 * closed, and signs around a closed one, are SIMILE_ERROR_DATA with the line of the opening quote. */
simile_status simile_csv__split(simile_fields *fields, const char *line, size_t size, simile_input *input);

#endif
