/* Triples: the positive's similarity beside the negative's, and the margin between them. */
#include "sections.h"
#include <math.h>

#define N_BARS 30

static void put_bars(simile_document *document, simile_plot *plot, const char *name, const simile_saved_rows *rows,
                     double (*value)(const simile_saved_row *row), simile_range range)
{
    double *values = simile_document__alloc(document, rows->n, sizeof *values);
    simile_series *bars = simile_document__series(document, plot, SIMILE_SERIES_BARS, name, N_BARS);
    if (values && bars) {
        for (size_t i = 0; i < rows->n; i++) {
            values[i] = value(&rows->rows[i]);
        }
        simile_plot__count(bars->x, bars->y, N_BARS, range.low, range.high, values, rows->n);
    }
}

static double positive_of(const simile_saved_row *row)
{
    return row->similarity;
}

static double negative_of(const simile_saved_row *row)
{
    return row->other;
}

static double margin_of(const simile_saved_row *row)
{
    return row->similarity - row->other;
}

static void put_similarities(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_range range = {INFINITY, -INFINITY};
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Similarities to the anchor");
    if (!plot) {
        return;
    }
    plot->description = "The positive’s cosine, and the nearest negative’s.";
    plot->x.label = "cosine with the anchor";
    plot->y.label = "triples";
    simile_section__widen(&range, subject, positive_of);
    simile_section__widen(&range, subject, negative_of);
    put_bars(document, plot, "positive", rows, positive_of, range);
    put_bars(document, plot, "negative", rows, negative_of, range);
}

/* A range that holds this one, which holds 0, so that a bar begins at 0: no bar has right and wrong triples. */
static simile_range put_edge_at_0(simile_range range)
{
    const double width = (range.high - range.low) / (N_BARS - 1), low = floor(range.low / width) * width;
    return (simile_range){low, low + N_BARS * width};
}

static void put_margins(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_range range = {0, 0};
    size_t n_right = 0;
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Margins");
    if (!plot) {
        return;
    }
    for (size_t i = 0; i < rows->n; i++) {
        n_right += margin_of(&rows->rows[i]) > 0;
    }
    plot->description = simile_document__format(
        document, "The positive’s cosine less the negative’s. %s of %s triples are right: above 0.",
        simile_document__number(document, (double)n_right, 0), simile_document__number(document, (double)rows->n, 0));
    plot->x.label = "margin";
    plot->y.label = "triples";
    plot->mark = 0;
    plot->mark_label = "right from here";
    simile_section__widen(&range, subject, margin_of);
    put_bars(document, plot, NULL, rows, margin_of, put_edge_at_0(range));
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Margin", "Anchor", "Positive", "Negative"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if (margin_of(&rows->rows[i]) <= 0) {
            ranked[n++] = (simile_ranked_row){-margin_of(&rows->rows[i]), i};
        }
    }
    simile_grid *grid = simile_section__put_worst(document, subject, finding, "Worst mistakes: the negative is nearer",
                                                  ranked, &n, names, 4, 1);
    for (size_t i = 0; i < n; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, margin_of(row), 3));
        for (size_t t = 0; t < 3; t++) {
            simile_grid__set(grid, i, t + 1, row->texts[t]);
        }
    }
}

void simile_section__put_triples(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_similarities, put_margins}, tables[] = {put_mistakes};
    simile_section__put_side_by_side(report, subject, plots, 2);
    simile_section__put_each(report, subject, tables, 1);
}
