/* Evaluations as files: JSON of the metrics, TSV of the rows. */
#include "evaluation.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include <inttypes.h>
#include <stdio.h>

static simile_status set_bound(simile_json *object, const char *name, const char *ending, double value)
{
    char key[80];
    snprintf(key, sizeof key, "%s%s", name, ending);
    return simile_json__set(object, key, simile_json__new_number(value));
}

static simile_status set_metric(simile_json *object, const simile_evaluation_metric *metric)
{
    simile_status status = simile_json__set(object, metric->name, simile_json__new_number(metric->value));
    if (status == SIMILE_OK && metric->has_interval) {
        status = set_bound(object, metric->name, "_low", metric->low);
    }
    if (status == SIMILE_OK && metric->has_interval) {
        status = set_bound(object, metric->name, "_high", metric->high);
    }
    return status;
}

static simile_status fill(simile_json *object, const simile_evaluation_result *result)
{
    simile_status status = simile_json__set(object, "task", simile_json__new_text(result->task));
    if (status == SIMILE_OK) {
        status = simile_json__set(object, "file", simile_json__new_text(result->file));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(object, "rows", simile_json__new_integer((int64_t)result->n_rows));
    }
    for (size_t i = 0; i < result->n_metrics && status == SIMILE_OK; i++) {
        status = set_metric(object, &result->metrics[i]);
    }
    return status;
}

simile_status simile_evaluation_write_json(const simile_evaluation *evaluation, const char *path)
{
    simile_json *list = simile_json__new_array();
    simile_status status = list ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        const simile_evaluation_result result = simile_evaluation_get(evaluation, i);
        simile_json *object = simile_json__new_object();
        status = object ? fill(object, &result) : SIMILE_ERROR_MEMORY;
        if (status == SIMILE_OK) {
            status = simile_json__append(list, object);
        } else {
            simile_json__free(object);
        }
    }
    if (status == SIMILE_OK) {
        status = simile_json__save(list, path, 2);
    }
    simile_json__free(list);
    return status;
}

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

static simile_status write_numbers(simile_writer *writer, const simile_eval_item *item, size_t row)
{
    const simile_eval_rows *rows = &item->rows;
    switch (item->kind) {
    case SIMILE_EVALUATION_STS:
        return simile_writer__format(writer, "%.9g\t%.9g", rows->scores[row], item->scores[row]);
    case SIMILE_EVALUATION_PAIRS:
        return simile_writer__format(writer, "%" PRId64 "\t%.9g", rows->labels[row], item->scores[row]);
    case SIMILE_EVALUATION_LABELLED:
        return simile_writer__format(writer, "%s\t%s", simile_eval_rows__label_name(rows, rows->labels[row]),
                                     simile_eval_rows__label_name(rows, item->predicted[row]));
    case SIMILE_EVALUATION_TRIPLES:
        break;
    }
    return simile_writer__format(writer, "1\t%.9g", item->scores[row]);
}

static simile_status write_item(simile_writer *writer, simile_buffer *field, const simile_eval_item *item)
{
    const simile_eval_rows *rows = &item->rows;
    simile_status status = SIMILE_OK;
    for (size_t row = 0; row < rows->n_rows && status == SIMILE_OK; row++) {
        status = simile_writer__format(writer, "%s\t%s\t%zu\t", simile_evaluation__kind_name(item->kind), rows->path,
                                       row + 1);
        if (status == SIMILE_OK) {
            status = write_numbers(writer, item, row);
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
