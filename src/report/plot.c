/* Ranges and counts. */
#include "plot.h"
#include <math.h>

static void widen(simile_range *range, double value)
{
    if (isfinite(value)) {
        range->low = fmin(range->low, value);
        range->high = fmax(range->high, value);
    }
}

static void close_range(simile_range *range, const simile_plot_axis *axis)
{
    widen(range, axis->low);
    widen(range, axis->high);
    if (range->low > range->high) {
        *range = (simile_range){0, 1};
    } else if (range->high - range->low <= 1e-12 * fmax(fabs(range->low), fabs(range->high))) {
        const double half = range->low == 0 ? 0.5 : fabs(range->low) / 10;
        *range = (simile_range){range->low - half, range->high + half};
    }
}

static void make_equal(simile_range *x, simile_range *y)
{
    const double half = fmax(x->high - x->low, y->high - y->low) / 2;
    const double middle_x = (x->low + x->high) / 2, middle_y = (y->low + y->high) / 2;
    *x = (simile_range){middle_x - half, middle_x + half};
    *y = (simile_range){middle_y - half, middle_y + half};
}

void simile_plot__measure(simile_range *x, simile_range *y, const simile_plot *plot)
{
    *x = *y = (simile_range){INFINITY, -INFINITY};
    for (size_t s = 0; s < plot->n_series; s++) {
        const simile_series *series = &plot->series[s];
        const bool is_bars = series->kind == SIMILE_SERIES_BARS;
        for (size_t i = 0; i < series->n; i++) {
            if (isfinite(series->x[i]) && isfinite(series->y[i])) {
                widen(x, series->x[i]);
                widen(x, is_bars ? series->x[i + 1] : NAN);
                widen(y, series->y[i]);
                widen(y, is_bars ? 0 : NAN);
            }
        }
    }
    close_range(x, &plot->x);
    close_range(y, &plot->y);
    if (plot->is_square) {
        make_equal(x, y);
    }
}

void simile_plot__count(double *edges, double *counts, size_t n_bars, double low, double high, const double *values,
                        size_t n)
{
    for (size_t b = 0; b <= n_bars; b++) {
        edges[b] = low + (high - low) * (double)b / (double)n_bars;
    }
    for (size_t b = 0; b < n_bars; b++) {
        counts[b] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i])) {
            const double place = floor((values[i] - low) / (high - low) * (double)n_bars);
            counts[(size_t)fmax(0, fmin(place, (double)n_bars - 1))]++;
        }
    }
}
