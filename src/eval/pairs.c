/* The pairs task. */
#include "pairs.h"
#include "fail.h"
#include "memory.h"
#include "pair_classification.h"
#include <math.h>

typedef struct pairs_draw {
    const double *scores;  /* [n] */
    const int64_t *labels; /* [n] */
    double *drawn_scores;
    int64_t *drawn_labels;
} pairs_draw;

/* A draw of one label alone has no value. */
static simile_status drawn_average_precision(double *value, void *context, const size_t *rows, size_t n)
{
    pairs_draw *d = context;
    simile_pair_classification result;
    size_t n_positive = 0;
    for (size_t i = 0; i < n; i++) {
        d->drawn_scores[i] = d->scores[rows[i]];
        d->drawn_labels[i] = d->labels[rows[i]];
        n_positive += d->drawn_labels[i] == 1;
    }
    *value = NAN;
    if (n_positive == 0 || n_positive == n) {
        return SIMILE_OK;
    }
    simile_status status = simile_pair_classification__measure(&result, d->drawn_scores, d->drawn_labels, n);
    *value = status == SIMILE_OK ? result.average_precision : NAN;
    return status;
}

static simile_status add_interval(simile_measures *measures, const double *scores, const simile_eval_rows *rows)
{
    const size_t n = rows->n_rows;
    pairs_draw context = {scores, rows->labels, simile_memory__alloc(n, sizeof(double)),
                          simile_memory__alloc(n, sizeof(int64_t))};
    simile_status status = context.drawn_scores && context.drawn_labels
                               ? simile_measures__add_interval(measures, drawn_average_precision, &context, n)
                               : SIMILE_ERROR_MEMORY;
    simile_memory__free(context.drawn_scores);
    simile_memory__free(context.drawn_labels);
    return status;
}

simile_status simile_pairs__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                    const simile_cosine *cosine)
{
    simile_pair_classification result;
    for (size_t i = 0; i < rows->n_rows; i++) {
        scores[i] = cosine->of(cosine->context, rows->row_starts[i], rows->row_starts[i] + 1);
    }
    simile_status status = simile_pair_classification__measure(&result, scores, rows->labels, rows->n_rows);
    if (status != SIMILE_OK) {
        return simile_status__add_context(status, "%s", rows->path);
    }
    status = simile_measures__add(measures, cosine->prefix, "average_precision", result.average_precision, NULL);
    if (status == SIMILE_OK) {
        status = add_interval(measures, scores, rows);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, cosine->prefix, "accuracy", result.accuracy, NULL);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, cosine->prefix, "f1", result.f1, NULL);
    }
    return status;
}
