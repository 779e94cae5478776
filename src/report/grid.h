/* A table of a document. */
#ifndef SIMILE_REPORT_GRID_H
#define SIMILE_REPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>

typedef enum simile_cell_kind {
    SIMILE_CELL_TEXT,     /* "" when nothing was set */
    SIMILE_CELL_SHADE,    /* a number on a ground of strength `value`, 0 to 1 */
    SIMILE_CELL_INTERVAL, /* value, low, high drawn on the grid's scale; low and high NaN: the value alone. In colour
                             where it is strong */
    SIMILE_CELL_RIGHT,    /* a text that is right, and one that is wrong */
    SIMILE_CELL_WRONG,
} simile_cell_kind;

typedef struct simile_cell {
    simile_cell_kind kind;
    const char *text;   /* NULL: empty */
    const char *detail; /* small, below the text; NULL: none */
    bool is_strong;
    double value, low, high;
} simile_cell;

typedef struct simile_grid_column {
    const char *name;
    bool is_number;  /* set to the right */
    bool is_heading; /* its cells are what their rows are about */
} simile_grid_column;

typedef struct simile_grid {
    const char *caption; /* NULL: none */
    size_t n_rows, n_columns;
    simile_grid_column *columns;  /* [n_columns] */
    simile_cell *cells;           /* [n_rows, n_columns] */
    double scale_low, scale_high; /* of the INTERVAL cells */
} simile_grid;

/* All take NULL. Texts are borrowed. */
void simile_grid__name(simile_grid *grid, size_t column, const char *name, bool is_number);
/* The cell, to be filled further; NULL for a NULL grid. */
simile_cell *simile_grid__set(simile_grid *grid, size_t row, size_t column, const char *text);
void simile_grid__set_shade(simile_grid *grid, size_t row, size_t column, const char *text, double strength);
void simile_grid__set_verdict(simile_grid *grid, size_t row, size_t column, const char *text, bool is_right);
void simile_grid__set_interval(simile_grid *grid, size_t row, size_t column, double value, double low, double high,
                               bool is_strong);

#endif
