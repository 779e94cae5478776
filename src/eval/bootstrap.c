/* Resampling of rows. A draw is a weight for each row: how many times it was taken. */
#include "bootstrap.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(const double *sorted, size_t n, double share)
{
    if (n == 0) {
        return NAN;
    }
    const double place = share * (double)(n - 1);
    const size_t below = (size_t)place, above = below + 1 < n ? below + 1 : below;
    return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}

/* What all draws share; a worker's part of `memory` holds its weights, its values and its scratch. */
typedef struct draw_run {
    const simile_resampling *resampling;
    double *draws, *memory;
    size_t n_draws, n_each;
    uint64_t seed;
} draw_run;

static simile_status draw_one(void *context, size_t draw, size_t worker)
{
    const draw_run *run = context;
    const simile_resampling *r = run->resampling;
    double *weights = run->memory + worker * run->n_each;
    double *values = weights + r->n_rows, *scratch = values + r->n_values;
    simile_random random;
    simile_random__init(&random, run->seed, draw);
    for (size_t i = 0; i < r->n_rows; i++) {
        weights[i] = 0;
    }
    for (size_t i = 0; i < r->n_rows; i++) {
        weights[simile_random__below(&random, r->n_rows)] += 1;
    }
    r->figures(values, r->context, weights, r->n_scratch > 0 ? scratch : NULL);
    for (size_t v = 0; v < r->n_values; v++) {
        run->draws[v * run->n_draws + draw] = values[v];
    }
    return SIMILE_OK;
}

simile_status simile_bootstrap__draw(double *draws, size_t n_draws, const simile_resampling *resampling, uint64_t seed,
                                     simile_pool *pool)
{
    draw_run run = {.resampling = resampling, .draws = draws, .n_draws = n_draws, .seed = seed};
    run.n_each = resampling->n_rows + resampling->n_values + resampling->n_scratch;
    run.memory = simile_memory__alloc(simile_pool__size(pool), run.n_each * sizeof *run.memory);
    if (!run.memory) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = simile_pool__run(pool, resampling->n_rows > 0 ? n_draws : 0, draw_one, &run);
    simile_memory__free(run.memory);
    return status;
}

simile_status simile_bootstrap__figures(double *values, const simile_resampling *resampling, const double *weights)
{
    double *ones = simile_memory__alloc(resampling->n_rows + resampling->n_scratch, sizeof *ones);
    if (!ones) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < resampling->n_rows; i++) {
        ones[i] = 1;
    }
    resampling->figures(values, resampling->context, weights ? weights : ones,
                        resampling->n_scratch > 0 ? ones + resampling->n_rows : NULL);
    simile_memory__free(ones);
    return SIMILE_OK;
}

simile_status simile_bootstrap__interval(double *low, double *high, const double *draws, size_t n)
{
    double *sorted = simile_memory__alloc(n, sizeof *sorted);
    size_t n_values = 0;
    if (!sorted) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        if (!isnan(draws[i])) {
            sorted[n_values++] = draws[i];
        }
    }
    qsort(sorted, n_values, sizeof *sorted, compare);
    *low = percentile(sorted, n_values, 0.025);
    *high = percentile(sorted, n_values, 0.975);
    simile_memory__free(sorted);
    return SIMILE_OK;
}

simile_status simile_bootstrap__compare(simile_bootstrap_difference *difference, const double *a, const double *b,
                                        size_t n)
{
    double *differences = simile_memory__alloc(n, sizeof *differences);
    size_t n_values = 0, n_below = 0, n_above = 0;
    if (!differences) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        differences[i] = a[i] - b[i];
        n_values += !isnan(differences[i]) ? 1 : 0;
        n_below += differences[i] <= 0 ? 1 : 0;
        n_above += differences[i] >= 0 ? 1 : 0;
    }
    simile_status status = simile_bootstrap__interval(&difference->low, &difference->high, differences, n);
    const double rarer = (double)(n_below < n_above ? n_below : n_above);
    difference->p = n_values > 0 ? fmin(1, 2 * (1 + rarer) / (1 + (double)n_values)) : NAN;
    simile_memory__free(differences);
    return status;
}
