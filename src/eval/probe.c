/* Linear probes. Every fold and every draw is a task of the pool with its own split. */
#include "probe.h"
#include "logistic.h"
#include "memory.h"
#include "random.h"
#include <math.h>

#define N_FOLDS 10
#define N_DRAWS 10
#define N_SHOTS 8
#define SEED    17

typedef struct probe_run {
    const simile_labelled *test, *train; /* train is test when rows are split */
    size_t *turn;                        /* [n]: the how manieth of its label the row is */
    size_t n_labels;
    double right[N_FOLDS], seen[N_FOLDS];
} probe_run;

/* Trains on the rows that are marked in `is_train`, tests on the others, or on all of another file. */
static simile_status try_split(probe_run *run, size_t task, const unsigned char *is_train)
{
    const simile_labelled *train = run->train, *test = run->test;
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
            run->seen[task] += 1;
            run->right[task] += simile_logistic__predict(&model, test->vectors + i * test->width) == test->labels[i];
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

static simile_status cross_validate(double *accuracy, probe_run *run, simile_pool *pool)
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
    double right = 0, seen = 0;
    for (size_t fold = 0; fold < N_FOLDS; fold++) {
        right += run->right[fold];
        seen += run->seen[fold];
    }
    *accuracy = seen > 0 ? right / seen : NAN;
    simile_memory__free(counts);
    simile_memory__free(run->turn);
    return status;
}

simile_status simile_probe__accuracy(double *accuracy, const simile_labelled *test, const simile_labelled *train,
                                     size_t n_labels, simile_pool *pool)
{
    probe_run run = {.test = test, .train = train ? train : test, .n_labels = n_labels};
    simile_logistic model = {0};
    size_t n_right = 0;
    *accuracy = NAN;
    if (!train) {
        return cross_validate(accuracy, &run, pool);
    }
    simile_status status = simile_logistic__fit(&model, train, NULL, 0, NULL);
    for (size_t i = 0; i < test->n && status == SIMILE_OK; i++) {
        n_right += simile_logistic__predict(&model, test->vectors + i * test->width) == test->labels[i];
    }
    simile_logistic__dispose(&model);
    if (status == SIMILE_OK) {
        *accuracy = (double)n_right / (double)test->n;
    }
    return status;
}

/* Marks N_SHOTS rows of each label, the first in a shuffled order. */
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
            is_train[order[i]] = counts[run->train->labels[order[i]]]++ < N_SHOTS;
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
    *enough = run->test != run->train || run->train->n > N_SHOTS * run->n_labels;
    for (size_t label = 0; label < run->n_labels; label++) {
        *enough = *enough && counts[label] >= N_SHOTS;
    }
    simile_memory__free(counts);
    return SIMILE_OK;
}

simile_status simile_probe__few_shot(double *mean, double *deviation, const simile_labelled *test,
                                     const simile_labelled *train, size_t n_labels, simile_pool *pool)
{
    probe_run run = {.test = test, .train = train ? train : test, .n_labels = n_labels};
    bool enough = false;
    *mean = *deviation = NAN;
    simile_status status = find_whether_enough(&enough, &run);
    if (status != SIMILE_OK || !enough) {
        return status;
    }
    status = simile_pool__run(pool, N_DRAWS, try_draw, &run);
    if (status == SIMILE_OK) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < N_DRAWS; i++) {
            sum += run.right[i] / run.seen[i];
        }
        *mean = sum / N_DRAWS;
        for (size_t i = 0; i < N_DRAWS; i++) {
            const double d = run.right[i] / run.seen[i] - *mean;
            squares += d * d;
        }
        *deviation = sqrt(squares / (N_DRAWS - 1));
    }
    return status;
}
