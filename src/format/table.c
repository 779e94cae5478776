/* Rows of a table: opens the lines, settles where each column stands, reads and checks row after row. How a line falls
 * into fields is told by fields.c (TSV), csv.c and jsonl.c. */
#include "table.h"
#include "csv.h"
#include "fail.h"
#include "fields.h"
#include "file.h"
#include "header.h"
#include "input.h"
#include "jsonl.h"
#include "memory.h"
#include <string.h>

struct simile_table {
    simile_input *input;
    simile_table_options options; /* its columns point to `columns` */
    const char *columns[SIMILE_TABLE_MAX_COLUMNS];
    char *names[SIMILE_TABLE_MAX_COLUMNS];    /* owned copies, NULL where no name was given */
    size_t indices[SIMILE_TABLE_MAX_COLUMNS]; /* TSV, CSV: the field of each column */
    size_t n_needed;                          /* fields that a row must have */
    uint64_t line;
    uint64_t n_blank; /* lines that were passed over */
    simile_fields row;
    bool holds_row;       /* `row` was read to look for a header and is none: it is handed out next */
    simile_field *picked; /* [picked_capacity]: the row's columns in the order asked for */
    size_t picked_capacity;
};

static simile_table_format guess_format(const char *path, size_t n_columns)
{
    static const struct {
        const char *ending;
        simile_table_format format;
    } rows[] = {
        {".tsv", SIMILE_TABLE_TSV},
        {".csv", SIMILE_TABLE_CSV},
        {".jsonl", SIMILE_TABLE_JSONL},
        {".ndjson", SIMILE_TABLE_JSONL},
    };
    size_t size = strlen(path);

    if (simile_path__ends_with(path, ".gz"))
        size -= 3;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t n = strlen(rows[i].ending);
        if (size > n && memcmp(path + size - n, rows[i].ending, n) == 0)
            return rows[i].format;
    }
    return n_columns > 1 ? SIMILE_TABLE_TSV : SIMILE_TABLE_PLAIN;
}

static simile_status copy_columns(simile_table *table)
{
    const char *const *columns = table->options.columns;

    for (size_t i = 0; columns && i < table->options.n_columns; i++) {
        if (!columns[i])
            continue;
        table->names[i] = simile_memory__copy_text(columns[i], strlen(columns[i]));
        if (!table->names[i])
            return SIMILE_ERROR_MEMORY;
        table->columns[i] = table->names[i];
    }
    table->options.columns = table->columns;
    return SIMILE_OK;
}

/* A line has no columns, so asking for a second one or for one by name is a mistake in the configuration. */
static simile_status check_plain(const simile_table *table, const char *path)
{
    size_t number = 1;
    const char *column = table->columns[0];

    if (table->options.n_columns > 1)
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "%s: plain text has one column, needs %zu; set the format (tsv, csv, jsonl)", path,
                                   table->options.n_columns);
    if (column && (!simile_header__number(&number, column) || number != 1))
        return simile_status__fail(
            SIMILE_ERROR_CONFIG, "%s: plain text has no column \"%s\"; set the format (tsv, csv, jsonl)", path, column);
    return SIMILE_OK;
}

static simile_status settle_options(simile_table *table, const char *path, const simile_table_options *options)
{
    simile_status status;

    if (options->n_columns < 1 || options->n_columns > SIMILE_TABLE_MAX_COLUMNS)
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: %zu columns asked for; 1 to %d can be read", path,
                                   options->n_columns, SIMILE_TABLE_MAX_COLUMNS);
    table->options = *options;
    if (options->format == SIMILE_TABLE_AUTO)
        table->options.format = guess_format(path, options->n_columns);
    status = copy_columns(table);
    if (status == SIMILE_OK && table->options.format == SIMILE_TABLE_PLAIN)
        status = check_plain(table, path);
    return status;
}

/* The byte order marks of UTF-16: text for which every row would be a riddle. */
static simile_status check_encoding(const simile_table *table, const char *line, size_t size)
{
    if (table->line != 1 || size < 2 || (memcmp(line, "\xFF\xFE", 2) != 0 && memcmp(line, "\xFE\xFF", 2) != 0))
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_DATA, "%s: is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)",
                               simile_input__path(table->input));
}

static bool is_blank(const simile_table *table, const char *line, size_t size)
{
    return table->options.format == SIMILE_TABLE_JSONL ? simile_jsonl__is_blank(line, size) : size == 0;
}

/* The next line, blank ones passed over if they are not wanted. */
static simile_status next_line(bool *more, const char **line, size_t *size, simile_table *table, bool skips_blank)
{
    simile_status status = simile_input__line(more, line, size, table->input);

    while (status == SIMILE_OK && *more && skips_blank && is_blank(table, *line, *size)) {
        table->n_blank++;
        status = simile_input__line(more, line, size, table->input);
    }
    table->line = simile_input__line_number(table->input);
    return status == SIMILE_OK && *more ? check_encoding(table, *line, *size) : status;
}

/* Whether blank lines are no rows. */
static bool skips_blank(const simile_table *table)
{
    const simile_table_format format = table->options.format;

    return format != SIMILE_TABLE_PLAIN && !(format == SIMILE_TABLE_TSV && table->options.keeps_blank);
}

/* A row of empty fields. */
static simile_status split_blank(simile_table *table)
{
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < table->n_needed && status == SIMILE_OK; i++)
        status = simile_fields__add(&table->row, "", 0);
    return status;
}

static simile_status split(simile_table *table, const char *line, size_t size)
{
    simile_place place = {.path = simile_input__path(table->input), .line = table->line};
    simile_status status = SIMILE_OK;

    simile_fields__clear(&table->row);
    switch (table->options.format) {
    case SIMILE_TABLE_TSV:
        status = size > 0 ? simile_fields__split(&table->row, line, size, '\t') : split_blank(table);
        break;
    case SIMILE_TABLE_CSV:
        status = simile_csv__split(&table->row, line, size, table->input);
        break;
    case SIMILE_TABLE_JSONL:
        status = simile_jsonl__split(&table->row, line, size, &place, &table->options);
        break;
    case SIMILE_TABLE_PLAIN:
    case SIMILE_TABLE_AUTO: /* settled when the table was opened */
        status = simile_fields__add(&table->row, line, size);
        break;
    }
    simile_fields__finish(&table->row);
    return status;
}

/* Reads the header row and finds the named columns in it. */
static simile_status read_header(simile_table *table)
{
    const char *line, *path = simile_input__path(table->input);
    size_t size, number;
    bool more;
    simile_status status = next_line(&more, &line, &size, table, true);

    if (status == SIMILE_OK && !more)
        return simile_status__fail(SIMILE_ERROR_DATA, "%s: is empty, a header row is needed", path);
    if (status == SIMILE_OK)
        status = split(table, line, size);
    for (size_t i = 0; i < table->options.n_columns && status == SIMILE_OK; i++)
        if (table->columns[i] && !simile_header__number(&number, table->columns[i]))
            status = simile_header__find(&table->indices[i], &table->row, table->columns[i], path, table->line);
    return status;
}

/* Where the columns' names stand in the row; false when one is missing. */
static bool find_names(simile_table *table)
{
    const simile_fields *row = &table->row;

    for (size_t c = 0; c < table->options.n_columns; c++) {
        size_t i = 0;
        while (i < row->n_items && strcmp(row->items[i].text, table->options.names[c]) != 0)
            i++;
        if (i == row->n_items)
            return false;
        table->indices[c] = i;
    }
    return true;
}

/* Reads the first row and takes it for a header if it holds all names, or if there is said to be one. */
static simile_status guess_header(simile_table *table)
{
    const char *line;
    size_t size;
    bool more;
    simile_status status = next_line(&more, &line, &size, table, true);

    if (status == SIMILE_OK && more)
        status = split(table, line, size);
    if (status != SIMILE_OK || !more || find_names(table))
        return status;
    for (size_t c = 0; c < table->options.n_columns; c++)
        table->indices[c] = c;
    table->holds_row = !table->options.has_header;
    return status;
}

/* Where the columns of TSV and CSV rows stand. */
static simile_status settle_columns(simile_table *table)
{
    bool has_names = false, is_free = true;
    size_t number;
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < table->options.n_columns; i++) {
        table->indices[i] = i;
        is_free = is_free && !table->columns[i];
        if (simile_header__number(&number, table->columns[i]))
            table->indices[i] = number - 1;
        else if (table->columns[i])
            has_names = true;
    }
    if (is_free && table->options.names)
        status = guess_header(table);
    else if (has_names || table->options.has_header)
        status = read_header(table);
    for (size_t i = 0; i < table->options.n_columns; i++)
        if (table->indices[i] >= table->n_needed)
            table->n_needed = table->indices[i] + 1;
    return status;
}

static simile_status prepare(simile_table *table, const char *path, const simile_table_options *options)
{
    bool more;
    const char *line;
    size_t size;
    simile_status status = settle_options(table, path, options);

    if (status == SIMILE_OK)
        status = simile_input__open_stoppable(&table->input, path, options->stop);
    if (status != SIMILE_OK)
        return status;
    if (table->options.format == SIMILE_TABLE_TSV || table->options.format == SIMILE_TABLE_CSV)
        return settle_columns(table);
    return table->options.has_header ? next_line(&more, &line, &size, table, skips_blank(table)) : SIMILE_OK;
}

simile_status simile_table__open(simile_table **table, const char *path, const simile_table_options *options)
{
    simile_table *made = simile_memory__alloc(1, sizeof(*made));
    simile_status status = made ? prepare(made, path, options) : SIMILE_ERROR_MEMORY;

    *table = NULL;
    if (status == SIMILE_OK)
        *table = made;
    else
        simile_table__free(made);
    return status;
}

void simile_table__free(simile_table *table)
{
    if (!table)
        return;
    simile_input__free(table->input);
    for (size_t i = 0; i < SIMILE_TABLE_MAX_COLUMNS; i++)
        simile_memory__free(table->names[i]);
    simile_fields__dispose(&table->row);
    simile_memory__free(table->picked);
    simile_memory__free(table);
}

static bool holds(const simile_field *field, char sign)
{
    return memchr(field->text, sign, field->size) != NULL;
}

static simile_status fail_short(const simile_table *table)
{
    const simile_field *first = table->row.items;
    bool is_tsv = table->options.format == SIMILE_TABLE_TSV;
    bool is_one = table->row.n_items == 1;
    bool has_commas = is_tsv && is_one && holds(first, ',');
    bool has_tabs = !is_tsv && is_one && holds(first, '\t');
    bool has_semicolons = !is_tsv && is_one && !has_tabs && holds(first, ';');

    return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: has %zu column%s, needs %zu (%s-separated)%s",
                               simile_input__path(table->input), (unsigned long long)table->line, table->row.n_items,
                               is_one ? "" : "s", table->n_needed, is_tsv ? "tab" : "comma",
                               has_commas       ? "; it holds commas: if the file is CSV, set the format to csv"
                               : has_tabs       ? "; it holds tabs: if the file is TSV, set the format to tsv"
                               : has_semicolons ? "; it holds semicolons: write commas or tabs in their place"
                                                : "");
}

/* Puts the row's fields into the order of the columns asked for, the further ones behind them. */
static simile_status pick(simile_table *table)
{
    const simile_fields *row = &table->row;
    size_t n_columns = table->options.n_columns, n = 0;
    simile_status status =
        simile_memory__grow(&table->picked, &table->picked_capacity, n_columns + row->n_items, sizeof(*table->picked));

    if (status != SIMILE_OK)
        return status;
    for (; n < n_columns; n++)
        table->picked[n] = row->items[table->indices[n]];
    if (table->options.allow_more)
        for (size_t i = table->indices[n_columns - 1] + 1; i < row->n_items; i++)
            table->picked[n++] = row->items[i];
    return SIMILE_OK;
}

/* The row of a TSV or CSV line. */
static simile_status read_separated(const simile_field **fields, size_t *n_fields, simile_table *table)
{
    simile_status status;
    size_t last = table->indices[table->options.n_columns - 1];

    if (table->row.n_items < table->n_needed)
        return fail_short(table);
    status = pick(table);
    *fields = table->picked;
    *n_fields = table->options.n_columns + (table->options.allow_more ? table->row.n_items - last - 1 : 0);
    return status;
}

/* Reads the next row into table->row, unless it is there already. */
static simile_status read_row(bool *more, simile_table *table)
{
    const char *line;
    size_t size;
    simile_status status;

    *more = true;
    if (table->holds_row) {
        table->holds_row = false;
        return SIMILE_OK;
    }
    status = next_line(more, &line, &size, table, skips_blank(table));
    return status == SIMILE_OK && *more ? split(table, line, size) : status;
}

simile_status simile_table__row(bool *more, const simile_field **fields, size_t *n_fields, simile_table *table)
{
    simile_status status = read_row(more, table);

    *fields = NULL;
    *n_fields = 0;
    if (status != SIMILE_OK)
        *more = false;
    if (!*more)
        return status;
    *fields = table->row.items;
    *n_fields = table->row.n_items;
    if (table->options.format == SIMILE_TABLE_TSV || table->options.format == SIMILE_TABLE_CSV)
        status = read_separated(fields, n_fields, table);
    *more = status == SIMILE_OK;
    return status;
}

uint64_t simile_table__line_number(const simile_table *table)
{
    return table->line;
}

uint64_t simile_table__n_blank(const simile_table *table)
{
    return table->n_blank;
}

bool simile_table__has_row(const simile_table *table)
{
    const char *line;
    size_t size;

    if (table->holds_row)
        return true;
    if (!simile_input__peek(&line, &size, table->input) || (skips_blank(table) && is_blank(table, line, size)))
        return false;
    return table->options.format != SIMILE_TABLE_CSV || !memchr(line, '"', size);
}

uint64_t simile_table__offset(const simile_table *table)
{
    return simile_input__offset(table->input);
}

simile_status simile_table__go_to(simile_table *table, uint64_t offset, uint64_t line)
{
    table->holds_row = false;
    table->line = line - 1;
    return simile_input__go_to(table->input, offset, line);
}
