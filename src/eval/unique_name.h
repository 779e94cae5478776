/* Names that are told apart by a number where they would be the same. */
#ifndef SIMILE_EVAL_UNIQUE_NAME_H
#define SIMILE_EVAL_UNIQUE_NAME_H

#include "buffer.h"
#include "map.h"

/* Appends -2 to a name that is among the used ones, or the next number that makes it a new one, and puts it there. */
simile_status simile_unique_name__take(simile_buffer *name, simile_map *used);

#endif
