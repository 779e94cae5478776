/* The figures of an evaluation as JSON. */
#include "evaluation.h"
#include "memory.h"
#include "utf8.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Longest key: contender, metric, ending. */
#define KEY_SIZE 128

static simile_status set(simile_json *object, const char *prefix, const char *name, const char *ending, double value)
{
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%s%s%s%s", prefix, *prefix ? "_" : "", name, ending);
    return simile_json__set(object, key, simile_json__new_number(value));
}

static simile_status set_metric(simile_json *object, const char *prefix, const simile_evaluation_metric *metric)
{
    simile_status status = set(object, prefix, metric->name, "", metric->value);
    if (status == SIMILE_OK && metric->has_interval) {
        status = set(object, prefix, metric->name, "_low", metric->low);
    }
    if (status == SIMILE_OK && metric->has_interval) {
        status = set(object, prefix, metric->name, "_high", metric->high);
    }
    return status == SIMILE_OK && !isnan(metric->once)
               ? set(object, prefix, metric->name, "_without_duplicates", metric->once)
               : status;
}

/* The first contender's figure less that of the one that it is held against. */
static simile_status set_difference(simile_json *object, const simile_evaluation_metric *own,
                                    const simile_evaluation_metric *other)
{
    static const char *const endings[] = {"_difference", "_difference_low", "_difference_high", "_p"};
    simile_evaluation_difference difference;
    simile_status status = simile_evaluation_compare(&difference, own, other);
    const double values[] = {difference.value, difference.low, difference.high, difference.p};
    for (size_t i = 0; i < 4 && status == SIMILE_OK; i++) {
        status = set(object, "", own->name, endings[i], values[i]);
    }
    return status;
}

static simile_status set_contender(simile_json *object, const simile_evaluation *evaluation, size_t index, size_t c)
{
    const simile_measures *measures = &evaluation->items[index]->outcomes[c].measures;
    const char *name = evaluation->contenders[c].name;
    const bool is_opponent = c > 0 && strcmp(name, "against") == 0;
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < measures->n && status == SIMILE_OK; i++) {
        const simile_evaluation_metric *metric = &measures->items[i];
        const simile_evaluation_metric *own =
            simile_measures__find(&evaluation->items[index]->outcomes[0].measures, metric->name);
        status = set_metric(object, c == 0 ? "" : name, metric);
        if (status == SIMILE_OK && is_opponent && own) {
            status = set_difference(object, own, metric);
        }
    }
    return status;
}

simile_json *simile_evaluation__new_text(const char *text)
{
    simile_buffer fixed = {0};
    simile_json *json = simile_utf8__repair(&fixed, text, strlen(text)) == SIMILE_OK
                            ? simile_json__new_text_sized(fixed.data ? fixed.data : "", fixed.size)
                            : NULL;
    simile_buffer__dispose(&fixed);
    return json;
}

static simile_status set_text(simile_json *object, const char *key, const char *text)
{
    return text ? simile_json__set(object, key, simile_evaluation__new_text(text)) : SIMILE_OK;
}

static simile_status set_count(simile_json *object, const char *key, size_t n)
{
    return simile_json__set(object, key, simile_json__new_integer((int64_t)n));
}

/* What is known of the data beside the number of rows. */
static simile_status fill_data(simile_json *data, const simile_evaluation_result *result, bool is_looked_for)
{
    const struct {
        const char *key, *path;
    } files[] = {
        {"train", result->train}, {"dev", result->dev}, {"queries", result->queries}, {"corpus", result->corpus}};
    const struct {
        const char *key;
        size_t n;
        bool is_told;
    } counts[] = {{"train_rows", result->n_train_rows, result->train != NULL},
                  {"dev_rows", result->n_dev_rows, result->dev != NULL},
                  {"queries_rows", result->n_query_rows, result->queries != NULL},
                  {"corpus_rows", result->n_corpus_rows, result->corpus != NULL},
                  {"labels", result->n_labels, result->n_labels > 0},
                  {"empty_texts", result->n_empty, true},
                  {"blank_lines", result->n_blank, true},
                  {"duplicates", result->n_duplicates, is_looked_for}};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files && status == SIMILE_OK; i++) {
        status = set_text(data, files[i].key, files[i].path);
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts && status == SIMILE_OK; i++) {
        status = counts[i].is_told ? set_count(data, counts[i].key, counts[i].n) : SIMILE_OK;
    }
    return status == SIMILE_OK && is_looked_for
               ? set(data, "", "duplicates", "_share", (double)result->n_duplicates / (double)result->n_rows)
               : status;
}

static simile_status set_data(simile_json *object, const simile_evaluation_result *result, bool is_looked_for)
{
    simile_json *data = simile_json__new_object();
    simile_status status = data ? fill_data(data, result, is_looked_for) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        return simile_json__set(object, "data", data);
    }
    simile_json__free(data);
    return status;
}

/* All but the figures. The numbers stand in an object of their own, so that those of the task itself are figures. */
static simile_status set_facts(simile_json *object, const simile_evaluation_result *result, bool is_looked_for)
{
    simile_status status = set_text(object, "name", result->name);
    if (status == SIMILE_OK) {
        status = set_text(object, "main", result->main);
    }
    if (status == SIMILE_OK) {
        status = set_data(object, result, is_looked_for);
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(object, "seconds", simile_json__new_number(result->seconds));
    }
    return status == SIMILE_OK ? set_text(object, "error", result->error) : status;
}

static simile_status fill(simile_json *object, const simile_evaluation *evaluation, size_t index)
{
    const simile_evaluation_result result = simile_evaluation_get(evaluation, index);
    const bool has_outcomes = evaluation->items[index]->outcomes != NULL;
    simile_status status = set_text(object, "task", result.task);
    if (status == SIMILE_OK) {
        status = set_text(object, "file", result.file);
    }
    if (status == SIMILE_OK) {
        status = set_count(object, "rows", result.n_rows);
    }
    for (size_t c = 0; c < evaluation->n_contenders && has_outcomes && status == SIMILE_OK; c++) {
        status = set_contender(object, evaluation, index, c);
    }
    return status == SIMILE_OK ? set_facts(object, &result, evaluation->items[index]->once != NULL) : status;
}

simile_status simile_evaluation__print(simile_json **object, const simile_evaluation *evaluation, size_t index)
{
    *object = simile_json__new_object();
    return *object ? fill(*object, evaluation, index) : SIMILE_ERROR_MEMORY;
}

simile_status simile_evaluation_write_json(const simile_evaluation *evaluation, const char *path)
{
    simile_json *list = simile_json__new_array();
    simile_status status = list ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        simile_json *object;
        status = simile_evaluation__print(&object, evaluation, i);
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
