/* Percentile intervals by resampling rows. */
#include "bootstrap.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <stdlib.h>

#define DEFAULT_DRAWS 1000

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

simile_status simile_bootstrap__interval(double *low, double *high, simile_bootstrap_metric metric, void *context,
                                         size_t n, const simile_bootstrap_options *options)
{
    const size_t n_draws = options->n_draws > 0 ? options->n_draws : DEFAULT_DRAWS;
    size_t *rows = simile_memory__alloc(n, sizeof *rows);
    double *values = simile_memory__alloc(n_draws, sizeof *values);
    simile_status status = rows && values ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    size_t n_values = 0;
    for (size_t draw = 0; draw < n_draws && n > 0 && status == SIMILE_OK; draw++) {
        simile_random random;
        simile_random__init(&random, options->seed, draw);
        for (size_t i = 0; i < n; i++) {
            rows[i] = simile_random__below(&random, n);
        }
        status = metric(&values[n_values], context, rows, n);
        n_values += status == SIMILE_OK && !isnan(values[n_values]);
    }
    if (status == SIMILE_OK) {
        qsort(values, n_values, sizeof *values, compare);
        *low = percentile(values, n_values, 0.025);
        *high = percentile(values, n_values, 0.975);
    }
    simile_memory__free(values);
    simile_memory__free(rows);
    return status;
}
