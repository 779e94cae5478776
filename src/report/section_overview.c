/* The overview. */
#include "sections.h"
#include <math.h>

static void put_inputs(simile_report *report)
{
    simile_document *document = &report->document;
    for (size_t i = 0; i < report->n_runs; i++) {
        const simile_trained_run *run = report->runs[i];
        const simile_log_series *dev = simile_training_log__find(&run->log, "dev", "");
        double best = -INFINITY;
        for (size_t d = 0; dev && d < dev->n; d++) {
            best = fmax(best, dev->points[d].value);
        }
        simile_document__paragraph(
            document,
            simile_document__format(
                document, "Training run %s: %s%s %s, %s.%s", run->name, run->record ? "" : "under way, ",
                simile_document__number(document, run->log.last_step, 0), run->log.last_step == 1 ? "step" : "steps",
                simile_document__seconds(document, run->log.last_seconds),
                isfinite(best) ? simile_document__format(document, " Best development figure: %s.",
                                                         simile_document__number(document, best, 4))
                               : ""));
    }
}

/* A line of the overview. */
typedef struct main_figure {
    const simile_subject *subject;
    const simile_finding *finding;
    const simile_rival *rival; /* what --against names, beside the finding above; NULL: the model itself */
    simile_saved_metric metric;
} main_figure;

/* figures [*n] (=) the models of each test, each with what it is held against. */
static void gather(main_figure *figures, size_t *n, const simile_subject *subject)
{
    const simile_rival *against = &simile_rivals[0];
    for (size_t f = 0; f < subject->n; f++) {
        const simile_finding *finding = &subject->findings[f];
        const simile_saved_task *task = finding->task;
        simile_saved_metric main = {"–", NAN, NAN, NAN};
        main = task->n_metrics > 0 ? task->metrics[task->main] : main;
        figures[(*n)++] = (main_figure){subject, finding, NULL, main};
        const simile_saved_metric other = simile_saved_task__rival_metric(task, against, main.name);
        if (isfinite(other.value)) {
            figures[(*n)++] = (main_figure){subject, finding, against, other};
        }
    }
}

static void put_row(simile_document *document, simile_grid *grid, size_t row, const main_figure *figure, bool is_first)
{
    const simile_saved_metric *metric = &figure->metric;
    const int64_t n_rows = figure->finding->task->n_rows;
    simile_grid__set(grid, row, 0, is_first ? figure->subject->title : "");
    simile_grid__set(grid, row, 1,
                     figure->rival ? simile_finding__rival_name(figure->finding, figure->rival)
                                   : figure->finding->name);
    simile_grid__set(grid, row, 2, metric->name);
    simile_grid__set(grid, row, 3, simile_document__number(document, metric->value, 4));
    simile_grid__set_interval(grid, row, 4, metric->value, metric->low, metric->high, !figure->rival);
    simile_grid__set(grid, row, 5, n_rows >= 0 ? simile_document__number(document, (double)n_rows, 0) : "–");
}

/* The scale is 0 to 1 unless a figure is below. */
static void put_grid(simile_document *document, const main_figure *figures, size_t n)
{
    static const char *const names[] = {"Test", "Model", "Figure", "Value", "95 % interval, 0 to 1", "Rows"};
    simile_grid *grid = simile_document__grid(document, "The main figure of each test", n, 6);
    for (size_t c = 0; c < 6; c++) {
        simile_grid__name(grid, c, names[c], c == 3 || c == 5);
    }
    for (size_t i = 0; i < n && grid; i++) {
        put_row(document, grid, i, &figures[i], i == 0 || figures[i].subject != figures[i - 1].subject);
        if (fmin(figures[i].metric.value, figures[i].metric.low) < 0) {
            grid->scale_low = -1;
            simile_grid__name(grid, 4, "95 % interval, −1 to 1", false);
        }
    }
}

void simile_section__put_overview(simile_report *report, const simile_subject *subjects, size_t n_subjects)
{
    simile_document *document = &report->document;
    size_t n_most = 0, n = 0;
    for (size_t s = 0; s < n_subjects; s++) {
        n_most += 2 * subjects[s].n;
    }
    simile_document__heading(document, 2, "Overview");
    put_inputs(report);
    main_figure *figures = simile_document__alloc(document, n_most, sizeof *figures);
    for (size_t s = 0; s < n_subjects && figures; s++) {
        gather(figures, &n, &subjects[s]);
    }
    if (n > 0) {
        put_grid(document, figures, n);
    }
}
