/* Linear probes. Every fold and every draw is a task of the pool with its own split. */
#include "probe.h"
#include "logistic.h"
#include "memory.h"
#include "random.h"
#include <math.h>

#define N_FOLDS 10
#define SEED    17

typedef struct probe_run {
    const simile_labelled *test, *train; /* train is test when rows are split */
    size_t *turn;                        /* [n]: the how manieth of its label the row is */
    size_t n_labels, n_shots;
    int64_t *predicted; /* [n_splits, test->n]: by each split; folds, which test different rows, share one */
    bool shares_predicted;
} probe_run;

/* Trains on the rows that are marked in `is_train`, tests on the others, or on all of another file. */
static simile_status try_split(const probe_run *run, size_t task, const unsigned char *is_train)
{
    const simile_labelled *train = run->train, *test = run->test;
    int64_t *predicted = run->predicted + (run->shares_predicted ? 0 : task * test->n);
    simile_logistic model = {0};
    size_t *rows = simile_memory__alloc(train->n, sizeof *rows), n_rows = 0;
    if (!rows) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < train->n; i++) {
        if (is_train[i]) {
            rows[n_rows++] = i;
        }
    }
    simile_status status = simile_logistic__fit(&model, train, rows, n_rows, NULL);
    for (size_t i = 0; i < test->n && status == SIMILE_OK; i++) {
        if (test != train || !is_train[i]) {
            predicted[i] = simile_logistic__predict(&model, test->vectors + i * test->width);
        }
    }
    simile_logistic__dispose(&model);
    simile_memory__free(rows);
    return status;
}

static simile_status try_fold(void *context, size_t task, size_t worker)
{
    probe_run *run = context;
    const size_t n = run->train->n;
    unsigned char *is_train = simile_memory__alloc(n, 1);
    (void)worker;
    if (!is_train) {
        return SIMILE_ERROR_MEMORY;
    }
    size_t n_tested = 0;
    for (size_t i = 0; i < n; i++) {
        is_train[i] = run->turn[i] % N_FOLDS != task;
        n_tested += !is_train[i];
    }
    simile_status status = n_tested > 0 && n_tested < n ? try_split(run, task, is_train) : SIMILE_OK;
    simile_memory__free(is_train);
    return status;
}

static simile_status cross_validate(probe_run *run, simile_pool *pool)
{
    const size_t n = run->test->n;
    size_t *counts = simile_memory__alloc(run->n_labels, sizeof *counts);
    run->turn = simile_memory__alloc(n, sizeof *run->turn);
    simile_status status = counts && run->turn ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        for (size_t i = 0; i < n; i++) {
            run->turn[i] = counts[run->test->labels[i]]++;
        }
        status = simile_pool__run(pool, N_FOLDS, try_fold, run);
    }
    simile_memory__free(counts);
    simile_memory__free(run->turn);
    return status;
}

simile_status simile_probe__predict(int64_t *predicted, const simile_labelled *test, const simile_labelled *train,
                                    size_t n_labels, simile_pool *pool)
{
    probe_run run = {.test = test,
                     .train = train ? train : test,
                     .n_labels = n_labels,
                     .predicted = predicted,
                     .shares_predicted = true};
    const simile_logistic_options options = {.pool = pool};
    simile_logistic model = {0};
    for (size_t i = 0; i < test->n; i++) {
        predicted[i] = -1;
    }
    if (!train) {
        return cross_validate(&run, pool);
    }
    simile_status status = simile_logistic__fit(&model, train, NULL, 0, &options);
    for (size_t i = 0; i < test->n && status == SIMILE_OK; i++) {
        predicted[i] = simile_logistic__predict(&model, test->vectors + i * test->width);
    }
    simile_logistic__dispose(&model);
    return status;
}

/* Marks n_shots rows of each label, the first in a shuffled order. */
static simile_status try_draw(void *context, size_t task, size_t worker)
{
    probe_run *run = context;
    const size_t n = run->train->n;
    size_t *order = simile_memory__alloc(n, sizeof *order);
    size_t *counts = simile_memory__alloc(run->n_labels, sizeof *counts);
    unsigned char *is_train = simile_memory__alloc(n, 1);
    simile_status status = order && counts && is_train ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    simile_random random;
    (void)worker;
    if (status == SIMILE_OK) {
        for (size_t i = 0; i < n; i++) {
            order[i] = i;
        }
        simile_random__init(&random, SEED, task);
        simile_random__shuffle(&random, order, n);
        for (size_t i = 0; i < n; i++) {
            is_train[order[i]] = counts[run->train->labels[order[i]]]++ < run->n_shots;
        }
        status = try_split(run, task, is_train);
    }
    simile_memory__free(order);
    simile_memory__free(counts);
    simile_memory__free(is_train);
    return status;
}

/* Whether every label has enough rows, and some row is left to test. */
static simile_status find_whether_enough(bool *enough, const probe_run *run)
{
    size_t *counts = simile_memory__alloc(run->n_labels, sizeof *counts);
    if (!counts) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < run->train->n; i++) {
        counts[run->train->labels[i]]++;
    }
    *enough = run->test != run->train || run->train->n > run->n_shots * run->n_labels;
    for (size_t label = 0; label < run->n_labels; label++) {
        *enough = *enough && counts[label] >= run->n_shots;
    }
    simile_memory__free(counts);
    return SIMILE_OK;
}

simile_status simile_probe__few_shot(double *right, bool *enough, const simile_probe_draws *draws,
                                     const simile_labelled *test, const simile_labelled *train, size_t n_labels,
                                     simile_pool *pool)
{
    const size_t n = draws->n_draws * test->n;
    probe_run run = {.test = test, .train = train ? train : test, .n_labels = n_labels, .n_shots = draws->n_shots};
    *enough = false;
    simile_status status = find_whether_enough(enough, &run);
    if (status != SIMILE_OK || !*enough) {
        return status;
    }
    run.predicted = simile_memory__alloc(n, sizeof *run.predicted);
    if (!run.predicted) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        run.predicted[i] = -1;
    }
    status = simile_pool__run(pool, draws->n_draws, try_draw, &run);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        right[i] = run.predicted[i] < 0 ? (double)NAN : (double)(run.predicted[i] == test->labels[i % test->n]);
    }
    simile_memory__free(run.predicted);
    return status;
}
