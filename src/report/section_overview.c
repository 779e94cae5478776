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
            document, simile_document__format(
                          document, "Training run %s: %s%s steps, %s.%s", run->name, run->record ? "" : "under way, ",
                          simile_document__number(document, run->log.last_step, 0),
                          simile_document__seconds(document, run->log.last_seconds),
                          isfinite(best) ? simile_document__format(document, " Best development figure: %s.",
                                                                   simile_document__number(document, best, 4))
                                         : ""));
    }
}

static size_t count_findings(const simile_subject *subjects, size_t n_subjects)
{
    size_t n = 0;
    for (size_t s = 0; s < n_subjects; s++) {
        n += subjects[s].n;
    }
    return n;
}

/* The scale is 0 to 1 unless a figure is below. */
static void put_row(simile_document *document, simile_grid *grid, size_t row, const simile_subject *subject, size_t f)
{
    const simile_finding *finding = &subject->findings[f];
    const simile_saved_metric *main = finding->task->n_metrics > 0 ? &finding->task->metrics[0] : NULL;
    simile_grid__set(grid, row, 0, f == 0 ? subject->title : "");
    simile_grid__set(grid, row, 1, finding->name);
    simile_grid__set(grid, row, 2, main ? main->name : "–");
    simile_grid__set(grid, row, 3, main ? simile_document__number(document, main->value, 4) : "–");
    simile_grid__set(grid, row, 5,
                     finding->task->n_rows >= 0 ? simile_document__number(document, (double)finding->task->n_rows, 0)
                                                : "–");
    if (main) {
        simile_grid__set_interval(grid, row, 4, main->value, main->low, main->high);
    }
    if (grid && main && fmin(main->value, main->low) < 0) {
        grid->scale_low = -1;
    }
}

void simile_section__put_overview(simile_report *report, const simile_subject *subjects, size_t n_subjects)
{
    simile_document *document = &report->document;
    const size_t n = count_findings(subjects, n_subjects);
    simile_document__heading(document, 2, "Overview");
    put_inputs(report);
    if (n == 0) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, "The main figure of each test", n, 6);
    simile_grid__name(grid, 0, "Test", false);
    simile_grid__name(grid, 1, "Model", false);
    simile_grid__name(grid, 2, "Figure", false);
    simile_grid__name(grid, 3, "Value", true);
    simile_grid__name(grid, 5, "Rows", true);
    size_t row = 0;
    for (size_t s = 0; s < n_subjects; s++) {
        for (size_t f = 0; f < subjects[s].n; f++) {
            put_row(document, grid, row++, &subjects[s], f);
        }
    }
    simile_grid__name(grid, 4, grid && grid->scale_low < 0 ? "95 % interval, −1 to 1" : "95 % interval, 0 to 1", false);
}
