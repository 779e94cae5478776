/* A window: as many rows of text as are encoded at a time. Its size bounds the memory of an encoding, whatever the
 * length of the files; what is written does not depend on it. */
#ifndef SIMILE_STREAM_WINDOW_H
#define SIMILE_STREAM_WINDOW_H

#include "buffer.h"
#include "rows.h"
#include "simile/model.h"
#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

#define SIMILE_WINDOW_ROWS  4096
#define SIMILE_WINDOW_BYTES ((size_t)1 << 20) /* a window ends with the row that reaches so many */

/* Where a row comes from. */
typedef struct simile_row_place {
    size_t start;     /* of its text in bytes */
    const char *path; /* borrowed */
    uint64_t line;
} simile_row_place;

/* Valid when zeroed. */
typedef struct simile_window {
    simile_buffer bytes;
    simile_text texts[SIMILE_WINDOW_ROWS];
    simile_row_place places[SIMILE_WINDOW_ROWS];
    size_t n;
} simile_window;

/* Reads the next rows; n is 0 at the end. */
simile_status simile_window__fill(simile_window *window, simile_rows *rows);
void simile_window__dispose(simile_window *window);

#endif
