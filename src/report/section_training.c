/* Curves of training: each quantity by step and by time. Of one run a line for each source, of several one for each
 * run. */
#include "sections.h"
#include <math.h>
#include <string.h>

#define N_DRAWN     300 /* points of a line */
#define N_WINDOWS   40  /* the running mean goes over a so-manyth of the points */
#define MAX_SOURCES 5

/* What is drawn over the steps. */
typedef enum quantity { LOSS, POSITIVE, NEGATIVE, RATE, DEV } quantity;

/* One line: the points of one source, or of all. */
typedef struct line_choice {
    const simile_training_log *log;
    quantity which;
    size_t source; /* SIZE_MAX: all */
    double unit;   /* seconds in a unit of time; 0: by step */
    const char *name;
    int colour;
    bool is_dashed;
} line_choice;

static double value_of(const simile_log_step *step, quantity which)
{
    const double of[] = {
        [LOSS] = step->loss, [POSITIVE] = step->positive, [NEGATIVE] = step->negative, [RATE] = step->rate};
    return of[which];
}

/* x, y [n_steps or n_devs] (=): the points that are there; returns their number. */
static size_t collect(double *x, double *y, const line_choice *choice)
{
    const simile_training_log *log = choice->log;
    size_t n = 0;
    for (size_t i = 0; choice->which == DEV && i < log->n_devs; i++) {
        x[n] = choice->unit > 0 ? log->devs[i].seconds / choice->unit : log->devs[i].step;
        y[n] = log->devs[i].score;
        n += isfinite(x[n]) && isfinite(y[n]);
    }
    for (size_t i = 0; choice->which != DEV && i < log->n_steps; i++) {
        const simile_log_step *step = &log->steps[i];
        x[n] = choice->unit > 0 ? step->seconds / choice->unit : step->step;
        y[n] = value_of(step, choice->which);
        n += isfinite(x[n]) && isfinite(y[n]) && (choice->source == SIZE_MAX || choice->source == step->source);
    }
    return n;
}

/* smooth (=) the mean of y over `half` points on either side, fewer at the ends */
static void smooth(double *smoothed, const double *y, size_t n, size_t half)
{
    for (size_t i = 0; i < n; i++) {
        const size_t reach = i < half ? i : half, room = n - 1 - i, side = reach < room ? reach : room;
        double sum = 0;
        for (size_t j = i - side; j <= i + side; j++) {
            sum += y[j];
        }
        smoothed[i] = sum / (double)(2 * side + 1);
    }
}

/* Groups of neighbouring points become their mean, so that a line has at most N_DRAWN. */
static void put_line(simile_document *document, simile_plot *plot, const line_choice *choice, const double *x,
                     const double *y, size_t n, bool is_faint)
{
    const size_t n_drawn = n < N_DRAWN ? n : N_DRAWN;
    simile_series *line =
        simile_document__series(document, plot, SIMILE_SERIES_LINE, is_faint ? NULL : choice->name, n_drawn);
    if (!line) {
        return;
    }
    line->colour = choice->colour;
    line->is_faint = is_faint;
    line->is_dashed = choice->is_dashed;
    for (size_t i = 0; i < n_drawn; i++) {
        const size_t first = i * n / n_drawn, last = (i + 1) * n / n_drawn;
        for (size_t j = first; j < last; j++) {
            line->x[i] += x[j] / (double)(last - first);
            line->y[i] += y[j] / (double)(last - first);
        }
    }
}

static void put_choice(simile_document *document, simile_plot *plot, const line_choice *choice)
{
    const size_t capacity = choice->log->n_steps + choice->log->n_devs + 1;
    double *x = simile_document__alloc(document, capacity, sizeof *x);
    double *y = simile_document__alloc(document, capacity, sizeof *y);
    double *smoothed = simile_document__alloc(document, capacity, sizeof *smoothed);
    if (!x || !y || !smoothed) {
        return;
    }
    const size_t n = collect(x, y, choice), half = n / N_WINDOWS;
    const bool is_noisy = choice->which != DEV && choice->which != RATE && half > 0;
    if (n == 0) {
        return;
    }
    if (is_noisy && plot->n_series < 6) {
        put_line(document, plot, choice, x, y, n, true);
    }
    smooth(smoothed, y, n, is_noisy ? half : 0);
    put_line(document, plot, choice, x, smoothed, n, false);
    if (choice->which == DEV && n <= 60) {
        simile_series *points = simile_document__series(document, plot, SIMILE_SERIES_POINTS, NULL, n);
        for (size_t i = 0; points && i < n; i++) {
            points->x[i] = x[i];
            points->y[i] = y[i];
            points->colour = choice->colour;
        }
    }
}

/* The best development figure, marked where there is one run. */
static void mark_best(simile_document *document, simile_plot *plot, const simile_training_log *log, double unit)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < log->n_devs; i++) {
        if (isfinite(log->devs[i].score) && (best == SIZE_MAX || log->devs[i].score > log->devs[best].score)) {
            best = i;
        }
    }
    if (best != SIZE_MAX) {
        plot->mark = unit > 0 ? log->devs[best].seconds / unit : log->devs[best].step;
        plot->mark_label =
            simile_document__format(document, "best %s", simile_document__number(document, log->devs[best].score, 4));
    }
}

/* Time in seconds, minutes or hours, whatever the longest run reads best in. */
static double choose_unit(const simile_report *report, const char **name)
{
    double longest = 0;
    for (size_t r = 0; r < report->n_runs; r++) {
        const simile_training_log *log = &report->runs[r]->log;
        longest = log->n_steps > 0 ? fmax(longest, log->steps[log->n_steps - 1].seconds) : longest;
    }
    *name = longest > 3 * 3600 ? "hours of training" : longest > 180 ? "minutes of training" : "seconds of training";
    return longest > 3 * 3600 ? 3600 : longest > 180 ? 60 : 1;
}

static bool has_quantity(const simile_report *report, quantity which)
{
    bool has = false;
    for (size_t r = 0; r < report->n_runs; r++) {
        const simile_training_log *log = &report->runs[r]->log;
        has = has || (which == DEV && log->n_devs > 0);
        for (size_t i = 0; which != DEV && i < log->n_steps; i++) {
            has = has || isfinite(value_of(&log->steps[i], which));
        }
    }
    return has;
}

/* Lines of one quantity: of several runs by run; of one by source, where the log names several and each step has one.
 */
static void put_lines(simile_report *report, simile_plot *plot, quantity which, double unit)
{
    simile_document *document = &report->document;
    const simile_training_log *first = &report->runs[0]->log;
    const size_t n_sources = first->sources.n_entries;
    const bool by_source = report->n_runs == 1 && n_sources > 1 && n_sources <= MAX_SOURCES && which == LOSS;
    for (size_t i = 0; i < (by_source ? n_sources : report->n_runs); i++) {
        const simile_trained_run *run = report->runs[by_source ? 0 : i];
        line_choice choice = {.log = &run->log,
                              .which = which,
                              .source = by_source ? i : SIZE_MAX,
                              .unit = unit,
                              .colour = (int)(i % SIMILE_COLOUR_GREY)};
        choice.name = by_source ? first->sources.entries[i].key : report->n_runs > 1 ? run->name : NULL;
        if (which != POSITIVE) {
            put_choice(document, plot, &choice);
            continue;
        }
        choice.name = report->n_runs > 1 ? simile_document__format(document, "positives, %s", run->name) : "positives";
        put_choice(document, plot, &choice);
        choice.name = report->n_runs > 1 ? simile_document__format(document, "negatives, %s", run->name) : "negatives";
        choice.which = NEGATIVE;
        choice.colour = report->n_runs > 1 ? choice.colour : 1;
        choice.is_dashed = true;
        put_choice(document, plot, &choice);
    }
}

static void put_quantity(simile_report *report, quantity which, const char *title, const char *label,
                         const char *description)
{
    simile_document *document = &report->document;
    const char *unit_name;
    const double unit = choose_unit(report, &unit_name);
    if (!has_quantity(report, which)) {
        return;
    }
    simile_document__row(document);
    for (int by_time = 0; by_time < 2; by_time++) {
        simile_plot *plot = simile_document__plot(
            document, simile_document__format(document, "%s by %s", title, by_time ? "time" : "step"));
        if (!plot) {
            return;
        }
        plot->description = description;
        plot->x.label = by_time ? unit_name : "step";
        plot->x.low = 0;
        plot->y.label = label;
        put_lines(report, plot, which, by_time ? unit : 0);
        if (which == DEV && report->n_runs == 1) {
            mark_best(document, plot, &report->runs[0]->log, by_time ? unit : 0);
        }
    }
    simile_document__row_end(document);
}

void simile_section__put_training(simile_report *report)
{
    if (report->n_runs == 0) {
        return;
    }
    simile_document__heading(&report->document, 2, "Training");
    put_quantity(report, LOSS, "Loss", "loss",
                 report->runs[0]->log.n_steps >= 2 * N_WINDOWS ? "Bold: a running mean." : "");
    put_quantity(report, DEV, "Development figure", "mean over data.dev",
                 "What the weights that are kept were chosen by.");
    put_quantity(report, POSITIVE, "Similarity of positives and negatives", "mean cosine",
                 "They should part; if both rise to 1 the vectors have collapsed.");
    put_quantity(report, RATE, "Learning rate", "rate", "Warm-up and schedule.");
}
