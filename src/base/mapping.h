/* A file's bytes as memory that the system reads in when they are touched. */
#ifndef SIMILE_BASE_MAPPING_H
#define SIMILE_BASE_MAPPING_H

#include "simile/status.h"
#include <stddef.h>

/* A read-only mapping. Valid when zeroed. An empty file maps to size 0 and a pointer that is not NULL. */
typedef struct simile_mapping {
    const unsigned char *data;
    size_t size;
} simile_mapping;

/* Maps a regular file; anything else is SIMILE_ERROR_IO. The mapping is taken to be closed before. */
simile_status simile_mapping__open(simile_mapping *mapping, const char *path);
void simile_mapping__close(simile_mapping *mapping);

#endif
