/* The figures of an evaluation as JSON. */
#include "evaluation.h"
#include "memory.h"
#include <stdio.h>

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
    return status;
}

static simile_status fill(simile_json *object, const simile_evaluation *evaluation, size_t index)
{
    const simile_evaluation_result result = simile_evaluation_get(evaluation, index);
    simile_status status = simile_json__set(object, "task", simile_json__new_text(result.task));
    if (status == SIMILE_OK) {
        status = simile_json__set(object, "file", simile_json__new_text(result.file));
    }
    if (status == SIMILE_OK) {
        status = simile_json__set(object, "rows", simile_json__new_integer((int64_t)result.n_rows));
    }
    for (size_t c = 0; c < evaluation->n_contenders; c++) {
        const simile_evaluation_result one = simile_evaluation_get_of(evaluation, index, c);
        for (size_t i = 0; i < one.n_metrics && status == SIMILE_OK; i++) {
            status = set_metric(object, c == 0 ? "" : evaluation->contenders[c].name, &one.metrics[i]);
        }
    }
    return status;
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
