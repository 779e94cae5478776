/* What an interrupted encoding left behind: the whole rows of PATH.part. */
#ifndef SIMILE_STREAM_PART_H
#define SIMILE_STREAM_PART_H

#include "simile/encode.h"
#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_part {
    uint64_t n_rows; /* whole rows; 0 when there is no file */
    uint64_t size;   /* bytes up to their end, header included */
} simile_part;

/* A part of another width or format is SIMILE_ERROR_CONFIG; raw parts cannot tell theirs. */
simile_status simile_part__measure(simile_part *part, const char *path, simile_encode_format format, size_t dimension);

#endif
