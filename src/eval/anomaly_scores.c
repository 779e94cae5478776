/* How far each row is from those of its group. Groups are usually small: each row is compared with each. A file that is
 * one group goes through the search of neighbours. */
#include "anomaly_scores.h"
#include "memory.h"
#include <math.h>
#include <stdint.h>

#define K SIMILE_ANOMALY_NEIGHBOURS

/* Rows to compare with, by group: members[starts[g]] … members[starts[g + 1] − 1], as numbers of texts. */
typedef struct anomaly_run {
    const simile_eval_item *item;
    const simile_eval_view *view;
    size_t *members, *starts, n_groups, n_members;
    double *sums; /* [n_groups, width]: of the members' vectors */
    double *nearest, *means;
} anomaly_run;

static simile_status list_members(anomaly_run *run)
{
    const simile_eval_item *item = run->item;
    const bool has_train = item->train.n_rows > 0;
    const simile_eval_rows *from = has_train ? &item->train : &item->rows;
    const size_t offset = has_train ? item->rows.n_texts : 0;
    run->n_groups = item->names.n_entries;
    run->members = simile_memory__alloc(from->n_rows, sizeof *run->members);
    run->starts = simile_memory__alloc(run->n_groups + 2, sizeof *run->starts);
    if (!run->members || !run->starts) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < from->n_rows; i++) {
        run->starts[from->labels[i] + 2] += !has_train || from->scores[i] == 0;
    }
    for (size_t g = 2; g < run->n_groups + 2; g++) {
        run->starts[g] += run->starts[g - 1];
    }
    for (size_t i = 0; i < from->n_rows; i++) {
        if (!has_train || from->scores[i] == 0) {
            run->members[run->starts[from->labels[i] + 1]++] = offset + i;
            run->n_members++;
        }
    }
    return SIMILE_OK;
}

static simile_status sum_members(anomaly_run *run)
{
    const size_t width = run->view->width;
    if (!run->view->vectors) {
        return SIMILE_OK;
    }
    run->sums = simile_memory__alloc(run->n_groups, width * sizeof *run->sums);
    for (size_t g = 0; g < run->n_groups && run->sums; g++) {
        for (size_t m = run->starts[g]; m < run->starts[g + 1]; m++) {
            const float *x = run->view->vectors + run->members[m] * width;
            for (size_t e = 0; e < width; e++) {
                run->sums[g * width + e] += (double)x[e];
            }
        }
    }
    return run->sums ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

/* 1 − cosine of the row and the mean of the members without it. */
static double distance_to_mean(const anomaly_run *run, size_t row, size_t group)
{
    const size_t width = run->view->width;
    const double *sum = run->sums + group * width, own = run->item->train.n_rows > 0 ? 0 : 1;
    const float *x = run->view->vectors + row * width;
    double product = 0, squares = 0, length = 0;
    for (size_t e = 0; e < width; e++) {
        const double rest = sum[e] - own * (double)x[e];
        product += rest * (double)x[e];
        squares += rest * rest;
        length += (double)x[e] * (double)x[e];
    }
    return squares > 0 && length > 0 ? 1 - product / sqrt(squares * length) : 1;
}

static void insert(double *nearest, double distance)
{
    for (size_t i = 0; i < K; i++) {
        if (isnan(nearest[i]) || distance < nearest[i]) {
            const double pushed = nearest[i];
            nearest[i] = distance;
            distance = pushed;
        }
    }
}

/* Compares a row with each; returns the mean distance. */
static double compare_with_all(double *nearest, const anomaly_run *run, size_t row, size_t group)
{
    double sum = 0, n = 0;
    for (size_t m = run->starts[group]; m < run->starts[group + 1]; m++) {
        if (run->members[m] != row) {
            const double distance = 1 - simile_eval_view__cosine(run->view, row, run->members[m]);
            insert(nearest, distance);
            sum += distance;
            n += 1;
        }
    }
    return n > 0 ? sum / n : NAN;
}

static simile_status score_row(void *context, size_t row, size_t worker)
{
    const anomaly_run *run = context;
    const size_t group = (size_t)run->item->rows.labels[row];
    double *nearest = run->nearest + row * K;
    (void)worker;
    for (size_t i = 0; i < K; i++) {
        nearest[i] = NAN;
    }
    const double mean = compare_with_all(nearest, run, row, group);
    run->means[row] = isnan(mean) || !run->sums ? mean : distance_to_mean(run, row, group);
    return SIMILE_OK;
}

/* The whole file, or all of the training file, is one group. */
static simile_status score_by_search(anomaly_run *run)
{
    const size_t n = run->item->rows.n_rows, first = run->item->train.n_rows > 0 ? run->item->rows.n_texts : 0;
    simile_neighbour *found = simile_memory__alloc(n, K * sizeof *found);
    simile_status status =
        found ? simile_eval_view__find(found, run->view, n, first, run->n_members, K) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n * K && status == SIMILE_OK; i++) {
        run->nearest[i] = found[i].index == SIZE_MAX ? NAN : 1 - (double)found[i].score;
    }
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        run->means[i] = isnan(run->nearest[i * K]) ? NAN : distance_to_mean(run, i, 0);
    }
    simile_memory__free(found);
    return status;
}

simile_status simile_anomaly_scores__find(double *nearest, double *means, const simile_eval_item *item,
                                          const simile_eval_view *view)
{
    anomaly_run run = {.item = item, .view = view, .nearest = nearest, .means = means};
    simile_status status = list_members(&run);
    if (status == SIMILE_OK) {
        status = sum_members(&run);
    }
    if (status == SIMILE_OK) {
        const size_t n_from = item->train.n_rows > 0 ? item->train.n_rows : item->rows.n_rows;
        status = view->vectors && run.n_groups == 1 && run.n_members == n_from
                     ? score_by_search(&run)
                     : simile_pool__run(view->pool, item->rows.n_rows, score_row, &run);
    }
    simile_memory__free(run.members);
    simile_memory__free(run.starts);
    simile_memory__free(run.sums);
    return status;
}
