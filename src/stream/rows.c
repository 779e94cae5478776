/* Rows of several files. Table readers pass over blank lines; in TSV, where a line is a row, they are put back as empty
 * rows, so that vectors and lines stay side by side. */
#include "rows.h"
#include "file.h"
#include <string.h>

static bool has_ending(const char *path, const char *ending, const char *ending_gz)
{
    return simile_path__ends_with(path, ending) || simile_path__ends_with(path, ending_gz);
}

static simile_status open_table(simile_rows *rows, const char *path)
{
    const bool is_named = has_ending(path, ".csv", ".csv.gz") || has_ending(path, ".jsonl", ".jsonl.gz") ||
                          has_ending(path, ".ndjson", ".ndjson.gz");
    const simile_table_options options = {
        .format = is_named ? SIMILE_TABLE_AUTO : SIMILE_TABLE_TSV, .columns = &rows->column, .n_columns = 1};
    rows->is_tsv = !is_named;
    simile_status status = simile_table__open(&rows->table, path, &options);
    /* A header row, if there is one, has been read by now. */
    rows->line = status == SIMILE_OK ? simile_table__line_number(rows->table) : 0;
    return status;
}

static simile_status open_file(simile_rows *rows)
{
    const char *path = rows->paths[rows->at];
    rows->line = 0;
    return rows->column ? open_table(rows, path) : simile_input__open(&rows->input, path);
}

static void close_file(simile_rows *rows)
{
    simile_input__free(rows->input);
    simile_table__free(rows->table);
    rows->input = NULL;
    rows->table = NULL;
    rows->holds_row = false;
    rows->n_blank = 0;
}

simile_status simile_rows__check(const simile_rows *rows)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < rows->n_paths && status == SIMILE_OK; i++) {
        const char *path = rows->paths[i];
        /* A named pipe could be read only once. */
        if (strcmp(path, "-") != 0 && (!simile_file__exists(path) || simile_file__is_folder(path))) {
            simile_input *input = NULL;
            status = simile_input__open(&input, path);
            simile_input__free(input);
        }
    }
    return status;
}

static simile_status next_line(bool *more, simile_text *text, simile_rows *rows)
{
    simile_status status = simile_input__line(more, &text->bytes, &text->size, rows->input);
    rows->line = simile_input__line_number(rows->input);
    return status;
}

/* Reads a row of the table and notes how many blank lines stand before it, or before the end. */
static simile_status read_held(simile_rows *rows)
{
    const simile_field *fields;
    size_t n_fields;
    simile_status status = simile_table__row(&rows->holds_row, &fields, &n_fields, rows->table);
    if (status != SIMILE_OK) {
        return status;
    }
    const uint64_t reached = simile_table__line_number(rows->table);
    const uint64_t next = rows->line + (rows->holds_row ? 1 : 0);
    rows->n_blank = rows->is_tsv && reached > next ? reached - next : 0;
    if (rows->holds_row) {
        rows->held = (simile_text){fields[0].text, fields[0].size};
    }
    return SIMILE_OK;
}

static simile_status next_field(bool *more, simile_text *text, simile_rows *rows)
{
    if (!rows->holds_row && rows->n_blank == 0) {
        simile_status status = read_held(rows);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    *more = true;
    if (rows->n_blank > 0) {
        rows->n_blank--;
        rows->line++;
        *text = (simile_text){"", 0};
    } else if (rows->holds_row) {
        rows->holds_row = false;
        rows->line = simile_table__line_number(rows->table);
        *text = rows->held;
    } else {
        *more = false;
    }
    return SIMILE_OK;
}

simile_status simile_rows__next(bool *more, simile_text *text, simile_rows *rows)
{
    *more = false;
    while (rows->at < rows->n_paths) {
        simile_status status = rows->input || rows->table ? SIMILE_OK : open_file(rows);
        if (status == SIMILE_OK) {
            status = rows->column ? next_field(more, text, rows) : next_line(more, text, rows);
        }
        if (status != SIMILE_OK || *more) {
            return status;
        }
        close_file(rows);
        rows->at++;
    }
    return SIMILE_OK;
}

const char *simile_rows__path(const simile_rows *rows)
{
    const char *path = rows->paths[rows->at];
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

void simile_rows__dispose(simile_rows *rows)
{
    close_file(rows);
    rows->at = 0;
}
