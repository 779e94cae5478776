/* Correlations. */
#include "correlation.h"
#include "memory.h"
#include <math.h>
#include <stdlib.h>

/* r = Σ(x − x̄)(y − ȳ) / √( Σ(x − x̄)²·Σ(y − ȳ)² ) */
double simile_correlation__pearson(const double *x, const double *y, size_t n)
{
    double mean_x = 0, mean_y = 0, xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < n; i++) {
        mean_x += x[i];
        mean_y += y[i];
    }
    mean_x /= (double)n;
    mean_y /= (double)n;
    for (size_t i = 0; i < n; i++) {
        const double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    if (n < 2 || !(xx > 0) || !(yy > 0)) {
        return NAN;
    }
    const double r = xy / sqrt(xx) / sqrt(yy);
    return r > 1 ? 1 : (r < -1 ? -1 : r);
}

typedef struct ranked_value {
    double value;
    size_t index;
} ranked_value;

/* By value, then by index. */
static int compare(const void *a, const void *b)
{
    const ranked_value *x = a, *y = b;
    if (x->value != y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return x->index < y->index ? -1 : 1;
}

simile_status simile_correlation__ranks(double *ranks, const double *x, size_t n)
{
    ranked_value *sorted = simile_memory__alloc(n, sizeof *sorted);
    if (!sorted) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (ranked_value){x[i], i};
    }
    qsort(sorted, n, sizeof *sorted, compare);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && sorted[end].value == sorted[i].value) {
            end++;
        }
        for (size_t j = i; j < end; j++) {
            ranks[sorted[j].index] = 0.5 * (double)(i + 1 + end);
        }
        i = end;
    }
    simile_memory__free(sorted);
    return SIMILE_OK;
}

simile_status simile_correlation__spearman(double *rho, const double *x, const double *y, size_t n)
{
    double *ranks = simile_memory__alloc(2 * n, sizeof *ranks);
    simile_status status = ranks ? simile_correlation__ranks(ranks, x, n) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_correlation__ranks(ranks + n, y, n);
    }
    if (status == SIMILE_OK) {
        *rho = simile_correlation__pearson(ranks, ranks + n, n);
    }
    simile_memory__free(ranks);
    return status;
}
