/* The labelled task. */
#include "labelled.h"
#include "fail.h"
#include "few_shot.h"
#include "grouping.h"
#include "knn.h"
#include "label_clusters.h"
#include "label_scale.h"
#include "memory.h"
#include "probe.h"
#include "probe_grid.h"
#include "space_figures.h"
#include <math.h>
#include <stdio.h>

static const size_t neighbourhoods[] = {1, 5, 10};

/* The share of rows whose predicted label is theirs; −1 is no prediction. */
static simile_status add_accuracy(simile_measures *measures, const char *name, const double *predicted,
                                  const simile_eval_rows *rows, const char *note)
{
    double *right = simile_memory__alloc(rows->n_rows, sizeof *right);
    if (!right) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        right[i] = predicted[i] < 0 ? (double)NAN : (double)(predicted[i] == (double)rows->labels[i]);
    }
    simile_status status = simile_measures__add_mean(measures, name, right, rows->n_rows, note);
    simile_memory__free(right);
    return status;
}

/* found [n_rows, k] (=): the nearest rows that are learnt from. */
static simile_status find_neighbours(simile_neighbour *found, const simile_eval_item *item,
                                     const simile_eval_view *view, size_t k)
{
    const size_t n = item->rows.n_rows;
    return item->train.n_rows > 0 ? simile_eval_view__find(found, view, n, n, item->train.n_rows, k)
                                  : simile_eval_view__find(found, view, n, 0, n, k);
}

/* predicted [n_rows] (=): the labels for which the first k of each row's `most` neighbours vote. */
static void vote(double *predicted, const simile_neighbour *found, size_t k, size_t most, const simile_eval_item *item)
{
    const int64_t *labels = item->train.n_rows > 0 ? item->train.labels : item->rows.labels;
    for (size_t i = 0; i < item->rows.n_rows; i++) {
        predicted[i] = (double)simile_knn__vote(found + i * most, labels, k);
    }
}

static simile_status add_votes(simile_outcome *outcome, double *predicted, const simile_neighbour *found, size_t most,
                               const simile_eval_item *item)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof neighbourhoods / sizeof *neighbourhoods && status == SIMILE_OK; i++) {
        const size_t k = neighbourhoods[i];
        char name[32];
        snprintf(name, sizeof name, "knn%zu_accuracy", k);
        if (k > most) {
            status = simile_measures__add(&outcome->measures, name, NAN, "undefined: fewer rows to look among than k");
        } else {
            vote(predicted, found, k, most, item);
            status = add_accuracy(&outcome->measures, name, predicted, &item->rows, NULL);
        }
    }
    return status;
}

static simile_status measure_neighbours(simile_outcome *outcome, const simile_eval_item *item,
                                        const simile_eval_view *view)
{
    const size_t n = item->rows.n_rows, n_others = item->train.n_rows > 0 ? item->train.n_rows : n - 1;
    size_t most = 0;
    for (size_t i = 0; i < sizeof neighbourhoods / sizeof *neighbourhoods; i++) {
        most = neighbourhoods[i] <= n_others ? neighbourhoods[i] : most;
    }
    simile_neighbour *found = simile_memory__alloc(n * most, sizeof *found);
    double *predicted;
    simile_status status = found ? simile_outcome__add_column(&predicted, outcome, "predicted", SIMILE_COLUMN_LABEL, n)
                                 : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        for (size_t i = 0; i < n; i++) {
            predicted[i] = -1;
        }
        status = most > 0 ? find_neighbours(found, item, view, most) : SIMILE_OK;
    }
    if (status == SIMILE_OK) {
        status = add_votes(outcome, predicted, found, most, item);
    }
    simile_memory__free(found);
    return status;
}

static simile_status measure_probe(simile_outcome *outcome, const simile_eval_rows *rows, const simile_labelled *test,
                                   const simile_labelled *train, size_t n_labels, simile_pool *pool)
{
    const size_t n = rows->n_rows;
    int64_t *labels = simile_memory__alloc(n, sizeof *labels);
    double *predicted;
    simile_status status = labels ? simile_probe__predict(labels, test, train, n_labels, pool) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&predicted, outcome, "probe", SIMILE_COLUMN_LABEL, n);
    }
    if (status == SIMILE_OK) {
        for (size_t i = 0; i < n; i++) {
            predicted[i] = (double)labels[i];
        }
        status =
            add_accuracy(&outcome->measures, "probe_accuracy", predicted, rows, "undefined: too few rows to split");
    }
    simile_memory__free(labels);
    return status;
}

/* The probe whose penalty the dev file chooses. */
static simile_status measure_tuned_probe(simile_measures *measures, const simile_eval_rows *rows,
                                         const simile_labelled *test, const simile_labelled *train,
                                         const simile_labelled *dev, simile_pool *pool)
{
    static const char note[] = "undefined: a dev file needs a training file beside it";
    int64_t *labels = simile_memory__alloc(rows->n_rows, sizeof *labels);
    double *predicted = simile_memory__alloc(rows->n_rows, sizeof *predicted), c = NAN;
    simile_status status = labels && predicted ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && train) {
        status = simile_probe_grid__predict(labels, &c, test, train, dev, pool);
    }
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        predicted[i] = train ? (double)labels[i] : -1;
    }
    if (status == SIMILE_OK) {
        status = add_accuracy(measures, "tuned_probe_accuracy", predicted, rows, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "tuned_probe_c", c, note);
    }
    simile_memory__free(labels);
    simile_memory__free(predicted);
    return status;
}

/* Rows whose label the training file lacks can never be right: how many there are, if any. */
static simile_status add_unseen(simile_measures *measures, const simile_eval_item *item)
{
    bool *is_known = simile_memory__alloc(item->names.n_entries, sizeof *is_known);
    size_t n = 0;
    if (!is_known) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < item->train.n_rows; i++) {
        is_known[item->train.labels[i]] = true;
    }
    for (size_t i = 0; i < item->rows.n_rows; i++) {
        n += is_known[item->rows.labels[i]] ? 0 : 1;
    }
    simile_memory__free(is_known);
    return n > 0 ? simile_measures__add(measures, "rows_of_unknown_labels", (double)n, NULL) : SIMILE_OK;
}

static bool has_one_label(const simile_eval_rows *rows)
{
    for (size_t i = 1; i < rows->n_rows; i++) {
        if (rows->labels[i] != rows->labels[0]) {
            return false;
        }
    }
    return true;
}

static simile_status measure_vectors(simile_outcome *outcome, const simile_eval_item *item,
                                     const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    const size_t n = rows->n_rows, n_labels = item->names.n_entries;
    const simile_labelled test = {view->vectors, rows->labels, n, view->width};
    const simile_labelled others = {view->vectors + n * view->width, item->train.labels, item->train.n_rows,
                                    view->width};
    const simile_labelled dev = {others.vectors + others.n * view->width, item->dev.labels, item->dev.n_rows,
                                 view->width};
    const simile_labelled *train = item->train.n_rows > 0 ? &others : NULL;
    simile_status status = simile_label_clusters__measure(&outcome->measures, &test, rows->n_labels, view->pool);
    if (status == SIMILE_OK) {
        status = simile_grouping__add_figures(&outcome->measures, &test, rows->n_labels);
    }
    if (status == SIMILE_OK) {
        status = measure_probe(outcome, rows, &test, train, n_labels, view->pool);
    }
    if (status == SIMILE_OK && dev.n > 0) {
        status = measure_tuned_probe(&outcome->measures, rows, &test, train, &dev, view->pool);
    }
    if (status == SIMILE_OK) {
        status = simile_few_shot__add_figures(&outcome->measures, &item->few_shot, &test, train, n_labels, view->pool);
    }
    if (status == SIMILE_OK) {
        status = simile_label_scale__measure(&outcome->measures, &test, train, &item->names, view->pool);
    }
    return status == SIMILE_OK ? simile_space__add_figures(&outcome->measures, rows, view) : status;
}

simile_status simile_labelled__measure(simile_outcome *outcome, const simile_eval_item *item,
                                       const simile_eval_view *view)
{
    if (has_one_label(&item->rows)) {
        return simile_status__fail(SIMILE_ERROR_DATA, "%s: all rows have the same label: two are needed",
                                   item->rows.path);
    }
    simile_status status = measure_neighbours(outcome, item, view);
    if (status == SIMILE_OK && item->train.n_rows > 0) {
        status = add_unseen(&outcome->measures, item);
    }
    return status == SIMILE_OK && view->vectors ? measure_vectors(outcome, item, view) : status;
}
