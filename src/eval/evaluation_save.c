/* An evaluation as a folder: figures, rows and vectors, for the report. Written aside and renamed. */
#include "eval_task.h"
#include "evaluation.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "npy.h"
#include "number.h"
#include "simile/version.h"
#include "utf8.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_SIZE 64

/* A row while it is put together. */
typedef struct row_print {
    simile_buffer line, text;
} row_print;

static simile_status begin_field(row_print *print, const char *name)
{
    return simile_buffer__append_format(&print->line, "%s\"%s\": ", print->line.size > 1 ? ", " : "", name);
}

static simile_status print_text(row_print *print, const char *name, const char *bytes, size_t size)
{
    simile_buffer__clear(&print->text);
    simile_status status = simile_utf8__repair(&print->text, bytes, size);
    if (status == SIMILE_OK) {
        status = begin_field(print, name);
    }
    return status == SIMILE_OK ? simile_json__print_text(&print->line, print->text.data, print->text.size) : status;
}

static simile_status print_number(row_print *print, const char *name, double value)
{
    char text[SIMILE_NUMBER_SIZE] = "null";
    if (!isnan(value)) {
        simile_number__print_real(text, value);
    }
    simile_status status = begin_field(print, name);
    return status == SIMILE_OK ? simile_buffer__append_text(&print->line, text) : status;
}

static simile_status print_label(row_print *print, const char *name, const simile_eval_rows *rows, int64_t label)
{
    if (label < 0) {
        return print_number(print, name, NAN);
    }
    const char *text = simile_eval_rows__label_name(rows, label);
    return print_text(print, name, text, strlen(text));
}

static simile_status print_gold(row_print *print, simile_gold gold, const char *name, const simile_eval_rows *rows,
                                size_t row)
{
    switch (gold) {
    case SIMILE_GOLD_SCORE:
    case SIMILE_GOLD_ODD:
        return print_number(print, name, rows->scores[row]);
    case SIMILE_GOLD_BINARY:
        return print_number(print, name, (double)rows->labels[row]);
    case SIMILE_GOLD_LABEL:
        return print_label(print, name, rows, rows->labels[row]);
    case SIMILE_GOLD_NONE:
        break;
    }
    return SIMILE_OK;
}

static simile_status print_column(row_print *print, const simile_row_column *column, const simile_eval_rows *rows,
                                  size_t row)
{
    const double value = column->values[row];
    switch (column->kind) {
    case SIMILE_COLUMN_LABEL:
        return print_label(print, column->name, rows, (int64_t)value);
    case SIMILE_COLUMN_TEXT:
        return print_text(print, column->name, rows->texts[(size_t)value].bytes, rows->texts[(size_t)value].size);
    case SIMILE_COLUMN_REAL:
        break;
    }
    return print_number(print, column->name, value);
}

static simile_status print_row(row_print *print, const simile_eval_item *item, size_t row)
{
    const simile_outcome *outcome = &item->outcomes[0];
    const simile_eval_form *form = &item->task->form;
    const simile_text *texts = item->rows.texts + item->rows.row_starts[row];
    simile_buffer__clear(&print->line);
    simile_status status = simile_buffer__append(&print->line, "{", 1);
    if (status == SIMILE_OK) {
        status = item->rows.judgements ? print_number(print, "answers", item->rows.scores[row])
                                       : print_gold(print, form->gold, form->columns[0], &item->rows, row);
    }
    if (status == SIMILE_OK) {
        status = print_gold(print, form->second, form->columns[1], &item->rows, row);
    }
    for (size_t c = 0; c < outcome->n_columns && status == SIMILE_OK; c++) {
        status = print_column(print, &outcome->columns[c], &item->rows, row);
    }
    for (size_t t = 0; item->task->texts[t] && status == SIMILE_OK; t++) {
        status = print_text(print, item->task->texts[t], texts[t].bytes, texts[t].size);
    }
    return status == SIMILE_OK ? simile_buffer__append(&print->line, "}\n", 2) : status;
}

static simile_status write_rows(const char *path, const simile_eval_item *item)
{
    simile_writer *writer = NULL;
    row_print print = {0};
    simile_status status = simile_writer__open(&writer, path);
    for (size_t row = 0; row < item->rows.n_rows && status == SIMILE_OK; row++) {
        status = print_row(&print, item, row);
        if (status == SIMILE_OK) {
            status = simile_writer__write(writer, print.line.data, print.line.size);
        }
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    simile_buffer__dispose(&print.line);
    simile_buffer__dispose(&print.text);
    return status;
}

static simile_status set_text(simile_json *object, const char *key, const char *text)
{
    return simile_json__set(object, key, text && *text ? simile_evaluation__new_text(text) : simile_json__new_null());
}

/* Writes a file's rows and vectors, and adds their names to its object. */
static simile_status save_item(simile_json *object, const simile_eval_item *item, size_t number, const char *folder)
{
    char rows_name[NAME_SIZE], vectors_name[NAME_SIZE];
    snprintf(rows_name, sizeof rows_name, "%zu-%s.jsonl", number, item->task->word);
    snprintf(vectors_name, sizeof vectors_name, "%zu-%s.npy", number, item->task->word);
    char *rows = simile_path__join(folder, rows_name), *vectors = simile_path__join(folder, vectors_name);
    simile_status status = rows && vectors ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && item->outcomes) {
        status = write_rows(rows, item);
    }
    if (status == SIMILE_OK && item->vectors) {
        status = simile_npy__save(vectors, item->vectors, item->rows.n_texts, item->width);
    }
    if (status == SIMILE_OK) {
        status = set_text(object, "sha256", item->sha256);
    }
    if (status == SIMILE_OK) {
        status = set_text(object, "rows_file", item->outcomes ? rows_name : NULL);
    }
    if (status == SIMILE_OK) {
        status = set_text(object, "vectors_file", item->vectors ? vectors_name : NULL);
    }
    simile_memory__free(rows);
    simile_memory__free(vectors);
    return status;
}

static simile_status save_items(simile_json *tasks, const simile_evaluation *e, const char *folder)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < e->n_items && status == SIMILE_OK; i++) {
        simile_json *object;
        status = simile_evaluation__print(&object, e, i);
        if (status == SIMILE_OK) {
            status = save_item(object, e->items[i], i + 1, folder);
        }
        if (status == SIMILE_OK) {
            status = simile_json__append(tasks, object);
        } else {
            simile_json__free(object);
        }
    }
    return status;
}

/* What was measured, with what. */
static simile_status set_head(simile_json *head, const simile_evaluation *e)
{
    simile_status status = set_text(head, "simile", simile_version());
    if (status == SIMILE_OK) {
        status = set_text(head, "kind", "evaluation");
    }
    if (status == SIMILE_OK) {
        status = set_text(head, "model", e->model_path);
    }
    if (status == SIMILE_OK) {
        status = set_text(head, "vectors", e->vectors_path);
    }
    if (status == SIMILE_OK) {
        status = set_text(head, "against", e->against_path);
    }
    if (status == SIMILE_OK) {
        status = set_text(head, "kernels", simile_cpu_kernels());
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(head, "dimension", simile_json__new_integer((int64_t)e->contenders[0].width));
    }
    return status == SIMILE_OK ? simile_json__set(head, "seconds", simile_json__new_number(e->seconds)) : status;
}

static simile_status write_folder(const simile_evaluation *e, const char *folder)
{
    simile_json *head = simile_json__new_object(), *tasks = simile_json__new_array();
    char *path = simile_path__join(folder, "evaluation.json");
    simile_status status = head && tasks && path ? simile_folder__make(folder) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = set_head(head, e);
    }
    if (status == SIMILE_OK) {
        status = save_items(tasks, e, folder);
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(head, "tasks", tasks);
        tasks = NULL;
    }
    if (status == SIMILE_OK) {
        status = simile_json__save(head, path, 2);
    }
    simile_json__free(tasks);
    simile_json__free(head);
    simile_memory__free(path);
    return status;
}

simile_status simile_evaluation_save(const simile_evaluation *evaluation)
{
    simile_buffer part = {0};
    simile_status status = simile_buffer__append_format(&part, "%s.part", evaluation->save);
    if (status == SIMILE_OK) {
        status = simile_folder__remove(part.data);
    }
    if (status == SIMILE_OK) {
        status = write_folder(evaluation, part.data);
    }
    if (status == SIMILE_OK) {
        status = simile_folder__remove(evaluation->save);
    }
    if (status == SIMILE_OK) {
        status = simile_file__rename(part.data, evaluation->save);
    }
    if (status == SIMILE_OK) {
        status = simile_folder__sync_parent(evaluation->save);
    }
    simile_buffer__dispose(&part);
    return status;
}
