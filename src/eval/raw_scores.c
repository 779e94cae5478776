/* Dot products and distances of vectors at their own lengths. */
#include "raw_scores.h"
#include "memory.h"
#include <math.h>

static void score_row(simile_raw_scores *scores, size_t row, size_t text, const simile_eval_view *view)
{
    const float *x = view->vectors + text * view->width, *y = x + view->width;
    double dot = 0, squares = 0, sum = 0;
    for (size_t i = 0; i < view->width; i++) {
        const double a = view->lengths[text] * (double)x[i], b = view->lengths[text + 1] * (double)y[i], d = a - b;
        dot += a * b;
        squares += d * d;
        sum += fabs(d);
    }
    scores->dot[row] = dot;
    scores->euclidean[row] = -sqrt(squares);
    scores->manhattan[row] = -sum;
}

simile_status simile_raw_scores__make(simile_raw_scores *scores, const simile_eval_rows *rows,
                                      const simile_eval_view *view)
{
    const size_t n = rows->n_rows;
    scores->dot = simile_memory__alloc(n, sizeof *scores->dot);
    scores->euclidean = simile_memory__alloc(n, sizeof *scores->euclidean);
    scores->manhattan = simile_memory__alloc(n, sizeof *scores->manhattan);
    if (!scores->dot || !scores->euclidean || !scores->manhattan) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        score_row(scores, i, rows->row_starts[i], view);
    }
    return SIMILE_OK;
}

void simile_raw_scores__dispose(simile_raw_scores *scores)
{
    simile_memory__free(scores->dot);
    simile_memory__free(scores->euclidean);
    simile_memory__free(scores->manhattan);
    *scores = (simile_raw_scores){0};
}
