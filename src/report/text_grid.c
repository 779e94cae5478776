/* Tables: columns as wide as their contents where all fit; else the texts share what the numbers leave, and are
 * wrapped. Where not even that fits, a table of numbers is printed in parts, each with the first column, and of others
 * each row becomes lines of "name: value (detail)". */
#include "decimal.h"
#include "memory.h"
#include "text_line.h"
#include "text_page.h"
#include <math.h>
#include <string.h>

#define MAX_COLUMNS   24
#define GAP           2
#define LEAST_WIDTH   12 /* of a text that is wrapped */
#define BAR_COLUMNS   20
#define MAX_LINES     4  /* of a wrapped cell */
#define MAX_PART_HEAD 34 /* columns of the first column where a table is printed in parts */

typedef struct layout {
    size_t widths[MAX_COLUMNS];
    bool fits;
} layout;

static const simile_cell *cell_at(const simile_grid *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->n_columns + column];
}

/* Where a value lies on the grid's scale. */
static int column_of(const simile_grid *grid, double value)
{
    const double share = (value - grid->scale_low) / (grid->scale_high - grid->scale_low);
    return (int)floor(fmax(0, fmin(share, 1)) * (BAR_COLUMNS - 1) + 0.5); /* fmax and fmin pass over NaN */
}

/* What the cell says, in one line; `room` holds texts that are made. */
static const char *text_of(char room[BAR_COLUMNS * 4 + 1], const simile_grid *grid, const simile_cell *cell)
{
    if (cell->kind != SIMILE_CELL_INTERVAL) {
        return cell->text ? cell->text : "";
    }
    room[0] = '\0';
    const int value = column_of(grid, cell->value);
    const int low = isfinite(cell->low) ? column_of(grid, cell->low) : value;
    const int high = isfinite(cell->high) ? column_of(grid, cell->high) : value;
    for (int i = 0; i < BAR_COLUMNS && isfinite(cell->value); i++) {
        strcat(room, i == value ? (cell->is_strong ? "●" : "○") : i >= low && i <= high ? "━" : "·");
    }
    return room;
}

static const char *sign_of(const simile_cell *cell)
{
    return cell->kind == SIMILE_CELL_RIGHT ? "+ " : cell->kind == SIMILE_CELL_WRONG ? "- " : "";
}

/* Numbers and bars are never broken. */
static bool is_stiff(const simile_grid *grid, size_t column)
{
    return grid->columns[column].is_number ||
           (grid->n_rows > 0 && cell_at(grid, 0, column)->kind == SIMILE_CELL_INTERVAL);
}

static size_t natural_width(const simile_grid *grid, size_t column)
{
    char room[BAR_COLUMNS * 4 + 1];
    size_t width = grid->columns[column].name ? simile_text_line__width(grid->columns[column].name) : 0;
    for (size_t r = 0; r < grid->n_rows; r++) {
        const simile_cell *cell = cell_at(grid, r, column);
        const size_t own = simile_text_line__width(text_of(room, grid, cell)) + strlen(sign_of(cell));
        const size_t detail = cell->detail ? simile_text_line__width(cell->detail) : 0;
        width = own > width ? own : width;
        width = detail > width ? detail : width;
    }
    return width;
}

/* Numbers, and texts that are no wider than the least, keep their width; the others share the rest, the narrow ones
 * first. */
static layout lay_out(const simile_grid *grid)
{
    layout l = {.fits = grid->n_columns <= MAX_COLUMNS};
    bool is_set[MAX_COLUMNS] = {false};
    size_t room = SIMILE_TEXT_COLUMNS + GAP, n_open = l.fits ? grid->n_columns : 0;
    for (size_t c = 0; c < grid->n_columns && l.fits; c++) {
        l.widths[c] = natural_width(grid, c);
        const size_t need = (is_stiff(grid, c) || l.widths[c] < LEAST_WIDTH ? l.widths[c] : LEAST_WIDTH) + GAP;
        l.fits = need <= room;
        room -= l.fits ? GAP : 0;
    }
    for (bool again = true; again && l.fits && n_open > 0;) {
        again = false;
        for (size_t c = 0; c < grid->n_columns; c++) {
            const bool is_modest = is_stiff(grid, c) || l.widths[c] < LEAST_WIDTH || l.widths[c] * n_open <= room;
            if (!is_set[c] && is_modest) {
                l.fits = l.fits && l.widths[c] <= room;
                room -= l.fits ? l.widths[c] : 0;
                is_set[c] = again = true;
                n_open--;
            }
        }
    }
    for (size_t c = 0; c < grid->n_columns && l.fits; c++) {
        if (!is_set[c]) {
            l.widths[c] = room / n_open;
            room -= l.widths[c];
            n_open--;
            l.fits = l.widths[c] >= LEAST_WIDTH;
        }
    }
    return l;
}

static simile_status print_head(simile_buffer *out, const simile_grid *grid, const layout *l)
{
    simile_status status = SIMILE_OK;
    for (size_t c = 0; c < grid->n_columns && status == SIMILE_OK; c++) {
        const char *name = grid->columns[c].name ? grid->columns[c].name : "";
        status = simile_text_line__append_field(out, name, l->widths[c], grid->columns[c].is_number);
        status = status == SIMILE_OK ? simile_text_line__repeat(out, " ", GAP) : status;
    }
    status = status == SIMILE_OK ? simile_text_line__end(out) : status;
    for (size_t c = 0; c < grid->n_columns && status == SIMILE_OK; c++) {
        status = simile_text_line__repeat(out, "─", l->widths[c]);
        status = status == SIMILE_OK ? simile_text_line__repeat(out, " ", GAP) : status;
    }
    return status == SIMILE_OK ? simile_text_line__end(out) : status;
}

/* Line `number` of a cell: its piece of the text, or the detail below it. */
static simile_status print_piece(simile_buffer *out, const simile_grid *grid, const simile_cell *cell, size_t width,
                                 bool is_right, size_t number, bool *more)
{
    char room[BAR_COLUMNS * 4 + 1], piece[1024] = "";
    const char *text = text_of(room, grid, cell), *sign = number == 0 ? sign_of(cell) : "";
    for (size_t n = 0; n <= number && *text; n++) {
        size_t used, size = simile_text_line__fit(&used, text, width - (n == 0 ? strlen(sign_of(cell)) : 0));
        if (n == MAX_LINES - 1) {
            size = strlen(text);
        }
        if (n == number) {
            const size_t kept = size < sizeof piece - 3 ? size : sizeof piece - 3;
            strcpy(piece, sign);
            memcpy(piece + strlen(sign), text, kept);
            piece[strlen(sign) + kept] = '\0';
        }
        text += size;
        text += strspn(text, " \t\r\n");
    }
    if (*piece == '\0' && number > 0 && cell->detail && number == 1) {
        return simile_text_line__append_field(out, cell->detail, width, is_right);
    }
    *more = *more || *text || (cell->detail && number == 0);
    return simile_text_line__append_field(out, piece, width, is_right);
}

static simile_status print_row(simile_buffer *out, const simile_grid *grid, const layout *l, size_t row)
{
    simile_status status = SIMILE_OK;
    bool more = true;
    for (size_t number = 0; more && number < MAX_LINES && status == SIMILE_OK; number++) {
        more = false;
        for (size_t c = 0; c < grid->n_columns && status == SIMILE_OK; c++) {
            status =
                print_piece(out, grid, cell_at(grid, row, c), l->widths[c], grid->columns[c].is_number, number, &more);
            status = status == SIMILE_OK ? simile_text_line__repeat(out, " ", GAP) : status;
        }
        status = status == SIMILE_OK ? simile_text_line__end(out) : status;
    }
    return status;
}

static simile_status print_record(simile_buffer *out, const simile_grid *grid, size_t row)
{
    char room[BAR_COLUMNS * 4 + 1];
    simile_status status = SIMILE_OK;
    for (size_t c = 0; c < grid->n_columns && status == SIMILE_OK; c++) {
        const simile_cell *cell = cell_at(grid, row, c);
        simile_buffer line = {0};
        status = simile_buffer__append_format(&line, "%s: %s%s", grid->columns[c].name ? grid->columns[c].name : "",
                                              sign_of(cell), text_of(room, grid, cell));
        if (status == SIMILE_OK && cell->detail) {
            status = simile_buffer__append_format(&line, " (%s)", cell->detail);
        }
        status = status == SIMILE_OK ? simile_text__print_wrapped(out, line.data, c == 0 ? 0 : 2) : status;
        simile_buffer__dispose(&line);
    }
    return status;
}

static simile_status print_table(simile_buffer *out, const simile_grid *grid, const layout *l)
{
    simile_status status = print_head(out, grid, l);
    for (size_t r = 0; r < grid->n_rows && status == SIMILE_OK; r++) {
        status = print_row(out, grid, l, r);
    }
    return status;
}

/* How many columns of numbers, from `first` on, have room beside the first column. */
static size_t count_beside(const simile_grid *grid, size_t first)
{
    const size_t head = natural_width(grid, 0), kept = head < MAX_PART_HEAD ? head : MAX_PART_HEAD;
    size_t n = 0;
    for (size_t used = kept; first + n < grid->n_columns && n + 1 < MAX_COLUMNS; n++) {
        used += GAP + natural_width(grid, first + n);
        if (used > SIMILE_TEXT_COLUMNS || !grid->columns[first + n].is_number) {
            break;
        }
    }
    return n;
}

/* Whether parts of the table fit, each with at least one column beside the first. */
static bool fits_in_parts(const simile_grid *grid)
{
    size_t at = 1;
    while (at < grid->n_columns && count_beside(grid, at) > 0) {
        at += count_beside(grid, at);
    }
    return at >= grid->n_columns && !grid->columns[0].is_number;
}

/* The first column and n others from `first` on, as a table. */
static simile_status print_part(simile_buffer *out, const simile_grid *grid, size_t first, size_t n)
{
    simile_grid part = *grid;
    part.n_columns = n + 1;
    part.columns = simile_memory__alloc(part.n_columns, sizeof *part.columns);
    part.cells = simile_memory__alloc(part.n_rows * part.n_columns, sizeof *part.cells);
    simile_status status = part.columns && part.cells ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t c = 0; c <= n && status == SIMILE_OK; c++) {
        const size_t from = c == 0 ? 0 : first + c - 1;
        part.columns[c] = grid->columns[from];
        for (size_t r = 0; r < grid->n_rows; r++) {
            part.cells[r * part.n_columns + c] = *cell_at(grid, r, from);
        }
    }
    if (status == SIMILE_OK) {
        const layout l = lay_out(&part);
        status = print_table(out, &part, &l);
    }
    simile_memory__free(part.columns);
    simile_memory__free(part.cells);
    return status;
}

static simile_status print_parts(simile_buffer *out, const simile_grid *grid)
{
    simile_status status = SIMILE_OK;
    for (size_t at = 1; at < grid->n_columns && status == SIMILE_OK;) {
        const size_t n = count_beside(grid, at);
        status = at > 1 ? simile_buffer__append_text(out, "\n") : SIMILE_OK;
        status = status == SIMILE_OK ? print_part(out, grid, at, n) : status;
        at += n;
    }
    return status;
}

simile_status simile_text__print_grid(simile_buffer *out, const simile_grid *grid)
{
    const layout l = lay_out(grid);
    simile_status status = grid->caption ? simile_text__print_wrapped(out, grid->caption, 0) : SIMILE_OK;
    if (status != SIMILE_OK || l.fits) {
        return status == SIMILE_OK ? print_table(out, grid, &l) : status;
    }
    if (fits_in_parts(grid)) {
        return print_parts(out, grid);
    }
    for (size_t r = 0; r < grid->n_rows && status == SIMILE_OK; r++) {
        status = print_record(out, grid, r);
    }
    return status;
}
