/* Windows of rows. Texts are copied: those of the reader are gone with the next row. Only a long one, with which the
 * window ends, is taken with its memory, so that there is one copy of it. */
#include "window.h"
#include "memory.h"

static void release(simile_window *window)
{
    simile_memory__free(window->taken);
    window->taken = NULL;
}

static simile_status add_row(simile_window *window, const simile_row *row, simile_rows *rows, size_t long_size)
{
    const size_t start = window->bytes.size;
    window->taken = row->text.size >= long_size ? simile_rows__take(rows) : NULL;
    simile_status status =
        window->taken ? SIMILE_OK : simile_buffer__append(&window->bytes, row->text.bytes, row->text.size);
    if (status == SIMILE_OK) {
        status = simile_buffer__append(&window->bytes, row->id.bytes, row->id.size);
    }
    if (status == SIMILE_OK) {
        window->places[window->n] = (simile_row_place){start, simile_rows__path(rows), rows->line};
        window->ids[window->n].size = row->id.size;
        window->texts[window->n++] = row->text;
    }
    return status;
}

simile_status simile_window__fill(simile_window *window, simile_rows *rows, const simile_window_limits *limits)
{
    bool more = true;
    simile_status status = SIMILE_OK;
    window->n = 0;
    simile_buffer__clear(&window->bytes);
    release(window);
    while (window->n < limits->rows && window->bytes.size < limits->bytes && !window->taken) {
        simile_row row;
        if (window->n > 0 && simile_rows__may_wait(rows)) {
            break;
        }
        status = simile_rows__next(&more, &row, rows);
        if (status != SIMILE_OK || !more) {
            break;
        }
        status = add_row(window, &row, rows, limits->bytes);
        if (status != SIMILE_OK) {
            break;
        }
    }
    /* The bytes may have moved until now; they are NULL when every row is empty. */
    for (size_t i = 0; i < window->n - (window->taken != NULL); i++) {
        const char *bytes = window->bytes.data ? window->bytes.data + window->places[i].start : "";
        window->texts[i].bytes = bytes;
        window->ids[i].bytes = bytes + window->texts[i].size;
    }
    return status;
}

void simile_window__trim(simile_window *window, const simile_window_limits *limits)
{
    release(window);
    if (window->bytes.capacity > 8 * limits->bytes) {
        simile_window__dispose(window);
    }
}

void simile_window__dispose(simile_window *window)
{
    release(window);
    simile_buffer__dispose(&window->bytes);
    window->n = 0;
}
