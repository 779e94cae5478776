/* Curves of training: each quantity by step and by time. Of one run a line for each source or file that the log tells
 * of, of several a line for each run. */
#include "running_mean.h"
#include "sections.h"
#include <math.h>
#include <string.h>

#define N_DRAWN   300 /* points of a line */
#define N_WINDOWS 40  /* a running mean goes over a so-manyth of the points, on either side, */
#define N_SIDE    4   /* but over so many at least, */
#define N_SHORT   8   /* and of a short log over a so-manyth at most */
#define MAX_FAINT 3   /* runs beside which the values behind a running mean are drawn */
#define MAX_PARTS 6   /* lines of one run that can be told apart; of more only the whole is drawn */

/* A quantity of the log and how it is shown. */
typedef struct quantity_view {
    const char *quantity, *title, *label, *description;
    bool is_noisy;  /* a running mean is drawn over the values */
    bool has_parts; /* the log may tell it of sources or files */
} quantity_view;

/* The axis that a plot is drawn over. */
typedef struct time_axis {
    double unit; /* seconds in a unit; 0: by step */
    const char *label, *title;
} time_axis;

static const quantity_view loss = {"loss", "Loss", "loss", "", true, true};
static const quantity_view development = {
    "dev", "Development figure", "figure", "What the weights that are kept were chosen by.", false, true};
static const quantity_view positive = {"positive",    "Similarity of positives and negatives",
                                       "mean cosine", "They should part; if both rise to 1 the vectors have collapsed.",
                                       true,          false};
static const quantity_view negative = {"negative", "", "", "", true, false};
static const quantity_view rate = {"rate", "Learning rate", "rate", "Warm-up and schedule.", false, false};
static const quantity_view alignment = {
    "alignment", "Alignment", "mean ‖x − y‖²", "How near positives are, of each development file: lower is better.",
    false,       true};
static const quantity_view uniformity = {
    "uniformity",
    "Uniformity",
    "log mean e^(−2‖x − y‖²)",
    "How evenly the vectors are spread, of each development file: lower is better.",
    false,
    true};

/* The values of the series, or their running mean over `half` points on either side; NULL when the document failed. */
static double *smooth(simile_document *document, const simile_log_series *series, size_t half)
{
    double *values = simile_document__alloc(document, series->n, sizeof *values);
    double *means = simile_document__alloc(document, series->n, sizeof *means);
    if (!values || !means) {
        return NULL;
    }
    for (size_t i = 0; i < series->n; i++) {
        values[i] = series->points[i].value;
    }
    simile_document__note(document, simile_running_mean__compute(means, values, series->n, half));
    return document->status == SIMILE_OK ? means : NULL;
}

/* Groups of neighbouring points become their mean, so that a line has at most N_DRAWN. */
static simile_series *put_line(simile_document *document, simile_plot *plot, const simile_log_series *series,
                               const time_axis *axis, size_t half)
{
    const size_t n = series->n, n_drawn = n < N_DRAWN ? n : N_DRAWN;
    const double *smoothed = smooth(document, series, half);
    simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, NULL, n_drawn);
    if (!smoothed || !line) {
        return NULL;
    }
    for (size_t i = 0; i < n_drawn; i++) {
        const size_t first = i * n / n_drawn, last = (i + 1) * n / n_drawn;
        for (size_t j = first; j < last; j++) {
            const simile_log_point *point = &series->points[j];
            line->x[i] += (axis->unit > 0 ? point->seconds / axis->unit : point->step) / (double)(last - first);
            line->y[i] += smoothed[j] / (double)(last - first);
        }
    }
    return line;
}

/* Points on either side of a running mean over n points. */
static size_t choose_side(size_t n)
{
    const size_t side = n / N_WINDOWS > N_SIDE ? n / N_WINDOWS : N_SIDE;
    return side < n / N_SHORT ? side : n / N_SHORT;
}

/* A line, with the values behind it where it is a running mean. */
static void put_series(simile_report *report, simile_plot *plot, const simile_log_series *series, const time_axis *axis,
                       const quantity_view *view, const char *name, size_t colour)
{
    simile_document *document = &report->document;
    const size_t half = view->is_noisy && series ? choose_side(series->n) : 0;
    if (!series || !plot) {
        return;
    }
    if (half > 0 && report->n_runs <= MAX_FAINT) {
        simile_series *faint = put_line(document, plot, series, axis, 0);
        if (faint) {
            faint->is_faint = true;
            faint->colour = (int)(colour % SIMILE_COLOUR_GREY);
        }
    }
    simile_series *line = put_line(document, plot, series, axis, half);
    if (line) {
        line->name = name;
        line->colour = (int)(colour % SIMILE_COLOUR_GREY);
        line->is_dashed = view == &negative;
    }
}

static size_t count_parts(const simile_report *report, const quantity_view *view)
{
    size_t n = 0;
    while (report->n_runs == 1 && view->has_parts &&
           simile_training_log__part(&report->runs[0]->log, view->quantity, n)) {
        n++;
    }
    return n;
}

/* The parts of the one run; the whole beside them where it is more than they are: a mean of several files. */
static void put_parts(simile_report *report, simile_plot *plot, const quantity_view *view, const time_axis *axis,
                      size_t n_parts)
{
    const simile_training_log *log = &report->runs[0]->log;
    size_t colour = 0;
    if (view == &development) {
        put_series(report, plot, simile_training_log__find(log, view->quantity, ""), axis, view, "mean of the files",
                   colour++);
    }
    for (size_t i = 0; i < n_parts; i++) {
        const simile_log_series *part = simile_training_log__part(log, view->quantity, i);
        put_series(report, plot, part, axis, view, part->part, colour++);
    }
}

/* What stands for a run as a whole: of a quantity that is told of files alone, its only file. */
static const simile_log_series *find_whole(const simile_trained_run *run, const quantity_view *view)
{
    const simile_log_series *whole = simile_training_log__find(&run->log, view->quantity, "");
    const simile_log_series *part = simile_training_log__part(&run->log, view->quantity, 0);
    return whole || simile_training_log__part(&run->log, view->quantity, 1) ? whole : part;
}

/* The lines of run r; false: the log has none, or the plot has no room for all of them. */
static bool put_whole(simile_report *report, simile_plot *plot, const quantity_view *view, const time_axis *axis,
                      size_t r)
{
    simile_document *document = &report->document;
    const simile_trained_run *run = report->runs[r];
    const simile_log_series *series = find_whole(run, view);
    const bool is_one = report->n_runs == 1;
    if (!series || plot->n_series + (view == &positive ? 2 : 1) > SIMILE_PLOT_MAX_SERIES) {
        return false;
    }
    const char *name = !is_one ? run->name : *series->part ? series->part : NULL;
    if (view == &positive) {
        name = is_one ? "positives" : simile_document__format(document, "positives, %s", run->name);
    }
    put_series(report, plot, series, axis, view, name, r);
    if (view == &positive) {
        name = is_one ? "negatives" : simile_document__format(document, "negatives, %s", run->name);
        put_series(report, plot, find_whole(run, &negative), axis, &negative, name, is_one ? 1 : r);
    }
    return true;
}

/* Returns of how many runs there are lines. */
static size_t put_wholes(simile_report *report, simile_plot *plot, const quantity_view *view, const time_axis *axis)
{
    size_t n_drawn = 0;
    for (size_t r = 0; r < report->n_runs; r++) {
        n_drawn += put_whole(report, plot, view, axis, r);
    }
    return n_drawn;
}

/* The best development figure of the one run. */
static void mark_best(simile_document *document, simile_plot *plot, const simile_training_log *log,
                      const time_axis *axis)
{
    const simile_log_series *series = simile_training_log__find(log, "dev", "");
    const simile_log_point *best = NULL;
    for (size_t i = 0; series && i < series->n; i++) {
        best = !best || series->points[i].value > best->value ? &series->points[i] : best;
    }
    if (best) {
        plot->mark = axis->unit > 0 ? best->seconds / axis->unit : best->step;
        plot->mark_label =
            simile_document__format(document, "best %s", simile_document__number(document, best->value, 4));
    }
}

/* Seconds, minutes or hours, whatever the longest run reads best in. */
static time_axis choose_unit(const simile_report *report)
{
    double longest = 0;
    for (size_t r = 0; r < report->n_runs; r++) {
        longest = fmax(longest, report->runs[r]->log.last_seconds);
    }
    return longest > 3 * 3600 ? (time_axis){3600, "hours of training", "time"}
           : longest > 180    ? (time_axis){60, "minutes of training", "time"}
                              : (time_axis){1, "seconds of training", "time"};
}

static bool is_there(const simile_report *report, const quantity_view *view, bool has_parts)
{
    bool is_there = has_parts;
    for (size_t r = 0; r < report->n_runs; r++) {
        is_there = is_there || find_whole(report->runs[r], view);
    }
    return is_there;
}

/* What is to be seen, what a bold line is, and whether runs are missing. */
static const char *describe(simile_report *report, const simile_plot *plot, const quantity_view *view, size_t n_drawn)
{
    simile_document *document = &report->document;
    const char *text = view->description;
    const char *smoothing = plot->n_series > 0 && plot->series[0].is_faint ? "Bold: a running mean."
                            : view->is_noisy && report->n_runs > MAX_FAINT ? "Lines are running means."
                                                                           : "";
    text = simile_document__format(document, "%s%s%s", text, *text && *smoothing ? " " : "", smoothing);
    return n_drawn == report->n_runs ? text
                                     : simile_document__format(document, "%s%s%zu of %zu runs are drawn.", text,
                                                               *text ? " " : "", n_drawn, report->n_runs);
}

static void put_plot(simile_report *report, const quantity_view *view, const time_axis *axis)
{
    simile_document *document = &report->document;
    const size_t n_parts = count_parts(report, view);
    const bool has_parts = n_parts > 1 && n_parts <= MAX_PARTS;
    if (!is_there(report, view, has_parts)) {
        return;
    }
    simile_plot *plot =
        simile_document__plot(document, simile_document__format(document, "%s by %s", view->title, axis->title));
    if (!plot) {
        return;
    }
    plot->x.label = axis->label;
    plot->x.low = 0;
    plot->y.label = view->label;
    size_t n_drawn = 1;
    if (has_parts) {
        put_parts(report, plot, view, axis, n_parts);
    } else {
        n_drawn = put_wholes(report, plot, view, axis);
    }
    if (view == &development && report->n_runs == 1) {
        mark_best(document, plot, &report->runs[0]->log, axis);
    }
    plot->description = describe(report, plot, view, n_drawn);
}

void simile_section__put_training(simile_report *report)
{
    static const quantity_view *const by_both[] = {&loss, &development, &positive, &rate};
    static const time_axis step = {0, "step", "step"};
    simile_document *document = &report->document;
    if (report->n_runs == 0) {
        return;
    }
    const time_axis time = choose_unit(report);
    simile_document__heading(document, 2, "Training");
    for (size_t i = 0; i < sizeof by_both / sizeof *by_both; i++) {
        simile_document__row(document);
        put_plot(report, by_both[i], &step);
        put_plot(report, by_both[i], &time);
        simile_document__row_end(document);
    }
    simile_document__row(document);
    put_plot(report, &alignment, &step);
    put_plot(report, &uniformity, &step);
    simile_document__row_end(document);
}
