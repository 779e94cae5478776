/* Several files of scored pairs together. */
#include "sts_together.h"
#include "eval_task.h"
#include "memory.h"
#include "sts.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_part(const simile_eval_item *item)
{
    return item->task == simile_eval_task__get(SIMILE_EVALUATION_STS) && item->outcomes;
}

/* The rows of all files; their texts lie where they are. */
static simile_status gather_rows(simile_eval_rows *rows, const simile_evaluation *e, size_t n_rows, size_t n_texts)
{
    rows->texts = simile_memory__alloc(n_texts, sizeof *rows->texts);
    rows->row_starts = simile_memory__alloc(n_rows + 1, sizeof *rows->row_starts);
    rows->scores = simile_memory__alloc(n_rows, sizeof *rows->scores);
    rows->labels = simile_memory__alloc(n_rows, sizeof *rows->labels);
    if (!rows->texts || !rows->row_starts || !rows->scores || !rows->labels) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < e->n_items; i++) {
        const simile_eval_rows *part = &e->items[i]->rows;
        if (!is_part(e->items[i])) {
            continue;
        }
        for (size_t r = 0; r < part->n_rows; r++) {
            rows->scores[rows->n_rows] = part->scores[r];
            rows->row_starts[++rows->n_rows] = rows->n_texts + part->row_starts[r + 1];
        }
        memcpy(rows->texts + rows->n_texts, part->texts, part->n_texts * sizeof *rows->texts);
        rows->n_texts += part->n_texts;
        rows->n_empty += part->n_empty;
        rows->n_blank += part->n_blank;
    }
    return SIMILE_OK;
}

/* The mean of the files' figures of that name, and for each draw that of their draws; NaN when one of them is. */
static simile_status add_mean(simile_measures *measures, const simile_evaluation *e, size_t contender,
                              const char *figure, bool by_rows)
{
    double draws[SIMILE_MEASURES_DRAWS] = {0}, sum = 0, n = 0;
    char name[32];
    for (size_t i = 0; i < e->n_items; i++) {
        if (is_part(e->items[i])) {
            const double weight = by_rows ? (double)e->items[i]->rows.n_rows : 1;
            const simile_evaluation_metric *part =
                simile_measures__find(&e->items[i]->outcomes[contender].measures, figure);
            sum += weight * part->value;
            n += weight;
            for (size_t d = 0; d < SIMILE_MEASURES_DRAWS; d++) {
                draws[d] += part->draws ? weight * part->draws[d] : NAN;
            }
        }
    }
    for (size_t d = 0; d < SIMILE_MEASURES_DRAWS; d++) {
        draws[d] /= n;
    }
    snprintf(name, sizeof name, "%s_%smean", figure, by_rows ? "weighted_" : "");
    return simile_measures__add_drawn(measures, name, sum / n, draws, "undefined: the figure of a file is");
}

static simile_status add_means(simile_measures *measures, const simile_evaluation *e, size_t contender)
{
    static const char *const figures[] = {"spearman", "pearson"};
    simile_status status = SIMILE_OK;
    for (size_t by_rows = 0; by_rows < 2; by_rows++) {
        for (size_t f = 0; f < 2 && status == SIMILE_OK; f++) {
            status = add_mean(measures, e, contender, figures[f], by_rows > 0);
        }
    }
    return status;
}

static simile_status measure(simile_outcome *outcome, const simile_evaluation *e, const simile_eval_rows *rows,
                             size_t contender)
{
    double *cosines;
    size_t n = 0;
    simile_status status =
        simile_outcome__add_column(&cosines, outcome, "similarity", SIMILE_COLUMN_REAL, rows->n_rows);
    for (size_t i = 0; i < e->n_items && status == SIMILE_OK; i++) {
        if (is_part(e->items[i])) {
            const size_t n_part = e->items[i]->rows.n_rows;
            memcpy(cosines + n, e->items[i]->outcomes[contender].columns[0].values, n_part * sizeof *cosines);
            n += n_part;
        }
    }
    if (status == SIMILE_OK) {
        status = simile_sts__correlate(&outcome->measures, rows->scores, cosines, rows->n_rows);
    }
    return status == SIMILE_OK ? add_means(&outcome->measures, e, contender) : status;
}

static simile_status fill(simile_eval_item *item, const simile_evaluation *e, size_t n_files, size_t n_rows,
                          size_t n_texts, simile_pool *pool)
{
    char path[40];
    snprintf(path, sizeof path, "%zu sts files", n_files);
    item->task = simile_eval_task__get(SIMILE_EVALUATION_STS);
    item->rows.path = simile_memory__copy_text(path, strlen(path));
    item->name = simile_memory__copy_text("all", strlen("all"));
    item->outcomes = simile_memory__alloc(e->n_contenders, sizeof *item->outcomes);
    simile_status status = item->rows.path && item->name && item->outcomes
                               ? gather_rows(&item->rows, e, n_rows, n_texts)
                               : SIMILE_ERROR_MEMORY;
    for (size_t c = 0; c < e->n_contenders && status == SIMILE_OK; c++) {
        item->outcomes[c].measures.pool = pool;
        status = measure(&item->outcomes[c], e, &item->rows, c);
    }
    return status;
}

simile_status simile_sts_together__append(simile_evaluation *evaluation, simile_pool *pool)
{
    size_t n_files = 0, n_rows = 0, n_texts = 0;
    for (size_t i = 0; i < evaluation->n_items; i++) {
        if (is_part(evaluation->items[i])) {
            n_files++;
            n_rows += evaluation->items[i]->rows.n_rows;
            n_texts += evaluation->items[i]->rows.n_texts;
        }
    }
    if (n_files < 2) {
        return SIMILE_OK;
    }
    simile_status status = simile_memory__grow(&evaluation->items, &evaluation->capacity, evaluation->n_items + 1,
                                               sizeof(simile_eval_item *));
    simile_eval_item *item = status == SIMILE_OK ? simile_memory__alloc(1, sizeof *item) : NULL;
    if (!item) {
        return SIMILE_ERROR_MEMORY;
    }
    status = fill(item, evaluation, n_files, n_rows, n_texts, pool);
    if (status != SIMILE_OK) {
        simile_eval_item__dispose(item, evaluation->n_contenders);
        simile_memory__free(item);
        return status;
    }
    evaluation->items[evaluation->n_items++] = item;
    return SIMILE_OK;
}
