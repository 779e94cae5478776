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

/* The cosines of the rows' texts, which begin at number `start`, and how they part the labels. */
static simile_status classify(simile_pair_classification *result, double *scores, const simile_eval_rows *rows,
                              size_t start, const simile_cosine *cosine)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        const size_t first = start + rows->row_starts[i];
        scores[i] = cosine->of(cosine->context, first, first + 1);
    }
    simile_status status = simile_pair_classification__measure(result, scores, rows->labels, rows->n_rows);
    return status == SIMILE_OK ? status : simile_status__add_context(status, "%s", rows->path);
}

simile_status simile_pairs__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                    const simile_cosine *cosine)
{
    simile_pair_classification result = {0};
    simile_status status = classify(&result, scores, rows, 0, cosine);
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, cosine->prefix, "average_precision", result.average_precision, NULL);
    }
    if (status == SIMILE_OK) {
        status = add_interval(measures, scores, rows);
    }
    const struct {
        const char *name;
        double value;
    } others[] = {{"accuracy", result.accuracy},
                  {"accuracy_threshold", result.accuracy_threshold},
                  {"f1", result.f1},
                  {"f1_threshold", result.f1_threshold}};
    for (size_t i = 0; i < sizeof others / sizeof *others && status == SIMILE_OK; i++) {
        status = simile_measures__add(measures, cosine->prefix, others[i].name, others[i].value, NULL);
    }
    return status;
}

/* The answers at one threshold, over drawn rows. */
typedef struct answer_draw {
    const double *scores;
    const int64_t *labels;
    double threshold;
} answer_draw;

static simile_status drawn_accuracy(double *value, void *context, const size_t *rows, size_t n)
{
    const answer_draw *d = context;
    *value = simile_pair_classification__answer(d->threshold, d->scores, d->labels, rows, n).accuracy;
    return SIMILE_OK;
}

static simile_status drawn_f1(double *value, void *context, const size_t *rows, size_t n)
{
    const answer_draw *d = context;
    *value = simile_pair_classification__answer(d->threshold, d->scores, d->labels, rows, n).f1;
    return SIMILE_OK;
}

static simile_status add_answer(simile_measures *measures, const char *prefix, const char *name,
                                simile_bootstrap_metric metric, double threshold, const double *scores,
                                const simile_eval_rows *rows)
{
    const size_t n = rows->n_rows;
    answer_draw context = {scores, rows->labels, threshold};
    size_t *all = simile_memory__alloc(n, sizeof *all);
    double value = 0;
    if (!all) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        all[i] = i;
    }
    simile_status status = metric(&value, &context, all, n);
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, prefix, name, value, NULL);
    }
    simile_memory__free(all);
    return status == SIMILE_OK ? simile_measures__add_interval(measures, metric, &context, n) : status;
}

simile_status simile_pairs__measure_by_dev(simile_measures *measures, const double *scores,
                                           const simile_eval_rows *rows, const simile_eval_rows *dev, size_t start,
                                           const simile_cosine *cosine)
{
    simile_pair_classification best;
    double *dev_scores = simile_memory__alloc(dev->n_rows, sizeof *dev_scores);
    simile_status status = dev_scores ? classify(&best, dev_scores, dev, start, cosine) : SIMILE_ERROR_MEMORY;
    simile_memory__free(dev_scores);
    if (status == SIMILE_OK) {
        status =
            add_answer(measures, cosine->prefix, "dev_accuracy", drawn_accuracy, best.accuracy_threshold, scores, rows);
    }
    if (status == SIMILE_OK) {
        status = add_answer(measures, cosine->prefix, "dev_f1", drawn_f1, best.f1_threshold, scores, rows);
    }
    return status;
}
