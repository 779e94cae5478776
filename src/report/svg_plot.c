/* Units are those of the drawing's own system, 460 wide. */
#include "svg_plot.h"
#include "axis.h"
#include <math.h>

#define WIDTH      460.0
#define HEIGHT     290.0
#define MAP_HEIGHT 460.0
#define LEFT       58.0
#define RIGHT      14.0
#define TOP        28.0 /* the label of the upright axis */
#define MARK_ROOM  14.0 /* below it that of the mark */
#define BOTTOM     46.0
#define BARE       12.0 /* all margins of an axis without ticks */

typedef struct frame {
    double left, top, width, height, total_height;
    simile_axis x, y; /* with ticks */
    simile_range x_range, y_range;
    bool is_bare;
} frame;

static frame make_frame(const simile_plot *plot)
{
    frame f = {.left = LEFT, .top = TOP, .width = WIDTH - LEFT - RIGHT, .is_bare = plot->x.is_bare};
    simile_plot__measure(&f.x_range, &f.y_range, plot);
    f.total_height = plot->is_square ? MAP_HEIGHT : HEIGHT;
    f.top += isfinite(plot->mark) ? MARK_ROOM : 0;
    f.height = f.total_height - f.top - BOTTOM;
    if (f.is_bare) {
        f.left = f.top = BARE;
        f.width = WIDTH - 2 * BARE;
        f.height = f.total_height - 2 * BARE;
        return f;
    }
    f.x = simile_axis__make(f.x_range, 6);
    f.y = simile_axis__make(f.y_range, 6);
    f.x_range = (simile_range){f.x.low, f.x.high};
    f.y_range = (simile_range){f.y.low, f.y.high};
    return f;
}

static double place_x(const frame *f, double value)
{
    return f->left + (value - f->x_range.low) / (f->x_range.high - f->x_range.low) * f->width;
}

static double place_y(const frame *f, double value)
{
    return f->top + (f->y_range.high - value) / (f->y_range.high - f->y_range.low) * f->height;
}

static void put_pair(simile_markup *markup, double x, double y)
{
    simile_markup__place(markup, x);
    simile_markup__put(markup, " ");
    simile_markup__place(markup, y);
}

static void put_line(simile_markup *markup, double x1, double y1, double x2, double y2)
{
    simile_markup__put(markup, "M");
    put_pair(markup, x1, y1);
    simile_markup__put(markup, "L");
    put_pair(markup, x2, y2);
}

static void put_label(simile_markup *markup, const char *class, double x, double y, const char *text)
{
    simile_markup__format(markup, "<text class=\"%s\" x=\"", class);
    simile_markup__place(markup, x);
    simile_markup__put(markup, "\" y=\"");
    simile_markup__place(markup, y);
    simile_markup__put(markup, "\">");
    simile_markup__text(markup, text);
    simile_markup__put(markup, "</text>\n");
}

static void put_grid_lines(simile_markup *markup, const frame *f)
{
    simile_markup__put(markup, "<path class=\"grid\" d=\"");
    for (size_t i = 0; i < f->y.n_ticks; i++) {
        const double y = place_y(f, simile_axis__tick(&f->y, i));
        put_line(markup, f->left, y, f->left + f->width, y);
    }
    simile_markup__put(markup, "\"/>\n<path class=\"axis\" d=\"");
    put_line(markup, f->left, f->top + f->height, f->left + f->width, f->top + f->height);
    for (size_t i = 0; i < f->x.n_ticks; i++) {
        const double x = place_x(f, simile_axis__tick(&f->x, i));
        put_line(markup, x, f->top + f->height, x, f->top + f->height + 4);
    }
    simile_markup__put(markup, "\"/>\n");
}

static void put_axes(simile_markup *markup, const simile_plot *plot, const frame *f)
{
    char text[SIMILE_DECIMAL_SIZE];
    put_grid_lines(markup, f);
    for (size_t i = 0; i < f->y.n_ticks; i++) {
        simile_axis__print_tick(text, &f->y, i);
        put_label(markup, "end", f->left - 8, place_y(f, simile_axis__tick(&f->y, i)) + 4, text);
    }
    for (size_t i = 0; i < f->x.n_ticks; i++) {
        simile_axis__print_tick(text, &f->x, i);
        put_label(markup, "middle", place_x(f, simile_axis__tick(&f->x, i)), f->top + f->height + 18, text);
    }
    put_label(markup, "label", 2, 13, plot->y.label);
    put_label(markup, "label end", f->left + f->width, f->total_height - 6, plot->x.label);
}

/* Shapes tell the colours apart a second time: a round dot, a square one, a triangle. The stroke gives them their size.
 * The dot is a line of no length, which only round ends make visible on paper. */
static const char *shape_of(int colour)
{
    static const char *const shapes[] = {"h0", "m-1-1h2v2h-2z", "m-2 1h4l-2-3z"};
    return shapes[colour % 3];
}

static void put_point(simile_markup *markup, const simile_series *series, const frame *f, size_t i)
{
    simile_markup__format(markup, "<path class=\"s%d\" d=\"M", series->colour);
    put_pair(markup, place_x(f, series->x[i]), place_y(f, series->y[i]));
    simile_markup__put(markup, shape_of(series->colour));
    simile_markup__put(markup, "\"");
    if (series->texts && series->texts[i]) {
        simile_markup__put(markup, "><title>");
        simile_markup__cut_text(markup, series->texts[i], markup->hover_size);
        simile_markup__put(markup, "</title></path>\n");
    } else {
        simile_markup__put(markup, "/>\n");
    }
}

static bool has_point(const simile_series *series, size_t i)
{
    return i < series->n && isfinite(series->x[i]) && isfinite(series->y[i]);
}

/* The series take turns, so that the last one does not lie on top of all others. */
static void put_points(simile_markup *markup, const simile_plot *plot, const frame *f)
{
    size_t n = 0;
    for (size_t s = 0; s < plot->n_series; s++) {
        const simile_series *series = &plot->series[s];
        n = series->kind == SIMILE_SERIES_POINTS && series->n > n ? series->n : n;
    }
    if (n == 0) {
        return;
    }
    simile_markup__format(markup, "<g class=\"points%s\">\n", n > 600 ? " many" : "");
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < plot->n_series; s++) {
            if (plot->series[s].kind == SIMILE_SERIES_POINTS && has_point(&plot->series[s], i)) {
                put_point(markup, &plot->series[s], f, i);
            }
        }
    }
    simile_markup__put(markup, "</g>\n");
}

/* A point that has no neighbour is a small ring, whose stroke fills it. */
#define RING "m-1 0a1 1 0 102 0a1 1 0 10-2 0"

static void put_curve(simile_markup *markup, const simile_series *series, const frame *f)
{
    simile_markup__format(markup, "<path class=\"line s%d%s%s\" d=\"", series->colour, series->is_faint ? " faint" : "",
                          series->is_dashed ? " dashed" : "");
    bool is_open = false;
    for (size_t i = 0; i < series->n; i++) {
        if (has_point(series, i)) {
            simile_markup__put(markup, is_open ? "L" : "M");
            put_pair(markup, place_x(f, series->x[i]), place_y(f, series->y[i]));
            simile_markup__put(markup, is_open || has_point(series, i + 1) ? "" : RING);
        }
        is_open = has_point(series, i);
    }
    simile_markup__put(markup, "\"/>\n");
}

static void put_bars(simile_markup *markup, const simile_series *series, const frame *f)
{
    simile_markup__format(markup, "<path class=\"bars s%d\" d=\"M", series->colour);
    put_pair(markup, place_x(f, series->x[0]), place_y(f, 0));
    for (size_t i = 0; i < series->n; i++) {
        simile_markup__put(markup, "V");
        simile_markup__place(markup, place_y(f, series->y[i]));
        simile_markup__put(markup, "H");
        simile_markup__place(markup, place_x(f, series->x[i + 1]));
    }
    simile_markup__put(markup, "V");
    simile_markup__place(markup, place_y(f, 0));
    simile_markup__put(markup, "z\"/>\n");
}

static void put_mark(simile_markup *markup, const simile_plot *plot, const frame *f)
{
    if (!isfinite(plot->mark)) {
        return;
    }
    const double x = place_x(f, plot->mark);
    const bool is_left = x < f->left + f->width / 2;
    simile_markup__put(markup, "<path class=\"mark\" d=\"");
    put_line(markup, x, f->top - 14, x, f->top + f->height);
    simile_markup__put(markup, "\"/>\n");
    put_label(markup, is_left ? "label" : "label end", is_left ? x + 5 : x - 5, f->top - 6, plot->mark_label);
}

static void put_legend(simile_markup *markup, const simile_plot *plot)
{
    static const char *const swatches[] = {[SIMILE_SERIES_LINE] = "line", [SIMILE_SERIES_BARS] = "bars"};
    size_t n = 0;
    for (size_t s = 0; s < plot->n_series; s++) {
        n += plot->series[s].name != NULL;
    }
    if (n == 0) {
        return;
    }
    simile_markup__put(markup, "<ul class=\"legend\">\n");
    for (size_t s = 0; s < plot->n_series; s++) {
        const simile_series *series = &plot->series[s];
        if (!series->name) {
            continue;
        }
        simile_markup__put(markup, "<li><svg class=\"key\" viewBox=\"0 0 20 12\" aria-hidden=\"true\">");
        if (series->kind == SIMILE_SERIES_POINTS) {
            simile_markup__format(markup, "<g class=\"points\"><path class=\"s%d\" d=\"M10 6%s\"/></g>", series->colour,
                                  shape_of(series->colour));
        } else {
            simile_markup__format(markup, "<path class=\"%s s%d%s\" d=\"%s\"/>", swatches[series->kind], series->colour,
                                  series->is_dashed ? " dashed" : "",
                                  series->kind == SIMILE_SERIES_LINE ? "M1 6H19" : "M2 11V2H18V11z");
        }
        simile_markup__put(markup, "</svg>");
        simile_markup__cut_text(markup, series->name, 60);
        simile_markup__put(markup, "</li>\n");
    }
    simile_markup__put(markup, "</ul>\n");
}

static void put_drawing(simile_markup *markup, const simile_plot *plot)
{
    const frame f = make_frame(plot);
    simile_markup__format(markup, "<svg class=\"plot\" viewBox=\"0 0 460 %.0f\" role=\"img\" aria-label=\"",
                          f.total_height);
    simile_markup__text(markup, plot->title);
    simile_markup__put(markup, ". ");
    simile_markup__text(markup, plot->description);
    simile_markup__put(markup, "\">\n<title>");
    simile_markup__text(markup, plot->title);
    simile_markup__put(markup, "</title>\n");
    if (f.is_bare) {
        simile_markup__format(markup, "<path class=\"frame\" d=\"M.5 .5H459.5V%.0f.5H.5z\"/>\n", f.total_height - 1);
    } else {
        put_axes(markup, plot, &f);
    }
    for (size_t s = 0; s < plot->n_series; s++) {
        if (plot->series[s].kind == SIMILE_SERIES_BARS && plot->series[s].n > 0) {
            put_bars(markup, &plot->series[s], &f);
        }
    }
    put_points(markup, plot, &f);
    for (size_t s = 0; s < plot->n_series; s++) {
        if (plot->series[s].kind == SIMILE_SERIES_LINE) {
            put_curve(markup, &plot->series[s], &f);
        }
    }
    put_mark(markup, plot, &f);
    simile_markup__put(markup, "</svg>\n");
}

void simile_svg__put_plot(simile_markup *markup, const simile_plot *plot)
{
    simile_markup__put(markup, "<figure>\n<figcaption><strong>");
    simile_markup__text(markup, plot->title);
    simile_markup__put(markup, "</strong>");
    if (*plot->description) {
        simile_markup__put(markup, " <span>");
        simile_markup__text(markup, plot->description);
        simile_markup__put(markup, "</span>");
    }
    simile_markup__put(markup, "</figcaption>\n");
    put_legend(markup, plot);
    put_drawing(markup, plot);
    simile_markup__put(markup, "</figure>\n");
}
