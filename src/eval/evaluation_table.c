/* The figures of an evaluation as CSV and as Markdown. */
#include "evaluation.h"
#include "file.h"
#include "number.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A field of CSV; quoted where it must be. */
static simile_status write_field(simile_writer *writer, const char *text)
{
    if (!text || !text[strcspn(text, ",\"\r\n")]) {
        return simile_writer__format(writer, "%s", text ? text : "");
    }
    simile_status status = simile_writer__write(writer, "\"", 1);
    for (; *text && status == SIMILE_OK; text++) {
        status = simile_writer__write(writer, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    }
    return status == SIMILE_OK ? simile_writer__write(writer, "\"", 1) : status;
}

static simile_status write_number(simile_writer *writer, double value, const char *end)
{
    char text[SIMILE_NUMBER_SIZE] = "";
    if (!isnan(value)) {
        simile_number__print_real(text, value);
    }
    return simile_writer__format(writer, "%s%s", text, end);
}

static simile_status write_numbers(simile_writer *writer, const double *values, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = write_number(writer, values[i], ",");
    }
    return status;
}

static simile_status write_line(simile_writer *writer, const simile_evaluation_result *result, const char *contender,
                                const simile_evaluation_metric *metric, const simile_evaluation_metric *first)
{
    simile_evaluation_difference difference = {NAN, NAN, NAN, NAN};
    const char *const texts[] = {result->task, result->name, result->file};
    simile_status status = first && first != metric ? simile_evaluation_compare(&difference, first, metric) : SIMILE_OK;
    for (size_t i = 0; i < 3 && status == SIMILE_OK; i++) {
        status = write_field(writer, texts[i]);
        status = status == SIMILE_OK ? simile_writer__write(writer, ",", 1) : status;
    }
    if (status == SIMILE_OK) {
        status = simile_writer__format(writer, "%zu,%s,%s,", result->n_rows, contender, metric->name);
    }
    const double values[] = {metric->value,
                             metric->has_interval ? metric->low : NAN,
                             metric->has_interval ? metric->high : NAN,
                             metric->once,
                             difference.value,
                             difference.low,
                             difference.high,
                             difference.p};
    if (status == SIMILE_OK) {
        status = write_numbers(writer, values, sizeof values / sizeof *values);
    }
    if (status == SIMILE_OK) {
        status = write_field(writer, metric->note);
    }
    return status == SIMILE_OK ? simile_writer__write(writer, "\n", 1) : status;
}

/* A file without figures has a line that says why. */
static simile_status write_error(simile_writer *writer, const simile_evaluation_result *result)
{
    const simile_evaluation_metric none = {.name = "", .value = NAN, .once = NAN, .note = result->error};
    return write_line(writer, result, "", &none, NULL);
}

static simile_status write_lines(simile_writer *writer, const simile_evaluation *evaluation, size_t index)
{
    const simile_eval_item *item = evaluation->items[index];
    simile_status status = SIMILE_OK;
    for (size_t c = 0; c < evaluation->n_contenders && item->outcomes; c++) {
        const simile_evaluation_result result = simile_evaluation_get_of(evaluation, index, c);
        for (size_t m = 0; m < result.n_metrics && status == SIMILE_OK; m++) {
            const simile_evaluation_metric *metric = &result.metrics[m];
            status = write_line(writer, &result, evaluation->contenders[c].name, metric,
                                simile_measures__find(&item->outcomes[0].measures, metric->name));
        }
    }
    if (item->error) {
        const simile_evaluation_result result = simile_evaluation_get(evaluation, index);
        status = write_error(writer, &result);
    }
    return status;
}

typedef simile_status (*write_one)(simile_writer *writer, const simile_evaluation *evaluation, size_t index);

static simile_status write_all(const simile_evaluation *evaluation, const char *path, const char *head, write_one write)
{
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open(&writer, path);
    if (status == SIMILE_OK) {
        status = simile_writer__write(writer, head, strlen(head));
    }
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        status = write(writer, evaluation, i);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__commit(writer);
    }
    simile_writer__free(writer);
    return status;
}

simile_status simile_evaluation_write_csv(const simile_evaluation *evaluation, const char *path)
{
    return write_all(evaluation, path,
                     "task,name,file,rows,contender,metric,value,low,high,without_duplicates,difference,"
                     "difference_low,difference_high,p,note\n",
                     write_lines);
}

/* Text in Markdown: the signs that a table or emphasis would take for itself are escaped. */
static simile_status write_escaped(simile_writer *writer, const char *text)
{
    simile_status status = SIMILE_OK;
    for (; *text && status == SIMILE_OK; text++) {
        const char escaped[] = {'\\', *text};
        const bool is_special = strchr("\\`*_<>[]|#", *text) != NULL;
        status = simile_writer__write(writer, is_special ? escaped : text, is_special ? 2 : 1);
    }
    return status;
}

static simile_status write_cell(simile_writer *writer, const simile_evaluation_metric *metric)
{
    if (!metric) {
        return simile_writer__format(writer, " |");
    }
    if (isnan(metric->value)) {
        return simile_writer__format(writer, " – |");
    }
    simile_status status = simile_writer__format(writer, " %.4f", metric->value);
    if (status == SIMILE_OK && metric->has_interval) {
        status = simile_writer__format(writer, " (%.4f … %.4f)", metric->low, metric->high);
    }
    return status == SIMILE_OK ? simile_writer__write(writer, " |", 2) : status;
}

static simile_status write_title(simile_writer *writer, const simile_evaluation_result *result)
{
    simile_status status = simile_writer__format(writer, "## %s", result->task);
    if (status == SIMILE_OK) {
        status = simile_writer__write(writer, ": ", 2);
    }
    if (status == SIMILE_OK) {
        status = write_escaped(writer, result->name ? result->name : result->file);
    }
    if (status == SIMILE_OK && result->error) {
        status = simile_writer__write(writer, "\n\nFailed: ", 10);
        status = status == SIMILE_OK ? write_escaped(writer, result->error) : status;
        return status == SIMILE_OK ? simile_writer__write(writer, "\n\n", 2) : status;
    }
    return status == SIMILE_OK
               ? simile_writer__format(writer, "\n\n%zu rows: %s.\n\n", result->n_rows, result->protocol)
               : status;
}

static simile_status write_header(simile_writer *writer, const simile_evaluation *evaluation)
{
    simile_status status = simile_writer__format(writer, "| figure |");
    for (size_t c = 0; c < evaluation->n_contenders && status == SIMILE_OK; c++) {
        status = simile_writer__format(writer, " %s |", evaluation->contenders[c].name);
    }
    for (size_t c = 0; c <= evaluation->n_contenders && status == SIMILE_OK; c++) {
        status = simile_writer__format(writer, "%s", c == 0 ? "\n| --- |" : " --: |");
    }
    return status == SIMILE_OK ? simile_writer__write(writer, "\n", 1) : status;
}

static simile_status write_table(simile_writer *writer, const simile_evaluation *evaluation, size_t index)
{
    const simile_eval_item *item = evaluation->items[index];
    const simile_evaluation_result result = simile_evaluation_get(evaluation, index);
    simile_status status = write_title(writer, &result);
    if (status == SIMILE_OK && item->outcomes) {
        status = write_header(writer, evaluation);
    }
    for (size_t m = 0; m < result.n_metrics && status == SIMILE_OK; m++) {
        status = simile_writer__format(writer, "| %s |", result.metrics[m].name);
        for (size_t c = 0; c < evaluation->n_contenders && status == SIMILE_OK; c++) {
            status = write_cell(writer, simile_measures__find(&item->outcomes[c].measures, result.metrics[m].name));
        }
        status = status == SIMILE_OK ? simile_writer__write(writer, "\n", 1) : status;
    }
    return status == SIMILE_OK && item->outcomes ? simile_writer__write(writer, "\n", 1) : status;
}

simile_status simile_evaluation_write_markdown(const simile_evaluation *evaluation, const char *path)
{
    return write_all(evaluation, path, "", write_table);
}
