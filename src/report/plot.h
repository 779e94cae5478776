/* A figure of a document: series over two axes. */
#ifndef SIMILE_REPORT_PLOT_H
#define SIMILE_REPORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum simile_series_kind {
    SIMILE_SERIES_POINTS,
    SIMILE_SERIES_LINE,
    SIMILE_SERIES_BARS, /* adjoining, as of a histogram */
} simile_series_kind;

/* The colours of the scale; the last one is grey, for what is not told apart. */
#define SIMILE_N_COLOURS   8
#define SIMILE_COLOUR_GREY 7

typedef struct simile_series {
    simile_series_kind kind;
    const char *name; /* NULL: not in the legend */
    int colour;
    bool is_faint, is_dashed;
    size_t n;
    double *x, *y;      /* [n]; x of BARS [n + 1]: the edges. A point that is not finite is left out */
    const char **texts; /* POINTS [n]: what a point stands for; NULL: none */
} simile_series;

typedef struct simile_plot_axis {
    const char *label;
    double low, high; /* what has to be in sight; NaN: what the data need */
    bool is_bare;     /* its numbers mean nothing: no ticks */
} simile_plot_axis;

#define SIMILE_PLOT_MAX_SERIES 24

typedef struct simile_plot {
    const char *title, *description; /* the description says in words what is to be seen */
    simile_plot_axis x, y;
    bool is_square; /* both axes have one scale */
    double mark;    /* x of an upright line; NaN: none */
    const char *mark_label;
    simile_series *series; /* [n_series] */
    size_t n_series;
} simile_plot;

/* What an axis has to show: its wishes and its data. */
typedef struct simile_range {
    double low, high;
} simile_range;
void simile_plot__measure(simile_range *x, simile_range *y, const simile_plot *plot);

/* Equal bars over [low, high] and how many of values [n] fall in each: edges [n_bars + 1], counts [n_bars]; what lies
 * outside goes to the nearest bar, what is not finite nowhere. */
void simile_plot__count(double *edges, double *counts, size_t n_bars, double low, double high, const double *values,
                        size_t n);

#endif
