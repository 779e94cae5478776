/* A growing list of metrics. */
#include "measures.h"
#include "memory.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED 20200721 /* of all intervals: they repeat */

simile_status simile_measures__add(simile_measures *measures, const char *prefix, const char *name, double value,
                                   const char *note)
{
    char whole[64];
    simile_status status =
        simile_memory__grow(&measures->items, &measures->capacity, measures->n + 1, sizeof *measures->items);
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    const char *copy = status == SIMILE_OK ? simile_arena__copy_text(&measures->names, whole, strlen(whole)) : NULL;
    if (!copy) {
        return SIMILE_ERROR_MEMORY;
    }
    measures->items[measures->n++] =
        (simile_evaluation_metric){.name = copy, .value = value, .note = isnan(value) ? note : NULL};
    return SIMILE_OK;
}

simile_status simile_measures__add_interval(simile_measures *measures, simile_bootstrap_metric metric, void *context,
                                            size_t n)
{
    const simile_bootstrap_options options = {.seed = SEED};
    simile_evaluation_metric *last = &measures->items[measures->n - 1];
    if (isnan(last->value)) {
        return SIMILE_OK;
    }
    simile_status status = simile_bootstrap__interval(&last->low, &last->high, metric, context, n, &options);
    last->has_interval = status == SIMILE_OK && !isnan(last->low);
    return status;
}

simile_status simile_measures__mean(double *value, void *values, const size_t *rows, size_t n)
{
    const double *items = values;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += items[rows[i]];
    }
    *value = sum / (double)n;
    return SIMILE_OK;
}

void simile_measures__dispose(simile_measures *measures)
{
    simile_memory__free(measures->items);
    simile_arena__dispose(&measures->names);
    *measures = (simile_measures){0};
}
