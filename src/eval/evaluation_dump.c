/* The rows of an evaluation as TSV. */
#include "eval_task.h"
#include "evaluation.h"
#include "file.h"
#include <inttypes.h>

/* A text as a TSV field: tabs and line breaks become spaces. */
static simile_status write_text(simile_writer *writer, simile_buffer *field, const simile_text *text)
{
    simile_buffer__clear(field);
    simile_status status = simile_buffer__append(field, "\t", 1);
    if (status == SIMILE_OK) {
        status = simile_buffer__append(field, text->bytes, text->size);
    }
    for (size_t i = 1; i < field->size && status == SIMILE_OK; i++) {
        if (field->data[i] == '\t' || field->data[i] == '\n' || field->data[i] == '\r') {
            field->data[i] = ' ';
        }
    }
    return status == SIMILE_OK ? simile_writer__write(writer, field->data, field->size) : status;
}

/* What the row should have. */
static simile_status write_gold(simile_writer *writer, const simile_eval_item *item, size_t row)
{
    const simile_eval_rows *rows = &item->rows;
    const simile_eval_form *form = &item->task->form;
    if (rows->judgements) {
        return simile_writer__format(writer, "%.9g\t", rows->scores[row]);
    }
    switch (form->second != SIMILE_GOLD_NONE ? form->second : form->gold) {
    case SIMILE_GOLD_SCORE:
    case SIMILE_GOLD_ODD:
        return simile_writer__format(writer, "%.9g\t", rows->scores[row]);
    case SIMILE_GOLD_BINARY:
        return simile_writer__format(writer, "%" PRId64 "\t", rows->labels[row]);
    case SIMILE_GOLD_LABEL:
        return simile_writer__format(writer, "%s\t", simile_eval_rows__label_name(rows, rows->labels[row]));
    case SIMILE_GOLD_NONE:
        break;
    }
    return simile_writer__format(writer, "1\t");
}

/* What it has: the first column. */
static simile_status write_score(simile_writer *writer, const simile_eval_item *item, size_t row)
{
    const simile_row_column *column = &item->outcomes[0].columns[0];
    return column->kind == SIMILE_COLUMN_LABEL
               ? simile_writer__format(writer, "%s",
                                       simile_eval_rows__label_name(&item->rows, (int64_t)column->values[row]))
               : simile_writer__format(writer, "%.9g", column->values[row]);
}

static simile_status write_item(simile_writer *writer, simile_buffer *field, const simile_eval_item *item)
{
    const simile_eval_rows *rows = &item->rows;
    simile_status status = SIMILE_OK;
    for (size_t row = 0; row < rows->n_rows && item->outcomes && status == SIMILE_OK; row++) {
        status = simile_writer__format(writer, "%s\t%s\t%zu\t", item->task->word, rows->path, row + 1);
        if (status == SIMILE_OK) {
            status = write_gold(writer, item, row);
        }
        if (status == SIMILE_OK) {
            status = write_score(writer, item, row);
        }
        for (size_t t = rows->row_starts[row]; t < rows->row_starts[row + 1] && status == SIMILE_OK; t++) {
            status = write_text(writer, field, &rows->texts[t]);
        }
        if (status == SIMILE_OK) {
            status = simile_writer__write(writer, "\n", 1);
        }
    }
    return status;
}

simile_status simile_evaluation_dump(const simile_evaluation *evaluation, const char *path)
{
    static const char header[] = "task\tfile\trow\tgold\tscore\ttexts\n";
    simile_writer *writer = NULL;
    simile_buffer field = {0};
    simile_status status = simile_writer__open(&writer, path);
    if (status == SIMILE_OK) {
        status = simile_writer__write(writer, header, sizeof header - 1);
    }
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        status = write_item(writer, &field, evaluation->items[i]);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    simile_buffer__dispose(&field);
    return status;
}
