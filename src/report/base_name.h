/* The short form of paths. */
#ifndef SIMILE_REPORT_BASE_NAME_H
#define SIMILE_REPORT_BASE_NAME_H

#include "arena.h"

/* The last part of a path, slashes at its end aside; the path itself where it has no such part. NULL: no memory. */
const char *simile_base_name__of(simile_arena *arena, const char *path);

#endif
