/* The sts task. */
#include "sts.h"
#include "correlation.h"
#include "memory.h"
#include "raw_scores.h"
#include "space.h"
#include "space_figures.h"
#include <math.h>

#define POSITIVE_SCORE 4.0

/* Gold and predicted scores, and the orders that ranks are made from. */
typedef struct sts_context {
    const double *gold, *predicted;       /* [n] */
    size_t *gold_order, *predicted_order; /* [n] */
    size_t n;
} sts_context;

static void find_correlations(double *values, const void *context, const double *weights, double *scratch)
{
    const sts_context *c = context;
    simile_correlation__ranks(scratch, c->gold, c->gold_order, weights, c->n);
    simile_correlation__ranks(scratch + c->n, c->predicted, c->predicted_order, weights, c->n);
    values[0] = simile_correlation__pearson(scratch, scratch + c->n, weights, c->n);
    values[1] = simile_correlation__pearson(c->gold, c->predicted, weights, c->n);
}

static simile_status add_correlations(simile_measures *measures, const char *const names[2], const double *gold,
                                      const double *predicted, size_t n)
{
    sts_context context = {.gold = gold, .predicted = predicted, .n = n};
    const simile_resampling resampling = {
        .figures = find_correlations, .context = &context, .n_rows = n, .n_values = 2, .n_scratch = 2 * n};
    context.gold_order = simile_memory__alloc(n, sizeof(size_t));
    context.predicted_order = simile_memory__alloc(n, sizeof(size_t));
    simile_status status = context.gold_order && context.predicted_order ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_correlation__sort(context.gold_order, gold, n);
    }
    if (status == SIMILE_OK) {
        status = simile_correlation__sort(context.predicted_order, predicted, n);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling,
                                                "undefined: fewer than two rows, or all scores are equal");
    }
    simile_memory__free(context.gold_order);
    simile_memory__free(context.predicted_order);
    return status;
}

/* By dot products and distances of the vectors as they come. */
static simile_status add_raw(simile_measures *measures, const simile_eval_rows *rows, const simile_eval_view *view)
{
    static const char *const names[][2] = {{"spearman_dot", "pearson_dot"},
                                           {"spearman_euclidean", "pearson_euclidean"},
                                           {"spearman_manhattan", "pearson_manhattan"}};
    simile_raw_scores raw = {0};
    simile_status status = simile_raw_scores__make(&raw, rows, view);
    const double *const scores[] = {raw.dot, raw.euclidean, raw.manhattan};
    for (size_t i = 0; i < 3 && status == SIMILE_OK; i++) {
        status = add_correlations(measures, names[i], rows->scores, scores[i], rows->n_rows);
    }
    simile_raw_scores__dispose(&raw);
    return status;
}

/* Mean ‖x − y‖² over the rows scored 4 and above. */
static simile_status add_alignment(simile_measures *measures, const simile_eval_rows *rows,
                                   const simile_eval_view *view)
{
    double *distances = simile_memory__alloc(rows->n_rows, sizeof *distances);
    if (!distances) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        const float *x = view->vectors + rows->row_starts[i] * view->width;
        distances[i] =
            rows->scores[i] >= POSITIVE_SCORE ? simile_space__alignment(x, x + view->width, 1, view->width) : NAN;
    }
    simile_status status = simile_measures__add_mean(measures, "alignment", distances, rows->n_rows,
                                                     "undefined: no row has a score of 4 or above");
    simile_memory__free(distances);
    return status;
}

simile_status simile_sts__correlate(simile_measures *measures, const double *gold, const double *predicted, size_t n)
{
    static const char *const names[] = {"spearman", "pearson"};
    return add_correlations(measures, names, gold, predicted, n);
}

simile_status simile_sts__measure(simile_outcome *outcome, const simile_eval_item *item, const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    double *cosines;
    simile_status status =
        simile_outcome__add_column(&cosines, outcome, "similarity", SIMILE_COLUMN_REAL, rows->n_rows);
    if (status != SIMILE_OK) {
        return status;
    }
    for (size_t i = 0; i < rows->n_rows; i++) {
        cosines[i] = simile_eval_view__cosine(view, rows->row_starts[i], rows->row_starts[i] + 1);
    }
    status = simile_sts__correlate(&outcome->measures, rows->scores, cosines, rows->n_rows);
    if (status == SIMILE_OK && view->vectors) {
        status = add_raw(&outcome->measures, rows, view);
    }
    if (status == SIMILE_OK && view->vectors) {
        status = add_alignment(&outcome->measures, rows, view);
    }
    return status == SIMILE_OK && view->vectors ? simile_space__add_figures(&outcome->measures, rows, view) : status;
}
