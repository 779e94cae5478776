/* The triples task. */
#include "triples.h"
#include "memory.h"
#include <math.h>

static double margin(const simile_eval_rows *rows, size_t row, const simile_cosine *cosine)
{
    const size_t anchor = rows->row_starts[row];
    double best = -INFINITY;
    for (size_t text = anchor + 2; text < rows->row_starts[row + 1]; text++) {
        best = fmax(best, cosine->of(cosine->context, anchor, text));
    }
    return cosine->of(cosine->context, anchor, anchor + 1) - best;
}

simile_status simile_triples__measure(simile_measures *measures, double *margins, const simile_eval_rows *rows,
                                      const simile_cosine *cosine)
{
    const size_t n = rows->n_rows;
    double *right = simile_memory__alloc(n, sizeof *right), n_right = 0;
    if (!right) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        margins[i] = margin(rows, i, cosine);
        right[i] = margins[i] > 0;
        n_right += right[i];
    }
    simile_status status = simile_measures__add(measures, cosine->prefix, "accuracy", n_right / (double)n, NULL);
    if (status == SIMILE_OK) {
        status = simile_measures__add_interval(measures, simile_measures__mean, right, n);
    }
    simile_memory__free(right);
    return status;
}
