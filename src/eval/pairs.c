/* The pairs task. */
#include "pairs.h"
#include "correlation.h"
#include "fail.h"
#include "memory.h"
#include "pair_classification.h"

typedef struct pairs_context {
    const double *scores;  /* [n] */
    const int64_t *labels; /* [n] */
    size_t *order;         /* [n] */
    size_t n;
} pairs_context;

/* Thresholds are chosen anew for every draw. */
static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const pairs_context *c = context;
    simile_pair_classification result;
    (void)scratch;
    simile_pair_classification__walk(&result, c->scores, c->labels, c->order, weights, c->n);
    values[0] = result.average_precision;
    values[1] = result.accuracy;
    values[2] = result.f1;
}

static simile_status add_figures(simile_measures *measures, const double *scores, const simile_eval_rows *rows)
{
    static const char *const names[] = {"average_precision", "accuracy", "f1"};
    pairs_context context = {.scores = scores, .labels = rows->labels, .n = rows->n_rows};
    const simile_resampling resampling = {find_figures, &context, rows->n_rows, 3, 0};
    context.order = simile_memory__alloc(rows->n_rows, sizeof *context.order);
    simile_status status =
        context.order ? simile_correlation__sort(context.order, scores, rows->n_rows) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling, NULL);
    }
    simile_memory__free(context.order);
    return status;
}

simile_status simile_pairs__measure(simile_outcome *outcome, const simile_eval_item *item, const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    double *cosines;
    simile_pair_classification result;
    simile_status status =
        simile_outcome__add_column(&cosines, outcome, "similarity", SIMILE_COLUMN_REAL, rows->n_rows);
    if (status != SIMILE_OK) {
        return status;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        cosines[i] = simile_eval_view__cosine(view, rows->row_starts[i], rows->row_starts[i] + 1);
    }
    status = simile_pair_classification__measure(&result, cosines, rows->labels, rows->n_rows);
    if (status != SIMILE_OK) {
        return simile_status__add_context(status, "%s", rows->path);
    }
    return add_figures(&outcome->measures, cosines, rows);
}
