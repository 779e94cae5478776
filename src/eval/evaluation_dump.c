/* The rows of an evaluation as TSV. */
#include "eval_task.h"
#include "evaluation.h"
#include "file.h"
#include <inttypes.h>
#include <string.h>

/* A TSV file while it is written. */
typedef struct dump {
    simile_writer *writer;
    simile_buffer field;
} dump;

/* A text as a field: tabs and line breaks become spaces. */
static simile_status write_field(dump *d, const char *bytes, size_t size)
{
    simile_buffer__clear(&d->field);
    simile_status status = simile_buffer__append(&d->field, bytes, size);
    for (size_t i = 0; i < d->field.size && status == SIMILE_OK; i++) {
        char *c = &d->field.data[i];
        *c = *c == '\t' || *c == '\n' || *c == '\r' ? ' ' : *c;
    }
    return status == SIMILE_OK ? simile_writer__write(d->writer, d->field.data, d->field.size) : status;
}

static simile_status write_label(dump *d, const simile_eval_rows *rows, int64_t label)
{
    const char *name = simile_eval_rows__label_name(rows, label);
    return write_field(d, name, strlen(name));
}

/* What the row should have. */
static simile_status write_gold(dump *d, const simile_eval_item *item, size_t row)
{
    const simile_eval_rows *rows = &item->rows;
    const simile_eval_form *form = &item->task->form;
    if (rows->judgements) {
        return simile_writer__format(d->writer, "%.9g", rows->scores[row]);
    }
    switch (form->second != SIMILE_GOLD_NONE ? form->second : form->gold) {
    case SIMILE_GOLD_SCORE:
    case SIMILE_GOLD_ODD:
        return simile_writer__format(d->writer, "%.9g", rows->scores[row]);
    case SIMILE_GOLD_BINARY:
        return simile_writer__format(d->writer, "%" PRId64, rows->labels[row]);
    case SIMILE_GOLD_LABEL:
        return write_label(d, rows, rows->labels[row]);
    case SIMILE_GOLD_NONE:
        break;
    }
    return simile_writer__format(d->writer, "1");
}

/* What it has: the first column. */
static simile_status write_score(dump *d, const simile_eval_item *item, size_t row)
{
    const simile_row_column *column = &item->outcomes[0].columns[0];
    return column->kind == SIMILE_COLUMN_LABEL ? write_label(d, &item->rows, (int64_t)column->values[row])
                                               : simile_writer__format(d->writer, "%.9g", column->values[row]);
}

static simile_status write_row(dump *d, const simile_eval_item *item, size_t row)
{
    const simile_eval_rows *rows = &item->rows;
    simile_status status = simile_writer__format(d->writer, "%s\t", item->task->word);
    if (status == SIMILE_OK) {
        status = write_field(d, rows->path, strlen(rows->path));
    }
    if (status == SIMILE_OK) {
        status = simile_writer__format(d->writer, "\t%zu\t", row + 1);
    }
    if (status == SIMILE_OK) {
        status = write_gold(d, item, row);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__write(d->writer, "\t", 1);
    }
    if (status == SIMILE_OK) {
        status = write_score(d, item, row);
    }
    for (size_t t = rows->row_starts[row]; t < rows->row_starts[row + 1] && status == SIMILE_OK; t++) {
        status = simile_writer__write(d->writer, "\t", 1);
        if (status == SIMILE_OK) {
            status = write_field(d, rows->texts[t].bytes, rows->texts[t].size);
        }
    }
    return status == SIMILE_OK ? simile_writer__write(d->writer, "\n", 1) : status;
}

static simile_status write_item(dump *d, const simile_eval_item *item)
{
    simile_status status = SIMILE_OK;
    for (size_t row = 0; row < item->rows.n_rows && item->outcomes && status == SIMILE_OK; row++) {
        status = write_row(d, item, row);
    }
    return status;
}

simile_status simile_evaluation_dump(const simile_evaluation *evaluation, const char *path)
{
    static const char header[] = "task\tfile\trow\tgold\tscore\ttexts\n";
    dump d = {0};
    simile_status status = simile_writer__open(&d.writer, path);
    if (status == SIMILE_OK) {
        status = simile_writer__write(d.writer, header, sizeof header - 1);
    }
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        status = write_item(&d, evaluation->items[i]);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(d.writer);
    }
    simile_writer__free(d.writer);
    simile_buffer__dispose(&d.field);
    return status;
}
