/* A linear probe whose penalty is chosen on other rows. */
#include "probe_grid.h"
#include "logistic.h"

static const double grid[] = {1e-3, 1e-2, 1e-1, 1, 10, 100, 1000};
#define N_GRID (sizeof grid / sizeof *grid)

typedef struct grid_run {
    const simile_labelled *train, *dev;
    simile_logistic models[N_GRID];
    size_t n_right[N_GRID];
} grid_run;

static simile_status try_one(void *context, size_t task, size_t worker)
{
    grid_run *run = context;
    const simile_logistic_options options = {.c = grid[task]};
    (void)worker;
    simile_status status = simile_logistic__fit(&run->models[task], run->train, NULL, 0, &options);
    for (size_t i = 0; i < run->dev->n && status == SIMILE_OK; i++) {
        run->n_right[task] += simile_logistic__predict(&run->models[task], run->dev->vectors + i * run->dev->width) ==
                              run->dev->labels[i];
    }
    return status;
}

simile_status simile_probe_grid__predict(int64_t *predicted, double *c, const simile_labelled *test,
                                         const simile_labelled *train, const simile_labelled *dev, simile_pool *pool)
{
    grid_run run = {.train = train, .dev = dev};
    size_t best = 0;
    simile_status status = simile_pool__run(pool, N_GRID, try_one, &run);
    for (size_t i = 1; i < N_GRID; i++) {
        best = run.n_right[i] > run.n_right[best] ? i : best;
    }
    *c = grid[best];
    for (size_t i = 0; i < test->n && status == SIMILE_OK; i++) {
        predicted[i] = simile_logistic__predict(&run.models[best], test->vectors + i * test->width);
    }
    for (size_t i = 0; i < N_GRID; i++) {
        simile_logistic__dispose(&run.models[i]);
    }
    return status;
}
