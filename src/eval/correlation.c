/* Correlations. */
#include "correlation.h"
#include "memory.h"
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static double weight(const double *weights, size_t i)
{
    return weights ? weights[i] : 1;
}

/* By comparing, since the mean of equal numbers may be rounded away from them. */
static bool is_constant(const double *x, const double *weights, size_t n)
{
    double first = NAN;
    for (size_t i = 0; i < n; i++) {
        if (weight(weights, i) > 0) {
            first = isnan(first) ? x[i] : first;
            if (x[i] != first) {
                return false;
            }
        }
    }
    return true;
}

/* r = Σw(x − x̄)(y − ȳ) / √( Σw(x − x̄)²·Σw(y − ȳ)² ) */
double simile_correlation__pearson(const double *x, const double *y, const double *weights, size_t n)
{
    double sum = 0, mean_x = 0, mean_y = 0, xy = 0, xx = 0, yy = 0;
    if (is_constant(x, weights, n) || is_constant(y, weights, n)) {
        return NAN;
    }
    for (size_t i = 0; i < n; i++) {
        const double w = weight(weights, i);
        sum += w;
        mean_x += w * x[i];
        mean_y += w * y[i];
    }
    mean_x /= sum;
    mean_y /= sum;
    for (size_t i = 0; i < n; i++) {
        const double w = weight(weights, i), dx = x[i] - mean_x, dy = y[i] - mean_y;
        xy += w * dx * dy;
        xx += w * dx * dx;
        yy += w * dy * dy;
    }
    if (!(xx > 0) || !(yy > 0)) {
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

simile_status simile_correlation__sort(size_t *order, const double *x, size_t n)
{
    ranked_value *sorted = simile_memory__alloc(n, sizeof *sorted);
    if (!sorted) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (ranked_value){x[i], i};
    }
    qsort(sorted, n, sizeof *sorted, compare);
    for (size_t i = 0; i < n; i++) {
        order[i] = sorted[i].index;
    }
    simile_memory__free(sorted);
    return SIMILE_OK;
}

/* Equal values of weight w behind those of weight `before` have the ranks before + 1 … before + w. */
void simile_correlation__ranks(double *ranks, const double *x, const size_t *order, const double *weights, size_t n)
{
    double before = 0;
    for (size_t i = 0, end; i < n; i = end) {
        double w = weight(weights, order[i]);
        for (end = i + 1; end < n && x[order[end]] == x[order[i]]; end++) {
            w += weight(weights, order[end]);
        }
        for (size_t j = i; j < end; j++) {
            ranks[order[j]] = before + 0.5 * (w + 1);
        }
        before += w;
    }
}

simile_status simile_correlation__spearman(double *rho, const double *x, const double *y, size_t n)
{
    double *ranks = simile_memory__alloc(2 * n, sizeof *ranks);
    size_t *order = simile_memory__alloc(n, sizeof *order);
    simile_status status = ranks && order ? simile_correlation__sort(order, x, n) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        simile_correlation__ranks(ranks, x, order, NULL, n);
        status = simile_correlation__sort(order, y, n);
    }
    if (status == SIMILE_OK) {
        simile_correlation__ranks(ranks + n, y, order, NULL, n);
        *rho = simile_correlation__pearson(ranks, ranks + n, NULL, n);
    }
    simile_memory__free(order);
    simile_memory__free(ranks);
    return status;
}
