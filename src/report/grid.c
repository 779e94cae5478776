/* Filling tables. */
#include "grid.h"

void simile_grid__name(simile_grid *grid, size_t column, const char *name, bool is_number)
{
    if (grid) {
        grid->columns[column].name = name;
        grid->columns[column].is_number = is_number;
        grid->columns[column].is_heading = column == 0;
    }
}

simile_cell *simile_grid__set(simile_grid *grid, size_t row, size_t column, const char *text)
{
    if (!grid) {
        return NULL;
    }
    simile_cell *cell = &grid->cells[row * grid->n_columns + column];
    cell->kind = SIMILE_CELL_TEXT;
    cell->text = text;
    return cell;
}

void simile_grid__set_shade(simile_grid *grid, size_t row, size_t column, const char *text, double strength)
{
    simile_cell *cell = simile_grid__set(grid, row, column, text);
    if (cell) {
        cell->kind = SIMILE_CELL_SHADE;
        cell->value = strength;
    }
}

void simile_grid__set_verdict(simile_grid *grid, size_t row, size_t column, const char *text, bool is_right)
{
    simile_cell *cell = simile_grid__set(grid, row, column, text);
    if (cell) {
        cell->kind = is_right ? SIMILE_CELL_RIGHT : SIMILE_CELL_WRONG;
    }
}

void simile_grid__set_interval(simile_grid *grid, size_t row, size_t column, double value, double low, double high,
                               bool is_strong)
{
    simile_cell *cell = simile_grid__set(grid, row, column, NULL);
    if (cell) {
        cell->kind = SIMILE_CELL_INTERVAL;
        cell->value = value;
        cell->low = low;
        cell->high = high;
        cell->is_strong = is_strong;
    }
}
