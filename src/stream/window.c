/* Windows of rows. Texts are copied: those of the reader are gone with the next row. */
#include "window.h"

simile_status simile_window__fill(simile_window *window, simile_rows *rows)
{
    bool more = true;
    simile_status status = SIMILE_OK;
    window->n = 0;
    simile_buffer__clear(&window->bytes);
    while (window->n < SIMILE_WINDOW_ROWS && window->bytes.size < SIMILE_WINDOW_BYTES) {
        simile_text text;
        const size_t start = window->bytes.size;
        status = simile_rows__next(&more, &text, rows);
        if (status != SIMILE_OK || !more) {
            break;
        }
        status = simile_buffer__append(&window->bytes, text.bytes, text.size);
        if (status != SIMILE_OK) {
            break;
        }
        window->places[window->n] = (simile_row_place){start, simile_rows__path(rows), rows->line};
        window->texts[window->n++].size = text.size;
    }
    /* The bytes may have moved until now; they are NULL when every row is empty. */
    for (size_t i = 0; i < window->n; i++) {
        window->texts[i].bytes = window->bytes.data ? window->bytes.data + window->places[i].start : "";
    }
    return status;
}

void simile_window__dispose(simile_window *window)
{
    simile_buffer__dispose(&window->bytes);
    window->n = 0;
}
