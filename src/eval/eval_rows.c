/* Reading of evaluation files. */
#include "eval_rows.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_empty(const simile_field *field)
{
    for (size_t i = 0; i < field->size; i++) {
        if ((unsigned char)field->text[i] > ' ') {
            return false;
        }
    }
    return true;
}

static simile_status add_text(simile_eval_rows *rows, const simile_field *field)
{
    simile_status status =
        simile_memory__grow(&rows->texts, &rows->texts_capacity, rows->n_texts + 1, sizeof *rows->texts);
    char *copy = status == SIMILE_OK ? simile_arena__copy_text(&rows->arena, field->text, field->size) : NULL;
    if (!copy) {
        return SIMILE_ERROR_MEMORY;
    }
    rows->texts[rows->n_texts++] = (simile_text){copy, field->size};
    rows->n_empty += is_empty(field);
    return SIMILE_OK;
}

static simile_status read_score(simile_eval_rows *rows, const simile_eval_form *form, const simile_field *field,
                                uint64_t line)
{
    char *end;
    const double score = strtod(field->text, &end);
    if (field->size == 0 || (size_t)(end - field->text) != field->size || !isfinite(score)) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s:%llu: the %s \"%.40s\" is no number (columns: %s, %s, %s)",
                                   rows->path, (unsigned long long)line, form->columns[0], field->text,
                                   form->columns[0], form->columns[1], form->columns[2]);
    }
    rows->scores[rows->n_rows] = score;
    return SIMILE_OK;
}

static simile_status read_pair_label(simile_eval_rows *rows, const simile_field *field, uint64_t line)
{
    if (field->size != 1 || (field->text[0] != '0' && field->text[0] != '1')) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s:%llu: the label \"%.40s\" is neither 0 nor 1 (columns: label, text1, text2)",
                                   rows->path, (unsigned long long)line, field->text);
    }
    rows->labels[rows->n_rows] = field->text[0] - '0';
    return SIMILE_OK;
}

static simile_status read_label(simile_eval_rows *rows, const simile_field *field)
{
    simile_map_entry *entry;
    bool is_new;
    simile_status status = simile_map__insert(&entry, &is_new, rows->names, field->text, field->size);
    if (status == SIMILE_OK) {
        if (is_new) {
            entry->value = (int64_t)rows->names->n_entries - 1;
        }
        rows->labels[rows->n_rows] = entry->value;
    }
    return status;
}

static simile_status read_odd(simile_eval_rows *rows, const simile_field *field, uint64_t line)
{
    const bool is_odd = strcmp(field->text, "odd") == 0 || strcmp(field->text, "1") == 0;
    if (!is_odd && strcmp(field->text, "usual") != 0 && strcmp(field->text, "0") != 0) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s:%llu: the label \"%.40s\" is neither usual (0) nor odd (1) (columns: group, "
                                   "label, text)",
                                   rows->path, (unsigned long long)line, field->text);
    }
    rows->scores[rows->n_rows] = is_odd;
    return SIMILE_OK;
}

static simile_status grow(simile_eval_rows *rows)
{
    const size_t n = rows->n_rows;
    simile_status status = simile_memory__grow(&rows->labels, &rows->rows_capacity, n + 1, sizeof *rows->labels);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&rows->scores, &rows->scores_capacity, n + 1, sizeof *rows->scores);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&rows->row_starts, &rows->starts_capacity, n + 2, sizeof *rows->row_starts);
    }
    return status;
}

static simile_status read_gold(simile_eval_rows *rows, const simile_eval_form *form, simile_gold gold,
                               const simile_field *field, uint64_t line)
{
    switch (gold) {
    case SIMILE_GOLD_SCORE:
        return read_score(rows, form, field, line);
    case SIMILE_GOLD_BINARY:
        return read_pair_label(rows, field, line);
    case SIMILE_GOLD_LABEL:
        return read_label(rows, field);
    case SIMILE_GOLD_ODD:
        return read_odd(rows, field, line);
    case SIMILE_GOLD_NONE:
        break;
    }
    return SIMILE_OK;
}

static simile_status add_row(simile_eval_rows *rows, const simile_eval_form *form, const simile_field *fields,
                             size_t n_fields, uint64_t line)
{
    const size_t first = (form->gold == SIMILE_GOLD_NONE ? 0U : 1U) + (form->second == SIMILE_GOLD_NONE ? 0U : 1U);
    const size_t end = form->last_repeats ? n_fields : form->n_columns;
    simile_status status = grow(rows);
    if (status != SIMILE_OK) {
        return status;
    }
    rows->labels[rows->n_rows] = 0;
    rows->scores[rows->n_rows] = 0;
    rows->row_starts[rows->n_rows] = rows->n_texts;
    status = read_gold(rows, form, form->gold, &fields[0], line);
    if (status == SIMILE_OK) {
        status = read_gold(rows, form, form->second, &fields[1], line);
    }
    for (size_t i = first; i < end && status == SIMILE_OK; i++) {
        status = add_text(rows, &fields[i]);
    }
    if (status == SIMILE_OK) {
        rows->row_starts[++rows->n_rows] = rows->n_texts;
    }
    return status;
}

static simile_status read_all(simile_eval_rows *rows, const simile_eval_form *form)
{
    const simile_table_options options = {
        .names = form->columns, .n_columns = form->n_columns, .allow_more = form->last_repeats};
    simile_table *table = NULL;
    bool more = true;
    simile_status status = simile_table__open(&table, rows->path, &options);
    while (status == SIMILE_OK && more) {
        const simile_field *fields;
        size_t n_fields;
        status = simile_table__row(&more, &fields, &n_fields, table);
        if (status == SIMILE_OK && more) {
            status = add_row(rows, form, fields, n_fields, simile_table__line_number(table));
        }
    }
    rows->n_blank = table ? (size_t)simile_table__n_blank(table) : 0;
    simile_table__free(table);
    return status;
}

simile_status simile_eval_rows__load(simile_eval_rows *rows, const char *path, const simile_eval_form *form,
                                     simile_map *names)
{
    *rows = (simile_eval_rows){.names = names};
    rows->path = simile_memory__copy_text(path, strlen(path));
    simile_status status = rows->path ? read_all(rows, form) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && rows->n_rows == 0) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s: holds no rows", path);
    }
    rows->n_labels = names ? names->n_entries : 0;
    return status;
}

const char *simile_eval_rows__label_name(const simile_eval_rows *rows, int64_t label)
{
    return label >= 0 && (size_t)label < rows->names->n_entries ? rows->names->entries[label].key : "";
}

void simile_eval_rows__dispose(simile_eval_rows *rows)
{
    simile_memory__free(rows->path);
    simile_memory__free(rows->texts);
    simile_memory__free(rows->row_starts);
    simile_memory__free(rows->scores);
    simile_memory__free(rows->labels);
    simile_memory__free(rows->judgements);
    simile_memory__free(rows->judgement_starts);
    simile_arena__dispose(&rows->arena);
    *rows = (simile_eval_rows){0};
}
