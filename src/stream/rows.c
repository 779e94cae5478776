/* Rows of several files. In TSV, where a line is a row, blank lines are empty rows, so that vectors and lines stay side
 * by side. */
#include "rows.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool has_ending(const char *path, const char *ending, const char *ending_gz)
{
    return simile_path__ends_with(path, ending) || simile_path__ends_with(path, ending_gz);
}

simile_rows_kind simile_rows__kind(const simile_rows *rows, size_t file)
{
    const char *path = rows->paths[file];
    if (!rows->column) {
        return SIMILE_ROWS_LINES;
    }
    if (has_ending(path, ".csv", ".csv.gz")) {
        return SIMILE_ROWS_CSV;
    }
    return has_ending(path, ".jsonl", ".jsonl.gz") || has_ending(path, ".ndjson", ".ndjson.gz") ? SIMILE_ROWS_JSONL
                                                                                                : SIMILE_ROWS_TSV;
}

static simile_status open_table(simile_rows *rows, const char *path)
{
    static const simile_table_format formats[] = {[SIMILE_ROWS_TSV] = SIMILE_TABLE_TSV,
                                                  [SIMILE_ROWS_CSV] = SIMILE_TABLE_CSV,
                                                  [SIMILE_ROWS_JSONL] = SIMILE_TABLE_JSONL};
    const simile_rows_kind kind = simile_rows__kind(rows, rows->at);
    const char *const columns[] = {rows->column, rows->id};
    const simile_table_options options = {.format = formats[kind],
                                          .columns = columns,
                                          .n_columns = rows->id ? 2 : 1,
                                          .stop = rows->stop,
                                          .keeps_blank = true};
    simile_status status = simile_table__open(&rows->table, path, &options);
    /* A header row, if there is one, has been read by now. */
    rows->line = status == SIMILE_OK ? simile_table__line_number(rows->table) : 0;
    return status;
}

static simile_status open_file(simile_rows *rows)
{
    const char *path = rows->paths[rows->at];
    rows->line = 0;
    if (rows->column) {
        return open_table(rows, path);
    }
    return simile_input__open_stoppable(&rows->input, path, rows->stop);
}

static void close_file(simile_rows *rows)
{
    simile_input__free(rows->input);
    simile_table__free(rows->table);
    rows->input = NULL;
    rows->table = NULL;
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

static simile_status next_line(bool *more, simile_row *row, simile_rows *rows)
{
    *row = (simile_row){.id = {"", 0}};
    simile_status status = simile_input__line(more, &row->text.bytes, &row->text.size, rows->input);
    rows->line = simile_input__line_number(rows->input);
    return status;
}

static simile_status next_field(bool *more, simile_row *row, simile_rows *rows)
{
    const simile_field *fields;
    size_t n_fields;
    const simile_status status = simile_table__row(more, &fields, &n_fields, rows->table);
    if (status == SIMILE_OK && *more) {
        rows->line = simile_table__line_number(rows->table);
        row->text = (simile_text){fields[0].text, fields[0].size};
        row->id = rows->id ? (simile_text){fields[1].text, fields[1].size} : (simile_text){"", 0};
    }
    return status;
}

static uint64_t offset_in_file(const simile_rows *rows)
{
    if (rows->table) {
        return simile_table__offset(rows->table);
    }
    return rows->input ? simile_input__offset(rows->input) : 0;
}

simile_status simile_rows__next(bool *more, simile_row *row, simile_rows *rows)
{
    *more = false;
    while (rows->at < rows->n_paths && !(rows->is_limited && rows->n_left == 0)) {
        simile_status status = rows->input || rows->table ? SIMILE_OK : open_file(rows);
        if (status == SIMILE_OK) {
            status = rows->column ? next_field(more, row, rows) : next_line(more, row, rows);
        }
        if (status != SIMILE_OK || *more) {
            rows->n_left -= rows->is_limited && *more;
            return status;
        }
        rows->n_used += offset_in_file(rows);
        close_file(rows);
        rows->at++;
    }
    return SIMILE_OK;
}

char *simile_rows__take(simile_rows *rows)
{
    return rows->input ? simile_input__take(rows->input) : NULL;
}

bool simile_rows__may_wait(const simile_rows *rows)
{
    const char *line;
    size_t size;
    if (!rows->is_live) {
        return false;
    }
    if (rows->table) {
        return !simile_table__has_row(rows->table);
    }
    return !rows->input || !simile_input__peek(&line, &size, rows->input);
}

uint64_t simile_rows__total(const simile_rows *rows)
{
    uint64_t total = 0;
    for (size_t i = 0; i < rows->n_paths; i++) {
        uint64_t size;
        if (strcmp(rows->paths[i], "-") == 0 || simile_file__size(&size, rows->paths[i]) != SIMILE_OK) {
            return 0;
        }
        total += size;
    }
    return total;
}

uint64_t simile_rows__offset(const simile_rows *rows)
{
    return rows->n_used + offset_in_file(rows);
}

const char *simile_rows__path(const simile_rows *rows)
{
    const char *path = rows->paths[rows->at];
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* The byte order mark that the reader passes over. */
static simile_status find_mark(uint64_t *offset, const char *path)
{
    unsigned char start[3];
    FILE *file = fopen(path, "rbe");
    if (!file) {
        return simile_file__fail(path, "opened", errno);
    }
    const bool has_mark = fread(start, 1, sizeof start, file) == sizeof start && memcmp(start, "\xEF\xBB\xBF", 3) == 0;
    const bool is_read = !ferror(file);
    *offset = has_mark ? sizeof start : 0;
    return fclose(file) == 0 && is_read ? SIMILE_OK : simile_file__fail(path, "read", errno);
}

simile_status simile_rows__find_start(uint64_t *offset, uint64_t *n_lines, const simile_rows *rows, size_t file)
{
    simile_rows one = {.paths = rows->paths + file, .n_paths = 1, .column = rows->column, .id = rows->id};
    simile_status status = open_file(&one);
    *n_lines = one.line;
    *offset = one.table ? simile_table__offset(one.table) : 0;
    if (status == SIMILE_OK && *offset == 0) {
        status = find_mark(offset, one.paths[0]);
    }
    simile_rows__dispose(&one);
    return status;
}

simile_status simile_rows__go_to(simile_rows *rows, size_t file, uint64_t offset, uint64_t line, uint64_t n_rows)
{
    simile_status status = SIMILE_OK;
    close_file(rows);
    rows->at = file;
    rows->is_limited = true;
    rows->n_left = n_rows;
    if (n_rows == 0) {
        return SIMILE_OK;
    }
    status = open_file(rows);
    if (status == SIMILE_OK) {
        status = rows->table ? simile_table__go_to(rows->table, offset, line)
                             : simile_input__go_to(rows->input, offset, line);
    }
    rows->line = line - 1;
    return status;
}

void simile_rows__dispose(simile_rows *rows)
{
    close_file(rows);
    rows->at = 0;
    rows->n_used = 0;
    rows->is_limited = false;
}
