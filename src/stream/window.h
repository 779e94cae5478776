/* A window: as many rows of text as are worked on at a time. Its size bounds the memory of a run, whatever the length
 * of the files; what is written does not depend on it. */
#ifndef SIMILE_STREAM_WINDOW_H
#define SIMILE_STREAM_WINDOW_H

#include "buffer.h"
#include "rows.h"
#include "simile/model.h"
#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

#define SIMILE_WINDOW_ROWS 4096 /* the most */

/* A window ends with the row that reaches one of these. */
typedef struct simile_window_limits {
    size_t rows, bytes;
} simile_window_limits;

/* Where a row comes from. */
typedef struct simile_row_place {
    size_t start;     /* of its text in the window's bytes; its id stands behind it */
    const char *path; /* borrowed */
    uint64_t line;
} simile_row_place;

/* Valid when zeroed. */
typedef struct simile_window {
    simile_buffer bytes;
    char *taken; /* memory of the last row, when it is so long that it is taken from the reader; NULL: it is not */
    simile_text texts[SIMILE_WINDOW_ROWS];
    simile_text ids[SIMILE_WINDOW_ROWS]; /* empty without an id column */
    simile_row_place places[SIMILE_WINDOW_ROWS];
    size_t n;
} simile_window;

/* Reads the next rows; n is 0 at the end. Live rows end a window where a further one would have to be waited for. */
simile_status simile_window__fill(simile_window *window, simile_rows *rows, const simile_window_limits *limits);
/* Gives back the memory of a long row. */
void simile_window__trim(simile_window *window, const simile_window_limits *limits);
void simile_window__dispose(simile_window *window);

#endif
