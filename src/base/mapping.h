/* Files mapped into memory for reading. */
#ifndef SIMILE_BASE_MAPPING_H
#define SIMILE_BASE_MAPPING_H

#include "simile/status.h"
#include <stddef.h>

/* A read-only mapping. Valid when zeroed. An empty file maps to size 0. */
typedef struct simile_mapping {
    const unsigned char *data;
    size_t size;
} simile_mapping;

/* Only regular files can be mapped. The file must not be shortened while it is mapped. */
simile_status simile_mapping__open(simile_mapping *mapping, const char *path);
/* Lets go of the memory that holds a stretch of a mapping, which is read from the file again when it is next touched.
 */
void simile_mapping__release(const void *data, size_t size);
void simile_mapping__close(simile_mapping *mapping);

#endif
