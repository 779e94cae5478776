/* Cells. */
#include "html_grid.h"
#include "decimal.h"
#include "plot.h"
#include <math.h>
#include <string.h>

#define BAR_WIDTH 220.0
#define LONG_TEXT 40 /* bytes from which a cell's text is a sentence */

static double place(const simile_grid *grid, double value)
{
    const double share = (value - grid->scale_low) / (grid->scale_high - grid->scale_low);
    return 4 + fmax(0, fmin(share, 1)) * (BAR_WIDTH - 8);
}

/* The dot is the value, the line its interval, the thin line behind them the scale with its ends and 0. */
static void put_interval(simile_markup *markup, const simile_grid *grid, const simile_cell *cell)
{
    char value[SIMILE_DECIMAL_SIZE], low[SIMILE_DECIMAL_SIZE], high[SIMILE_DECIMAL_SIZE];
    const bool has_interval = isfinite(cell->low) && isfinite(cell->high);
    if (!isfinite(cell->value)) {
        return;
    }
    simile_decimal__print(value, cell->value, 3);
    simile_decimal__print(low, cell->low, 3);
    simile_decimal__print(high, cell->high, 3);
    simile_markup__format(markup, "<svg class=\"interval\" viewBox=\"0 0 220 16\" role=\"img\" aria-label=\"%s", value);
    if (has_interval) {
        simile_markup__format(markup, ", between %s and %s", low, high);
    }
    simile_markup__put(markup, "\"><path class=\"scale\" d=\"M4 8H216M4 5V11M216 5V11");
    if (grid->scale_low < 0 && grid->scale_high > 0) {
        simile_markup__put(markup, "M");
        simile_markup__place(markup, place(grid, 0));
        simile_markup__put(markup, " 3V13");
    }
    simile_markup__format(markup, "\"/><g class=\"s%d\">", cell->is_strong ? 0 : SIMILE_COLOUR_GREY);
    if (has_interval) {
        simile_markup__put(markup, "<path class=\"line\" d=\"M");
        simile_markup__place(markup, place(grid, cell->low));
        simile_markup__put(markup, " 8H");
        simile_markup__place(markup, place(grid, cell->high));
        simile_markup__put(markup, "\"/>");
    }
    simile_markup__put(markup, "<circle class=\"dot\" r=\"3.5\" cy=\"8\" cx=\"");
    simile_markup__place(markup, place(grid, cell->value));
    simile_markup__put(markup, "\"/></g></svg>");
}

static void put_content(simile_markup *markup, const simile_grid *grid, const simile_cell *cell)
{
    if (cell->kind == SIMILE_CELL_INTERVAL) {
        put_interval(markup, grid, cell);
        return;
    }
    if (cell->kind == SIMILE_CELL_RIGHT || cell->kind == SIMILE_CELL_WRONG) {
        simile_markup__put(markup, cell->kind == SIMILE_CELL_RIGHT ? "<span class=\"right\">✓</span>&nbsp;"
                                                                   : "<span class=\"wrong\">✗</span>&nbsp;");
    }
    simile_markup__put(markup, cell->is_strong ? "<b>" : "");
    simile_markup__text(markup, cell->text ? cell->text : "");
    simile_markup__put(markup, cell->is_strong ? "</b>" : "");
    if (cell->detail) {
        simile_markup__put(markup, "<small>");
        simile_markup__text(markup, cell->detail);
        simile_markup__put(markup, "</small>");
    }
}

static void put_cell(simile_markup *markup, const simile_grid *grid, const simile_grid_column *column,
                     const simile_cell *cell, bool has_cards)
{
    simile_markup__put(markup, column->is_heading ? "<th scope=\"row\"" : "<td");
    if (column->is_number) {
        simile_markup__put(markup, " class=\"number\"");
    }
    if (has_cards) {
        simile_markup__put(markup, " data-name=\"");
        simile_markup__text(markup, column->name ? column->name : "");
        simile_markup__put(markup, "\"");
    }
    if (cell->kind == SIMILE_CELL_SHADE) {
        /* at most half, so that the text on it keeps its contrast */
        simile_markup__format(markup, " style=\"--p:%d%%\"", (int)(50 * fmax(0, fmin(cell->value, 1))));
    }
    simile_markup__put(markup, ">");
    put_content(markup, grid, cell);
    simile_markup__put(markup, column->is_heading ? "</th>" : "</td>");
}

static void put_head(simile_markup *markup, const simile_grid *grid)
{
    if (grid->caption) {
        simile_markup__put(markup, "<caption>");
        simile_markup__text(markup, grid->caption);
        simile_markup__put(markup, "</caption>\n");
    }
    simile_markup__put(markup, "<thead><tr>");
    for (size_t c = 0; c < grid->n_columns; c++) {
        simile_markup__put(markup,
                           grid->columns[c].is_number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
        simile_markup__text(markup, grid->columns[c].name ? grid->columns[c].name : "");
        simile_markup__put(markup, "</th>");
    }
    simile_markup__put(markup, "</tr></thead>\n<tbody>\n");
}

/* A phone shows the rows of a table with sentences or drawings as cards: there is no room for them side by side. */
static bool is_wide(const simile_grid *grid)
{
    bool is_wide = false;
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        const simile_cell *cell = &grid->cells[i];
        is_wide = is_wide || cell->kind == SIMILE_CELL_INTERVAL || (cell->text && strlen(cell->text) >= LONG_TEXT);
    }
    return is_wide;
}

/* Counts need little room: the names above them are broken, so that more of them fit. */
static bool holds_counts(const simile_grid *grid)
{
    bool holds = false;
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        holds = holds || grid->cells[i].kind == SIMILE_CELL_SHADE;
    }
    return holds;
}

/* A row without a heading of its own belongs to the one above. */
static bool is_continued(const simile_grid *grid, size_t row)
{
    const simile_cell *cell = &grid->cells[row * grid->n_columns];
    return row > 0 && grid->columns[0].is_heading && cell->text && !*cell->text;
}

void simile_html__put_grid(simile_markup *markup, const simile_grid *grid)
{
    const bool has_cards = is_wide(grid);
    simile_markup__put(markup, "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
    simile_markup__text(markup, grid->caption ? grid->caption : "table");
    simile_markup__put(markup, has_cards            ? "\"><table class=\"cards\">\n"
                               : holds_counts(grid) ? "\"><table class=\"counts\">\n"
                                                    : "\"><table>\n");
    put_head(markup, grid);
    for (size_t r = 0; r < grid->n_rows; r++) {
        simile_markup__put(markup, is_continued(grid, r) ? "<tr class=\"more\">" : "<tr>");
        for (size_t c = 0; c < grid->n_columns; c++) {
            put_cell(markup, grid, &grid->columns[c], &grid->cells[r * grid->n_columns + c], has_cards);
        }
        simile_markup__put(markup, "</tr>\n");
    }
    simile_markup__put(markup, "</tbody></table></div>\n");
}
