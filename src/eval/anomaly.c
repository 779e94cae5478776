/* The anomaly task. */
#include "anomaly.h"
#include "anomaly_scores.h"
#include "correlation.h"
#include "fail.h"
#include "memory.h"
#include "order.h"
#include "pair_classification.h"
#include <math.h>
#include <stdio.h>

#define K SIMILE_ANOMALY_NEIGHBOURS

/* What rows are. */
typedef struct anomaly_kinds {
    int64_t *labels; /* [n_rows]: 1 for odd */
    size_t *ranks;   /* [n_rows]: the same */
} anomaly_kinds;

/* Scores of rows, and which of them have one. */
typedef struct detection {
    const double *scores; /* [n_rows] */
    const anomaly_kinds *kinds;
    size_t *order; /* [n]: rows with a score, by rising score */
    size_t n;
} detection;

static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const detection *d = context;
    const simile_order order = {d->scores, d->kinds->ranks, d->order, d->n, 2};
    simile_pair_classification result;
    simile_pair_classification__walk(&result, d->scores, d->kinds->labels, d->order, weights, d->n);
    values[0] = simile_order__agreement(&order, weights, scratch);
    values[1] = result.average_precision;
}

/* Rows without a score come last when they are sorted as the highest, and are cut off. */
static simile_status sort(detection *d, double *room, size_t n_rows)
{
    d->n = 0;
    for (size_t i = 0; i < n_rows; i++) {
        room[i] = isnan(d->scores[i]) ? INFINITY : d->scores[i];
        d->n += isnan(d->scores[i]) ? 0 : 1;
    }
    return simile_correlation__sort(d->order, room, n_rows);
}

static simile_status add_detection(simile_measures *measures, const char *name, const double *scores,
                                   const anomaly_kinds *kinds, size_t n_rows)
{
    char auroc[32], precision[32];
    const char *const names[] = {auroc, precision};
    detection d = {.scores = scores, .kinds = kinds, .order = simile_memory__alloc(n_rows, sizeof(size_t))};
    double *room = simile_memory__alloc(n_rows, sizeof *room);
    const simile_resampling resampling = {
        .figures = find_figures, .context = &d, .n_rows = n_rows, .n_values = 2, .n_scratch = 4};
    simile_status status = d.order && room ? sort(&d, room, n_rows) : SIMILE_ERROR_MEMORY;
    snprintf(auroc, sizeof auroc, "%s_auroc", name);
    snprintf(precision, sizeof precision, "%s_ap", name);
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling,
                                                "undefined: too few rows to compare with for rows of both kinds");
    }
    simile_memory__free(d.order);
    simile_memory__free(room);
    return status;
}

/* Right is an odd row in whose group an odd one is farthest from the mean. */
static simile_status add_odd_first(simile_measures *measures, const double *means, const int64_t *labels,
                                   const simile_eval_rows *rows, size_t n_groups)
{
    size_t *farthest = simile_memory__alloc(n_groups, sizeof *farthest); /* SIZE_MAX: no row has a score */
    double *right = simile_memory__alloc(rows->n_rows, sizeof *right);
    simile_status status = farthest && right ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t g = 0; g < n_groups && status == SIMILE_OK; g++) {
        farthest[g] = SIZE_MAX;
    }
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        size_t *best = &farthest[rows->labels[i]];
        if (!isnan(means[i]) && (*best == SIZE_MAX || means[i] > means[*best])) {
            *best = i;
        }
    }
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        const size_t best = farthest[rows->labels[i]];
        right[i] = labels[i] == 1 && best != SIZE_MAX ? labels[best] == 1 : NAN;
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add_mean(measures, "odd_first", right, rows->n_rows,
                                           "undefined: no odd row has others to compare with");
    }
    simile_memory__free(farthest);
    simile_memory__free(right);
    return status;
}

static simile_status add_neighbours(simile_measures *measures, const double *nearest, double *room,
                                    const anomaly_kinds *kinds, size_t n)
{
    static const size_t neighbours[] = {1, 3, 10};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof neighbours / sizeof *neighbours && status == SIMILE_OK; i++) {
        char name[16];
        snprintf(name, sizeof name, "knn%zu", neighbours[i]);
        for (size_t row = 0; row < n; row++) {
            room[row] = nearest[row * K + neighbours[i] - 1];
        }
        status = add_detection(measures, name, room, kinds, n);
    }
    return status;
}

static simile_status find_odd(anomaly_kinds *kinds, const simile_eval_rows *rows)
{
    size_t n_odd = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        kinds->labels[i] = rows->scores[i] > 0;
        kinds->ranks[i] = rows->scores[i] > 0;
        n_odd += rows->scores[i] > 0;
    }
    return n_odd > 0 && n_odd < rows->n_rows
               ? SIMILE_OK
               : simile_status__fail(SIMILE_ERROR_DATA, "%s: all %zu rows are %s: both kinds are needed", rows->path,
                                     rows->n_rows, n_odd > 0 ? "odd" : "usual");
}

simile_status simile_anomaly__measure(simile_outcome *outcome, const simile_eval_item *item,
                                      const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    const size_t n = rows->n_rows;
    double *nearest = simile_memory__alloc(n, (K + 1) * sizeof *nearest), *room = nearest ? nearest + n * K : NULL;
    anomaly_kinds kinds = {.labels = simile_memory__alloc(n, sizeof *kinds.labels),
                           .ranks = simile_memory__alloc(n, sizeof *kinds.ranks)};
    double *means;
    simile_status status = nearest && kinds.labels && kinds.ranks ? find_odd(&kinds, rows) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&means, outcome, "distance", SIMILE_COLUMN_REAL, n);
    }
    if (status == SIMILE_OK) {
        status = simile_anomaly_scores__find(nearest, means, item, view);
    }
    if (status == SIMILE_OK) {
        status = add_detection(&outcome->measures, "mean", means, &kinds, n);
    }
    if (status == SIMILE_OK) {
        status = add_neighbours(&outcome->measures, nearest, room, &kinds, n);
    }
    if (status == SIMILE_OK) {
        status = add_odd_first(&outcome->measures, means, kinds.labels, rows, item->names.n_entries);
    }
    simile_memory__free(nearest);
    simile_memory__free(kinds.labels);
    simile_memory__free(kinds.ranks);
    return status;
}
