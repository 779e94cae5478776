/* Dot products and distances of vectors as they come. */
#include "raw_scores.h"
#include "memory.h"
#include <math.h>

static void score_row(simile_raw_scores *scores, size_t row, const float *x, const float *y, size_t width)
{
    double dot = 0, squares = 0, sum = 0;
    for (size_t i = 0; i < width; i++) {
        const double d = (double)x[i] - (double)y[i];
        dot += (double)x[i] * (double)y[i];
        squares += d * d;
        sum += fabs(d);
    }
    scores->dot[row] = dot;
    scores->euclidean[row] = -sqrt(squares);
    scores->manhattan[row] = -sum;
}

simile_status simile_raw_scores__make(simile_raw_scores *scores, const simile_eval_rows *rows, const float *vectors,
                                      size_t width)
{
    const size_t n = rows->n_rows;
    scores->dot = simile_memory__alloc(n, sizeof *scores->dot);
    scores->euclidean = simile_memory__alloc(n, sizeof *scores->euclidean);
    scores->manhattan = simile_memory__alloc(n, sizeof *scores->manhattan);
    if (!scores->dot || !scores->euclidean || !scores->manhattan) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const float *x = vectors + rows->row_starts[i] * width;
        score_row(scores, i, x, x + width, width);
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
