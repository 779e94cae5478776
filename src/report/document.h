/* A report before it is drawn: headings, paragraphs, grids and plots in reading order. The page and the text for the
 * terminal are two ways to draw the same document.
 *
 * Making one is free of status checks: the first failure is kept in `status`, and all that follows does nothing. What
 * is handed out is NULL then, and what takes it takes NULL. Everything lives in the document's arena. */
#ifndef SIMILE_REPORT_DOCUMENT_H
#define SIMILE_REPORT_DOCUMENT_H

#include "arena.h"
#include "grid.h"
#include "plot.h"
#include "simile/status.h"
#include <stddef.h>

typedef enum simile_block_kind {
    SIMILE_BLOCK_HEADING,   /* text, level 2 or 3 */
    SIMILE_BLOCK_PARAGRAPH, /* text */
    SIMILE_BLOCK_CODE,      /* text as it is, name above */
    SIMILE_BLOCK_GRID,
    SIMILE_BLOCK_PLOT,
    SIMILE_BLOCK_ROW, /* the figures up to the row's end stand side by side where there is room */
    SIMILE_BLOCK_ROW_END,
} simile_block_kind;

typedef struct simile_block {
    simile_block_kind kind;
    int level;
    const char *text, *name;
    simile_grid *grid;
    simile_plot *plot;
} simile_block;

/* Valid when zeroed. */
typedef struct simile_document {
    simile_arena arena;
    simile_status status;
    const char *title;
    simile_block *blocks; /* [n_blocks] */
    size_t n_blocks, capacity;
} simile_document;

void simile_document__dispose(simile_document *document);

/* Keeps the first failure. */
void simile_document__note(simile_document *document, simile_status status);
/* count × size bytes, zeroed; NULL after a failure. */
void *simile_document__alloc(simile_document *document, size_t count, size_t size);
/* A text; "" after a failure. Numbers that readers see are printed by decimal.h. */
const char *simile_document__format(simile_document *document, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number with decimals, and seconds, as texts. */
const char *simile_document__number(simile_document *document, double value, int decimals);
const char *simile_document__seconds(simile_document *document, double seconds);

/* Texts are borrowed until the document is disposed of. */
void simile_document__heading(simile_document *document, int level, const char *text);
void simile_document__paragraph(simile_document *document, const char *text);
void simile_document__code(simile_document *document, const char *name, const char *text);
void simile_document__row(simile_document *document);
void simile_document__row_end(simile_document *document);
/* The plots since the latest row began get the same axes, so that they can be compared. */
void simile_document__share_axes(simile_document *document);

/* A grid of empty cells; a plot without series. See grid.h and plot.h. */
simile_grid *simile_document__grid(simile_document *document, const char *caption, size_t n_rows, size_t n_columns);
simile_plot *simile_document__plot(simile_document *document, const char *title);
/* A series of the plot with n points (of BARS: n bars, so n + 1 edges in x). NULL after a failure, and when the
 * plot holds SIMILE_PLOT_MAX_SERIES. */
simile_series *simile_document__series(simile_document *document, simile_plot *plot, simile_series_kind kind,
                                       const char *name, size_t n);

#endif
