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
    values[2] = result.accuracy_threshold;
    values[3] = result.f1;
    values[4] = result.f1_threshold;
}

static simile_status add_figures(simile_measures *measures, const double *scores, const simile_eval_rows *rows)
{
    static const char *const names[] = {"average_precision", "accuracy", "accuracy_threshold", "f1", "f1_threshold"};
    pairs_context context = {.scores = scores, .labels = rows->labels, .n = rows->n_rows};
    const simile_resampling resampling = {
        .figures = find_figures, .context = &context, .n_rows = rows->n_rows, .n_values = 5};
    context.order = simile_memory__alloc(rows->n_rows, sizeof *context.order);
    simile_status status =
        context.order ? simile_correlation__sort(context.order, scores, rows->n_rows) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling, NULL);
    }
    simile_memory__free(context.order);
    return status;
}

/* The cosines of the rows' texts, which begin at number `start`, and how they part the labels. */
static simile_status classify(simile_pair_classification *result, double *cosines, const simile_eval_rows *rows,
                              size_t start, const simile_eval_view *view)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        const size_t first = start + rows->row_starts[i];
        cosines[i] = simile_eval_view__cosine(view, first, first + 1);
    }
    simile_status status = simile_pair_classification__measure(result, cosines, rows->labels, rows->n_rows);
    return status == SIMILE_OK ? status : simile_status__add_context(status, "%s", rows->path);
}

/* The answers at thresholds that come from elsewhere. */
typedef struct answer_context {
    const double *scores;  /* [n] */
    const int64_t *labels; /* [n] */
    size_t n;
    double accuracy_threshold, f1_threshold;
} answer_context;

static void find_answers(double *values, const void *context, const double *weights, double *scratch)
{
    const answer_context *c = context;
    (void)scratch;
    values[0] = simile_pair_classification__answer(c->accuracy_threshold, c->scores, c->labels, weights, c->n).accuracy;
    values[1] = simile_pair_classification__answer(c->f1_threshold, c->scores, c->labels, weights, c->n).f1;
}

/* The figures at the thresholds that are best for the dev file. */
static simile_status add_by_dev(simile_measures *measures, const double *scores, const simile_eval_item *item,
                                const simile_eval_view *view)
{
    static const char *const names[] = {"dev_accuracy", "dev_f1"};
    const simile_eval_rows *rows = &item->rows, *dev = &item->dev;
    const size_t start = rows->n_texts + item->train.n_texts;
    simile_pair_classification best = {0};
    double *dev_scores = simile_memory__alloc(dev->n_rows, sizeof *dev_scores);
    simile_status status = dev_scores ? classify(&best, dev_scores, dev, start, view) : SIMILE_ERROR_MEMORY;
    simile_memory__free(dev_scores);
    const answer_context context = {scores, rows->labels, rows->n_rows, best.accuracy_threshold, best.f1_threshold};
    const simile_resampling resampling = {
        .figures = find_answers, .context = &context, .n_rows = rows->n_rows, .n_values = 2};
    return status == SIMILE_OK ? simile_measures__add_resampled(measures, names, &resampling, NULL) : status;
}

simile_status simile_pairs__measure(simile_outcome *outcome, const simile_eval_item *item, const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    double *cosines;
    simile_pair_classification result;
    simile_status status =
        simile_outcome__add_column(&cosines, outcome, "similarity", SIMILE_COLUMN_REAL, rows->n_rows);
    if (status == SIMILE_OK) {
        status = classify(&result, cosines, rows, 0, view);
    }
    if (status == SIMILE_OK) {
        status = add_figures(&outcome->measures, cosines, rows);
    }
    return status == SIMILE_OK && item->dev.n_rows > 0 ? add_by_dev(&outcome->measures, cosines, item, view) : status;
}
