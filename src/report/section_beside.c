/* A model beside what was measured with it: the main figure of all on one scale, and differences. */
#include "axis.h"
#include "measured.h"
#include "sections.h"
#include <math.h>

#define SURE 0.05 /* a difference with a p below it is set in bold */

/* All that have the main figure: the models, what each is held against, the baselines. What is no matter of the model
 * stands there once. */
static size_t gather_all(simile_measured *measured, simile_document *document, const simile_subject *subject)
{
    size_t n = 0;
    for (size_t f = 0; f < subject->n; f++) {
        measured[n++] = (simile_measured){&subject->findings[f], NULL, subject->findings[f].name, NULL};
    }
    for (size_t r = 0; r < SIMILE_N_RIVALS; r++) {
        const simile_rival *rival = &simile_rivals[r];
        bool is_there = false;
        for (size_t f = 0; f < subject->n; f++) {
            const simile_finding *finding = &subject->findings[f];
            if (simile_saved_task__has_rival(finding->task, rival) && (!is_there || rival->is_of_model)) {
                const char *word = simile_finding__rival_name(finding, rival);
                const char *name = subject->n > 1 && rival->is_of_model
                                       ? simile_document__format(document, "%s (%s)", word, finding->name)
                                       : word;
                measured[n++] = (simile_measured){finding, rival, name, rival->description};
                is_there = true;
            }
        }
    }
    return n;
}

/* A scale with round ends that holds all intervals. */
static void set_scale(simile_document *document, simile_grid *grid, const simile_measured *measured, size_t n,
                      const char *name)
{
    char low[SIMILE_DECIMAL_SIZE], high[SIMILE_DECIMAL_SIZE];
    simile_range range = {INFINITY, -INFINITY};
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = simile_measured__figure(&measured[c], name);
        if (isfinite(metric.value)) {
            range.low = fmin(range.low, fmin(metric.value, metric.low)); /* fmin and fmax pass over NaN */
            range.high = fmax(range.high, fmax(metric.value, metric.high));
        }
    }
    const double least = fmax(0.02, fabs(range.high) / 50);
    range.high = fmax(range.high, range.low + least);
    const simile_axis axis = simile_axis__make(range, 4);
    grid->scale_low = axis.low;
    grid->scale_high = axis.high;
    simile_axis__print_tick(low, &axis, 0);
    simile_axis__print_tick(high, &axis, axis.n_ticks - 1);
    simile_grid__name(grid, 2, simile_document__format(document, "95 %% interval, %s to %s", low, high), false);
}

/* What is told of what was measured, below its name: of a model the figure without duplicates. */
static const char *describe(simile_document *document, const simile_measured *measured, const char *name)
{
    const simile_saved_metric *own = NULL;
    if (!measured->rival) {
        own = simile_saved_task__metric(measured->finding->task,
                                        simile_document__format(document, "%s%s", name, SIMILE_WITHOUT_DUPLICATES));
    }
    return own && isfinite(own->value) ? simile_document__format(document, "without duplicates %s",
                                                                 simile_document__number(document, own->value, 4))
                                       : measured->description;
}

/* Dots and intervals of the measured, one below the other on one scale. */
static void put_dots(simile_document *document, const simile_measured *measured, size_t n, const char *name)
{
    simile_grid *grid =
        simile_document__grid(document,
                              simile_document__format(document, "The main figure, %s, beside others",
                                                      simile_measured__print_name(document, name, NULL)),
                              n, 3);
    simile_grid__name(grid, 0, "Measured", false);
    simile_grid__name(grid, 1, "Value", true);
    if (grid) {
        set_scale(document, grid, measured, n, name);
    }
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = simile_measured__figure(&measured[c], name);
        simile_cell *who = simile_grid__set(grid, c, 0, measured[c].name);
        simile_cell *value = simile_grid__set(grid, c, 1, simile_measured__print_value(document, metric.value));
        if (who && value) {
            who->detail = describe(document, &measured[c], name);
            value->detail = simile_measured__print_interval(document, &metric);
            value->is_strong = !measured[c].rival;
        }
        simile_grid__set_interval(grid, c, 2, metric.value, metric.low, metric.high, !measured[c].rival);
    }
}

/* The name of the main figure; NULL: there are no figures. */
static const char *find_main(const simile_subject *subject)
{
    const char *name = NULL;
    for (size_t f = 0; f < subject->n && !name; f++) {
        const simile_saved_task *task = subject->findings[f].task;
        name = task->n_metrics > 0 ? task->metrics[task->main].name : NULL;
    }
    return name;
}

void simile_section__put_main_figure(simile_report *report, const simile_subject *subject)
{
    simile_document *document = &report->document;
    const char *name = find_main(subject);
    simile_measured *measured = simile_document__alloc(document, subject->n * SIMILE_MAX_MEASURED, sizeof *measured);
    if (!measured || !name) {
        return;
    }
    const size_t n = gather_all(measured, document, subject);
    size_t n_kept = 0;
    for (size_t c = 0; c < n; c++) {
        if (isfinite(simile_measured__figure(&measured[c], name).value)) {
            measured[n_kept++] = measured[c];
        }
    }
    if (n > subject->n && n_kept > 1) {
        put_dots(document, measured, n_kept, name);
    }
}

static void put_difference(simile_document *document, simile_grid *grid, size_t row,
                           const simile_saved_metric *difference, double p)
{
    const char *interval = simile_measured__print_interval(document, difference);
    simile_cell *cell = simile_grid__set(grid, row, 1, simile_measured__print_value(document, difference->value));
    if (cell) {
        cell->is_strong = p < SURE;
    }
    simile_grid__set(grid, row, 0, simile_measured__print_name(document, difference->name, NULL));
    simile_grid__set(grid, row, 2, interval ? interval : "–");
    simile_grid__set(grid, row, 3, isfinite(p) ? simile_document__number(document, p, 3) : "–");
}

/* The model less that of --against. */
static void put_differences_of(simile_document *document, const simile_finding *finding)
{
    static const char *const names[] = {"Figure", "Difference", "95 % interval", "p"};
    const simile_saved_task *task = finding->task;
    simile_saved_metric *differences = simile_document__alloc(document, task->n_metrics, sizeof *differences);
    double *p = simile_document__alloc(document, task->n_metrics, sizeof *p);
    size_t n = 0;
    for (size_t m = 0; m < task->n_metrics && differences && p; m++) {
        differences[n] = simile_saved_task__difference(&p[n], task, task->metrics[m].name);
        n += isfinite(differences[n].value) ? 1 : 0;
    }
    if (n == 0) {
        return;
    }
    simile_grid *grid =
        simile_document__grid(document,
                              simile_document__format(document, "Differences: %s less %s", finding->name,
                                                      simile_finding__rival_name(finding, &simile_rivals[0])),
                              n, 4);
    for (size_t c = 0; c < 4; c++) {
        simile_grid__name(grid, c, names[c], c > 0);
    }
    for (size_t i = 0; i < n; i++) {
        put_difference(document, grid, i, &differences[i], p[i]);
    }
    simile_document__paragraph(document, "p is how likely other rows would have turned the order round. Bold: below "
                                         "0.05, as of one in 20 comparisons of equals.");
}

void simile_section__put_differences(simile_report *report, const simile_subject *subject)
{
    for (size_t f = 0; f < subject->n; f++) {
        put_differences_of(&report->document, &subject->findings[f]);
    }
}
