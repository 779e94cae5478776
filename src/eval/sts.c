/* The sts task. */
#include "sts.h"
#include "correlation.h"
#include "memory.h"

/* Gold and predicted scores, and room for a draw of both. */
typedef struct sts_draw {
    const double *gold, *predicted; /* [n] */
    double *drawn;                  /* [2, n] */
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

simile_status simile_sts__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                  const simile_cosine *cosine)
{
    static const char note[] = "undefined: fewer than two rows, or all scores are equal";
    const size_t n = rows->n_rows;
    sts_draw context = {rows->scores, scores, simile_memory__alloc(2 * n, sizeof(double))};
    double spearman = 0;
    for (size_t i = 0; i < n; i++) {
        scores[i] = cosine->of(cosine->context, rows->row_starts[i], rows->row_starts[i] + 1);
    }
    simile_status status =
        context.drawn ? simile_correlation__spearman(&spearman, rows->scores, scores, n) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, cosine->prefix, "spearman", spearman, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add_interval(measures, drawn_spearman, &context, n);
    }
    if (status == SIMILE_OK) {
        const double pearson = simile_correlation__pearson(rows->scores, scores, n);
        status = simile_measures__add(measures, cosine->prefix, "pearson", pearson, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add_interval(measures, drawn_pearson, &context, n);
    }
    simile_memory__free(context.drawn);
    return status;
}
