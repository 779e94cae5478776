/* Plots: histograms as bars, all else as a raster of signs, one sign a series. */
#include "axis.h"
#include "memory.h"
#include "text_line.h"
#include "text_page.h"
#include <math.h>
#include <string.h>

#define RASTER_WIDTH  64
#define RASTER_HEIGHT 16
#define LABEL_WIDTH   10
#define BARS_WIDTH    66
#define MAX_BARS      25

static const char signs[] = "o+x*#@%.";

typedef struct raster {
    char cells[RASTER_HEIGHT][RASTER_WIDTH];
    simile_range x, y;
} raster;

static void set(raster *r, double x, double y, char sign)
{
    const double column = (x - r->x.low) / (r->x.high - r->x.low) * (RASTER_WIDTH - 1);
    const double row = (r->y.high - y) / (r->y.high - r->y.low) * (RASTER_HEIGHT - 1);
    if (isfinite(x) && isfinite(y) && column > -0.5 && column < RASTER_WIDTH - 0.5 && row > -0.5 &&
        row < RASTER_HEIGHT - 0.5) {
        r->cells[(size_t)(row + 0.5)][(size_t)(column + 0.5)] = sign;
    }
}

/* A line as many points, so that no column is left out. */
static void set_line(raster *r, const simile_series *series, char sign)
{
    for (size_t i = 0; i + 1 < series->n; i++) {
        for (int part = 0; part <= RASTER_WIDTH; part++) {
            const double share = (double)part / RASTER_WIDTH;
            set(r, series->x[i] + share * (series->x[i + 1] - series->x[i]),
                series->y[i] + share * (series->y[i + 1] - series->y[i]), sign);
        }
    }
    if (series->n == 1) {
        set(r, series->x[0], series->y[0], sign);
    }
}

/* Lines through points are drawn apart from them. */
static char sign_of(const simile_series *series, const simile_plot *plot)
{
    if (series->kind == SIMILE_SERIES_LINE && plot->series[0].kind == SIMILE_SERIES_POINTS) {
        return '-';
    }
    return signs[series->colour % SIMILE_N_COLOURS];
}

static void fill(raster *r, const simile_plot *plot)
{
    size_t most = 0;
    memset(r->cells, ' ', sizeof r->cells);
    for (size_t s = 0; s < plot->n_series; s++) {
        most = plot->series[s].kind == SIMILE_SERIES_POINTS && plot->series[s].n > most ? plot->series[s].n : most;
    }
    for (size_t i = 0; i < most; i++) {
        for (size_t s = 0; s < plot->n_series; s++) {
            const simile_series *series = &plot->series[s];
            if (series->kind == SIMILE_SERIES_POINTS && i < series->n) {
                set(r, series->x[i], series->y[i], sign_of(series, plot));
            }
        }
    }
    for (size_t s = 0; s < plot->n_series; s++) {
        if (plot->series[s].kind == SIMILE_SERIES_LINE && !plot->series[s].is_faint) {
            set_line(r, &plot->series[s], sign_of(&plot->series[s], plot));
        }
    }
}

/* A line of the raster behind the tick that stands in its height, if one does. */
static simile_status print_raster_line(simile_buffer *out, const raster *r, const simile_axis *y, size_t row)
{
    char text[SIMILE_DECIMAL_SIZE] = "";
    for (size_t t = 0; y && t < y->n_ticks; t++) {
        const double place = (r->y.high - simile_axis__tick(y, t)) / (r->y.high - r->y.low) * (RASTER_HEIGHT - 1);
        if ((size_t)(place + 0.5) == row) {
            simile_axis__print_tick(text, y, t);
        }
    }
    simile_status status = simile_text_line__append_field(out, text, LABEL_WIDTH, true);
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(out, "│%.*s", RASTER_WIDTH, r->cells[row]);
    }
    return status == SIMILE_OK ? simile_text_line__end(out) : status;
}

/* The first tick, the label, the last tick. */
static simile_status print_foot(simile_buffer *out, const simile_plot *plot, const simile_axis *x)
{
    char low[SIMILE_DECIMAL_SIZE], high[SIMILE_DECIMAL_SIZE];
    simile_axis__print_tick(low, x, 0);
    simile_axis__print_tick(high, x, x->n_ticks - 1);
    simile_status status = simile_text_line__repeat(out, " ", LABEL_WIDTH + 1);
    status = status == SIMILE_OK ? simile_text_line__append_field(out, low, 16, false) : status;
    status = status == SIMILE_OK ? simile_text_line__append_field(out, plot->x.label, 32, false) : status;
    status = status == SIMILE_OK ? simile_text_line__append_field(out, high, 16, true) : status;
    return status == SIMILE_OK ? simile_text_line__end(out) : status;
}

static simile_status print_raster(simile_buffer *out, const simile_plot *plot)
{
    raster r;
    const bool is_bare = plot->x.is_bare;
    simile_plot__measure(&r.x, &r.y, plot);
    const simile_axis x = simile_axis__make(r.x, 5), y = simile_axis__make(r.y, 4);
    if (!is_bare) {
        r.x = (simile_range){x.low, x.high};
        r.y = (simile_range){y.low, y.high};
    }
    fill(&r, plot);
    simile_status status = is_bare ? SIMILE_OK : simile_text__print_wrapped(out, plot->y.label, LABEL_WIDTH + 1);
    for (size_t row = 0; row < RASTER_HEIGHT && status == SIMILE_OK; row++) {
        status = print_raster_line(out, &r, is_bare ? NULL : &y, row);
    }
    status = status == SIMILE_OK ? simile_text_line__repeat(out, " ", LABEL_WIDTH) : status;
    status = status == SIMILE_OK ? simile_buffer__append_text(out, "└") : status;
    status = status == SIMILE_OK ? simile_text_line__repeat(out, "─", RASTER_WIDTH) : status;
    status = status == SIMILE_OK ? simile_text_line__end(out) : status;
    return status == SIMILE_OK && !is_bare ? print_foot(out, plot, &x) : status;
}

static simile_status print_legend(simile_buffer *out, const simile_plot *plot)
{
    simile_status status = SIMILE_OK;
    for (size_t s = 0; s < plot->n_series && status == SIMILE_OK; s++) {
        if (plot->series[s].name) {
            status = simile_buffer__append_format(out, "  %c ", sign_of(&plot->series[s], plot));
            status = status == SIMILE_OK
                         ? simile_text_line__append_field(out, plot->series[s].name, SIMILE_TEXT_COLUMNS - 4, false)
                         : status;
            status = status == SIMILE_OK ? simile_text_line__end(out) : status;
        }
    }
    return status;
}

/* How a histogram is laid out: the series side by side, neighbouring bars joined where there are too many. */
typedef struct bars_layout {
    const simile_plot *plot;
    size_t n_bars, joined, room; /* bars of a series; how many make a line; columns of a series, gap included */
    double most;                 /* the highest bar of all */
} bars_layout;

static bars_layout lay_out_bars(const simile_plot *plot)
{
    const size_t n = plot->series[0].n;
    bars_layout l = {plot, n, (n + MAX_BARS - 1) / MAX_BARS, BARS_WIDTH / plot->n_series, 0};
    for (size_t s = 0; s < plot->n_series; s++) {
        for (size_t b = 0; b < n; b++) {
            l.most = fmax(l.most, plot->series[s].y[b]);
        }
    }
    return l;
}

/* The line that begins with bar `first`; what is not empty shows at least as a sliver. */
static simile_status print_bar(simile_buffer *out, const bars_layout *l, const simile_series *series, size_t first)
{
    double sum = 0;
    for (size_t b = first; b < first + l->joined && b < l->n_bars; b++) {
        sum += series->y[b];
    }
    const double share = l->most > 0 ? sum / (l->most * (double)l->joined) : 0;
    const size_t length = (size_t)(share * (double)(l->room - 3) + 0.5);
    const bool is_sliver = sum > 0 && length == 0;
    const size_t columns = is_sliver ? 1 : length;
    simile_status status = simile_text_line__repeat(out, is_sliver ? "▏" : "█", columns);
    return status == SIMILE_OK ? simile_text_line__repeat(out, " ", l->room - columns) : status;
}

static simile_status print_bars_line(simile_buffer *out, const bars_layout *l, size_t first)
{
    char text[SIMILE_DECIMAL_SIZE];
    simile_decimal__print(text, l->plot->series[0].x[first], 2);
    simile_status status = simile_text_line__append_field(out, text, LABEL_WIDTH, true);
    status = status == SIMILE_OK ? simile_buffer__append_text(out, "  ") : status;
    for (size_t s = 0; s < l->plot->n_series && status == SIMILE_OK; s++) {
        status = print_bar(out, l, &l->plot->series[s], first);
    }
    return status == SIMILE_OK ? simile_text_line__end(out) : status;
}

static simile_status print_bars(simile_buffer *out, const simile_plot *plot)
{
    const bars_layout l = lay_out_bars(plot);
    simile_status status = simile_text_line__append_field(out, plot->x.label, LABEL_WIDTH, true);
    status = status == SIMILE_OK ? simile_buffer__append_text(out, "  ") : status;
    for (size_t s = 0; s < plot->n_series && status == SIMILE_OK; s++) {
        const char *name = plot->series[s].name ? plot->series[s].name : plot->y.label;
        status = simile_text_line__append_field(out, name, l.room - 2, false);
        status = status == SIMILE_OK ? simile_buffer__append_text(out, "  ") : status;
    }
    status = status == SIMILE_OK ? simile_text_line__end(out) : status;
    for (size_t b = 0; b < l.n_bars && status == SIMILE_OK; b += l.joined) {
        status = print_bars_line(out, &l, b);
    }
    return status;
}

simile_status simile_text__print_plot(simile_buffer *out, const simile_plot *plot)
{
    simile_status status = simile_text__print_wrapped(out, plot->title, 0);
    if (status == SIMILE_OK) {
        status = simile_text__print_wrapped(out, plot->description, 2);
    }
    if (status == SIMILE_OK && plot->n_series > 0 && plot->series[0].kind == SIMILE_SERIES_BARS) {
        return print_bars(out, plot);
    }
    if (status == SIMILE_OK) {
        status = print_raster(out, plot);
    }
    return status == SIMILE_OK ? print_legend(out, plot) : status;
}
