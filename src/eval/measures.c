/* A growing list of figures. */
#include "measures.h"
#include "memory.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define SEED    20200721 /* of all draws: they repeat, and those of two models are paired */
#define N_DRAWS SIMILE_MEASURES_DRAWS

simile_status simile_measures__add(simile_measures *measures, const char *name, double value, const char *note)
{
    simile_status status =
        simile_memory__grow(&measures->items, &measures->capacity, measures->n + 1, sizeof *measures->items);
    const char *copy = status == SIMILE_OK ? simile_arena__copy_text(&measures->arena, name, strlen(name)) : NULL;
    if (!copy) {
        return SIMILE_ERROR_MEMORY;
    }
    measures->items[measures->n++] =
        (simile_evaluation_metric){.name = copy, .value = value, .once = NAN, .note = isnan(value) ? note : NULL};
    return SIMILE_OK;
}

static bool has_any(const double *weights, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0) {
            return true;
        }
    }
    return false;
}

/* The figures of all rows, and of those that count once. */
static simile_status find_values(double *values, const simile_measures *measures, const simile_resampling *resampling)
{
    const size_t n = resampling->n_values;
    simile_status status = simile_bootstrap__figures(values, resampling, NULL);
    if (status == SIMILE_OK && measures->once && !resampling->is_approximate &&
        resampling->n_rows == measures->n_once && has_any(measures->once, measures->n_once)) {
        return simile_bootstrap__figures(values + n, resampling, measures->once);
    }
    for (size_t i = 0; i < n; i++) {
        values[n + i] = NAN;
    }
    return status;
}

/* draws [N_DRAWS]: kept as they are. */
static simile_status append(simile_measures *measures, const char *name, double value, const double *draws,
                            const char *note)
{
    simile_status status = simile_measures__add(measures, name, value, note);
    if (status != SIMILE_OK || isnan(value)) {
        return status;
    }
    simile_evaluation_metric *metric = &measures->items[measures->n - 1];
    metric->draws = draws;
    metric->n_draws = N_DRAWS;
    status = simile_bootstrap__interval(&metric->low, &metric->high, draws, N_DRAWS);
    metric->has_interval = !isnan(metric->low);
    return status;
}

simile_status simile_measures__add_drawn(simile_measures *measures, const char *name, double value, const double *draws,
                                         const char *note)
{
    double *copy = simile_arena__alloc(&measures->arena, N_DRAWS, sizeof *copy);
    if (!copy) {
        return SIMILE_ERROR_MEMORY;
    }
    memcpy(copy, draws, N_DRAWS * sizeof *copy);
    return append(measures, name, value, copy, note);
}

/* Moves the draws by a constant so that their mean is the value. */
static void centre(double *draws, double value)
{
    double sum = 0, n = 0;
    for (size_t d = 0; d < N_DRAWS; d++) {
        sum += isnan(draws[d]) ? 0 : draws[d];
        n += isnan(draws[d]) ? 0 : 1;
    }
    for (size_t d = 0; d < N_DRAWS && n > 0; d++) {
        draws[d] += value - sum / n;
    }
}

simile_status simile_measures__add_resampled(simile_measures *measures, const char *const *names,
                                             const simile_resampling *resampling, const char *note)
{
    const size_t n = resampling->n_values;
    double *values = simile_memory__alloc(2 * n, sizeof *values);
    double *draws = simile_arena__alloc(&measures->arena, n * N_DRAWS, sizeof *draws);
    simile_status status = values && draws ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = find_values(values, measures, resampling);
    }
    if (status == SIMILE_OK) {
        status = simile_bootstrap__draw(draws, N_DRAWS, resampling, SEED, measures->pool);
    }
    for (size_t i = 0; i < n && status == SIMILE_OK && resampling->is_biased; i++) {
        centre(draws + i * N_DRAWS, values[i]);
    }
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = append(measures, names[i], values[i], draws + i * N_DRAWS, note);
        if (status == SIMILE_OK && !isnan(values[i])) {
            measures->items[measures->n - 1].once = values[n + i];
        }
    }
    simile_memory__free(values);
    return status;
}

typedef struct mean_context {
    const double *values;
    size_t n;
} mean_context;

static void find_mean(double *value, const void *context, const double *weights, double *scratch)
{
    const mean_context *c = context;
    double sum = 0, n = 0;
    (void)scratch;
    for (size_t i = 0; i < c->n; i++) {
        if (!isnan(c->values[i])) {
            sum += weights[i] * c->values[i];
            n += weights[i];
        }
    }
    *value = n > 0 ? sum / n : NAN;
}

simile_status simile_measures__add_mean(simile_measures *measures, const char *name, const double *values,
                                        size_t n_rows, const char *note)
{
    const mean_context context = {values, n_rows};
    const simile_resampling resampling = {.figures = find_mean, .context = &context, .n_rows = n_rows, .n_values = 1};
    return simile_measures__add_resampled(measures, &name, &resampling, note);
}

const simile_evaluation_metric *simile_measures__find(const simile_measures *measures, const char *name)
{
    for (size_t i = 0; i < measures->n; i++) {
        if (strcmp(measures->items[i].name, name) == 0) {
            return &measures->items[i];
        }
    }
    return NULL;
}

void simile_measures__dispose(simile_measures *measures)
{
    simile_memory__free(measures->items);
    simile_arena__dispose(&measures->arena);
    *measures = (simile_measures){0};
}
