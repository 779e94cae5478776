/* Making documents. */
#include "document.h"
#include "decimal.h"
#include "fail.h"
#include "memory.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void simile_document__dispose(simile_document *document)
{
    simile_arena__dispose(&document->arena);
    simile_memory__free(document->blocks);
    *document = (simile_document){0};
}

void simile_document__note(simile_document *document, simile_status status)
{
    if (document->status == SIMILE_OK) {
        document->status = status;
    }
}

void *simile_document__alloc(simile_document *document, size_t count, size_t size)
{
    if (document->status != SIMILE_OK) {
        return NULL;
    }
    void *memory = simile_arena__alloc(&document->arena, count, size);
    if (memory) {
        memset(memory, 0, count * size);
    } else {
        simile_document__note(document, SIMILE_ERROR_MEMORY);
    }
    return memory;
}

const char *simile_document__format(simile_document *document, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = size < 0 ? NULL : simile_document__alloc(document, (size_t)size + 1, 1);
    if (!text) {
        return "";
    }
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}

const char *simile_document__number(simile_document *document, double value, int decimals)
{
    char text[SIMILE_DECIMAL_SIZE];
    simile_decimal__print(text, value, decimals);
    return simile_document__format(document, "%s", text);
}

const char *simile_document__seconds(simile_document *document, double seconds)
{
    char text[SIMILE_DECIMAL_SIZE];
    simile_decimal__print_seconds(text, seconds);
    return simile_document__format(document, "%s", text);
}

static void append(simile_document *document, simile_block block)
{
    if (document->status != SIMILE_OK) {
        return;
    }
    const simile_status status = simile_memory__grow((void *)&document->blocks, &document->capacity,
                                                     document->n_blocks + 1, sizeof *document->blocks);
    if (status == SIMILE_OK) {
        document->blocks[document->n_blocks++] = block;
    }
    simile_document__note(document, status);
}

void simile_document__heading(simile_document *document, int level, const char *text)
{
    append(document, (simile_block){.kind = SIMILE_BLOCK_HEADING, .level = level, .text = text});
}

void simile_document__paragraph(simile_document *document, const char *text)
{
    append(document, (simile_block){.kind = SIMILE_BLOCK_PARAGRAPH, .text = text});
}

void simile_document__code(simile_document *document, const char *name, const char *text)
{
    append(document, (simile_block){.kind = SIMILE_BLOCK_CODE, .name = name, .text = text});
}

void simile_document__row(simile_document *document)
{
    append(document, (simile_block){.kind = SIMILE_BLOCK_ROW});
}

void simile_document__row_end(simile_document *document)
{
    append(document, (simile_block){.kind = SIMILE_BLOCK_ROW_END});
}

static void join(simile_plot_axis *axis, simile_range range)
{
    axis->low = fmin(axis->low, range.low); /* fmin and fmax pass over NaN */
    axis->high = fmax(axis->high, range.high);
}

void simile_document__share_axes(simile_document *document)
{
    simile_plot_axis x = {"", NAN, NAN, false}, y = x;
    size_t first = document->n_blocks;
    while (first > 0 && document->blocks[first - 1].kind != SIMILE_BLOCK_ROW) {
        simile_range range_x, range_y;
        const simile_plot *plot = document->blocks[--first].plot;
        if (plot && !plot->x.is_bare) {
            simile_plot__measure(&range_x, &range_y, plot);
            join(&x, range_x);
            join(&y, range_y);
        }
    }
    for (size_t b = first; b < document->n_blocks; b++) {
        simile_plot *plot = document->blocks[b].plot;
        if (plot && !plot->x.is_bare) {
            join(&plot->x, (simile_range){x.low, x.high});
            join(&plot->y, (simile_range){y.low, y.high});
        }
    }
}

simile_grid *simile_document__grid(simile_document *document, const char *caption, size_t n_rows, size_t n_columns)
{
    simile_grid *grid = simile_document__alloc(document, 1, sizeof *grid);
    simile_grid_column *columns = simile_document__alloc(document, n_columns, sizeof *columns);
    simile_cell *cells = simile_document__alloc(document, n_rows * n_columns, sizeof *cells);
    if (!grid || !columns || !cells) {
        return NULL;
    }
    *grid = (simile_grid){caption, n_rows, n_columns, columns, cells, 0, 1};
    append(document, (simile_block){.kind = SIMILE_BLOCK_GRID, .grid = grid});
    return document->status == SIMILE_OK ? grid : NULL;
}

simile_plot *simile_document__plot(simile_document *document, const char *title)
{
    simile_plot *plot = simile_document__alloc(document, 1, sizeof *plot);
    simile_series *series = simile_document__alloc(document, SIMILE_PLOT_MAX_SERIES, sizeof *series);
    if (!plot || !series) {
        return NULL;
    }
    plot->title = title;
    plot->description = "";
    plot->series = series;
    plot->x = plot->y = (simile_plot_axis){"", NAN, NAN, false};
    plot->mark = NAN;
    append(document, (simile_block){.kind = SIMILE_BLOCK_PLOT, .plot = plot});
    return document->status == SIMILE_OK ? plot : NULL;
}

simile_series *simile_document__series(simile_document *document, simile_plot *plot, simile_series_kind kind,
                                       const char *name, size_t n)
{
    double *x = simile_document__alloc(document, n + 1, sizeof *x),
           *y = simile_document__alloc(document, n + 1, sizeof *y);
    if (!plot || !x || !y || plot->n_series == SIMILE_PLOT_MAX_SERIES) {
        return NULL;
    }
    simile_series *series = &plot->series[plot->n_series];
    *series = (simile_series){
        .kind = kind, .name = name, .colour = (int)plot->n_series % SIMILE_COLOUR_GREY, .n = n, .x = x, .y = y};
    plot->n_series++;
    return series;
}
