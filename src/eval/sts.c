/* The sts task. */
#include "sts.h"
#include "correlation.h"
#include "memory.h"
#include <stdio.h>

/* Gold and predicted scores, and room for a draw of both. */
typedef struct sts_draw {
    const double *gold, *predicted; /* [n] */
    double *drawn;                  /* [2, n] */
    size_t *all;                    /* [n]: 0 … n − 1 */
} sts_draw;

static void draw(sts_draw *context, const size_t *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        context->drawn[i] = context->gold[rows[i]];
        context->drawn[n + i] = context->predicted[rows[i]];
    }
}

static simile_status drawn_spearman(double *value, void *context, const size_t *rows, size_t n)
{
    sts_draw *d = context;
    draw(d, rows, n);
    return simile_correlation__spearman(value, d->drawn, d->drawn + n, n);
}

static simile_status drawn_pearson(double *value, void *context, const size_t *rows, size_t n)
{
    sts_draw *d = context;
    draw(d, rows, n);
    *value = simile_correlation__pearson(d->drawn, d->drawn + n, n);
    return SIMILE_OK;
}

/* Appends the correlation called name + ending. */
static simile_status add(simile_measures *measures, const char *prefix, const char *name, const char *ending,
                         simile_bootstrap_metric metric, sts_draw *context, size_t n)
{
    static const char note[] = "undefined: fewer than two rows, or all scores are equal";
    char whole[40];
    double value = 0;
    simile_status status = metric(&value, context, context->all, n);
    snprintf(whole, sizeof whole, "%s%s", name, ending);
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, prefix, whole, value, note);
    }
    return status == SIMILE_OK ? simile_measures__add_interval(measures, metric, context, n) : status;
}

static simile_status correlate(simile_measures *measures, const char *prefix, const char *ending,
                               const simile_eval_rows *rows, const double *scores)
{
    const size_t n = rows->n_rows;
    sts_draw context = {rows->scores, scores, simile_memory__alloc(2 * n, sizeof(double)),
                        simile_memory__alloc(n, sizeof(size_t))};
    simile_status status = context.drawn && context.all ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        context.all[i] = i;
    }
    if (status == SIMILE_OK) {
        status = add(measures, prefix, "spearman", ending, drawn_spearman, &context, n);
    }
    if (status == SIMILE_OK) {
        status = add(measures, prefix, "pearson", ending, drawn_pearson, &context, n);
    }
    simile_memory__free(context.drawn);
    simile_memory__free(context.all);
    return status;
}

simile_status simile_sts__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                  const simile_cosine *cosine)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        scores[i] = cosine->of(cosine->context, rows->row_starts[i], rows->row_starts[i] + 1);
    }
    return correlate(measures, cosine->prefix, "", rows, scores);
}

simile_status simile_sts__measure_raw(simile_measures *measures, const simile_raw_scores *raw,
                                      const simile_eval_rows *rows)
{
    simile_status status = correlate(measures, "", "_dot", rows, raw->dot);
    if (status == SIMILE_OK) {
        status = correlate(measures, "", "_euclidean", rows, raw->euclidean);
    }
    return status == SIMILE_OK ? correlate(measures, "", "_manhattan", rows, raw->manhattan) : status;
}
