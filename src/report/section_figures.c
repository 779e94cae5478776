/* The figures of a test in numbers: those of the models, and of what stands beside them. */
#include "map.h"
#include "measured.h"
#include "sections.h"
#include <math.h>
#include <string.h>

/* A row: the best of several figures in bold, where it is known that more is better. */
static void put_row(simile_document *document, simile_grid *grid, size_t row, const simile_measured *measured, size_t n,
                    const char *name, const char *above)
{
    double best = n > 1 && simile_subject__is_score(name) ? -INFINITY : INFINITY;
    for (size_t c = 0; c < n && best < INFINITY; c++) {
        const double value = simile_measured__figure(&measured[c], name).value;
        best = isfinite(value) ? fmax(best, value) : best;
    }
    simile_grid__set(grid, row, 0, simile_measured__print_name(document, name, above));
    for (size_t c = 0; c < n; c++) {
        const simile_saved_metric metric = simile_measured__figure(&measured[c], name);
        simile_cell *cell = simile_grid__set(grid, row, c + 1, simile_measured__print_value(document, metric.value));
        if (cell) {
            cell->detail = simile_measured__print_interval(document, &metric);
            cell->is_strong = metric.value >= best;
        }
    }
}

/* names [*n]: those of all models' figures, each once. */
static simile_status collect_names(const char **names, size_t *n, const simile_measured *measured, size_t n_measured)
{
    simile_map known = {0};
    simile_status status = SIMILE_OK;
    *n = 0;
    for (size_t c = 0; c < n_measured; c++) {
        const simile_saved_task *task = measured[c].finding->task;
        for (size_t m = 0; m < task->n_metrics && !measured[c].rival && status == SIMILE_OK; m++) {
            simile_map_entry *entry;
            bool is_new = false;
            names[*n] = task->metrics[m].name;
            status = simile_map__insert(&entry, &is_new, &known, names[*n], strlen(names[*n]));
            *n += is_new;
        }
    }
    simile_map__dispose(&known);
    return status;
}

/* Keeps the names [n] of figures that one of the measured has, from the one numbered `first` on; returns how many. */
static size_t keep_names(const char **names, size_t n, const simile_measured *measured, size_t first, size_t n_measured)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_there = false;
        for (size_t c = first; c < n_measured; c++) {
            is_there = is_there || isfinite(simile_measured__figure(&measured[c], names[i]).value);
        }
        names[n_kept] = names[i];
        n_kept += is_there;
    }
    return n_kept;
}

/* A row a figure, a column each of the measured. Those figures are shown that one of them has, from the one numbered
 * `first` on; 0: all. */
static void put_table(simile_document *document, const char *caption, const simile_measured *measured, size_t n,
                      size_t first)
{
    size_t n_names = 0;
    for (size_t c = 0; c < n; c++) {
        n_names += measured[c].finding->task->n_metrics;
    }
    const char **names = simile_document__alloc(document, n_names + 1, sizeof *names);
    if (names) {
        simile_document__note(document, collect_names(names, &n_names, measured, n));
    }
    if (!names || document->status != SIMILE_OK) {
        return;
    }
    n_names = first > 0 ? keep_names(names, n_names, measured, first, n) : n_names;
    if (n_names == 0) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, caption, n_names, n + 1);
    simile_grid__name(grid, 0, "Figure", false);
    for (size_t c = 0; c < n; c++) {
        simile_grid__name(grid, c + 1, measured[c].name, true);
    }
    for (size_t i = 0; i < n_names; i++) {
        put_row(document, grid, i, measured, n, names[i], i > 0 ? names[i - 1] : NULL);
    }
}

static void put_tables(simile_document *document, const simile_subject *subject)
{
    static const char caption[] = "Figures, with 95 % intervals";
    simile_measured *models = simile_document__alloc(document, subject->n, sizeof *models);
    for (size_t f = 0; f < subject->n && models; f++) {
        models[f] = (simile_measured){&subject->findings[f], NULL, subject->findings[f].name, NULL};
    }
    if (subject->n > 1 && models) {
        put_table(document, caption, models, subject->n, 0);
    }
    for (size_t f = 0; f < subject->n; f++) {
        simile_measured measured[SIMILE_MAX_MEASURED];
        const size_t n = simile_measured__gather(measured, &subject->findings[f]);
        measured[0].name = n == 1 ? "Value" : measured[0].name;
        if (subject->n == 1) {
            put_table(document, caption, measured, n, 0);
        } else if (n > 1) {
            put_table(document,
                      simile_document__format(document, "%s and what stands beside it", subject->findings[f].name),
                      measured, n, 1);
        }
    }
}

static void put_faults(simile_document *document, const simile_subject *subject)
{
    for (size_t f = 0; f < subject->n; f++) {
        const simile_finding *finding = &subject->findings[f];
        const char *error = finding->task->error;
        if (error || finding->task->n_metrics == 0) {
            simile_document__paragraph(document,
                                       simile_document__format(document, "%s: there are no figures%s%s", finding->name,
                                                               error ? ": " : ".", error ? error : ""));
        }
    }
}

/* Rows that were there to learn from measure memory. */
static void put_duplicates(simile_document *document, const simile_subject *subject)
{
    for (size_t f = 0; f < subject->n; f++) {
        const simile_saved_task *task = subject->findings[f].task;
        const char *prefix = subject->n > 1 ? simile_document__format(document, "%s: ", subject->findings[f].name) : "";
        if (task->n_duplicates == 0) {
            simile_document__paragraph(
                document, simile_document__format(document, "%sNone of the rows is learnt from too.", prefix));
        } else if (task->n_duplicates > 0 && isfinite(task->duplicates_share)) {
            simile_document__paragraph(
                document,
                simile_document__format(document,
                                        "%sRows that are learnt from too: %s (%s %%). They measure memory; figures "
                                        "without duplicates leave them out.",
                                        prefix, simile_document__number(document, (double)task->n_duplicates, 0),
                                        simile_document__number(document, 100 * task->duplicates_share, 1)));
        }
    }
}

void simile_section__put_figures(simile_report *report, const simile_subject *subject)
{
    simile_document *document = &report->document;
    put_faults(document, subject);
    simile_section__put_main_figure(report, subject);
    put_tables(document, subject);
    simile_section__put_differences(report, subject);
    put_duplicates(document, subject);
}
