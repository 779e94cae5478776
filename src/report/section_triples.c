/* Triples: the positive's similarity beside the negative's, and the margin between them. Probes are triples whose
 * margin alone is known. */
#include "sections.h"
#include <math.h>

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
    simile_section__put_bars(document, plot, "positive", rows, positive_of, range);
    simile_section__put_bars(document, plot, "negative", rows, negative_of, range);
}

/* A range that holds this one, which holds 0, so that a bar begins at 0: no bar has right and wrong triples. */
static simile_range put_edge_at_0(simile_range range)
{
    const double width = (range.high - range.low) / (SIMILE_SECTION_N_BARS - 1), low = floor(range.low / width) * width;
    return (simile_range){low, low + SIMILE_SECTION_N_BARS * width};
}

static double own_margin_of(const simile_saved_row *row)
{
    return row->similarity;
}

/* A histogram of the margins that `margin` gives, of which those above 0 are right. */
static void put_margins_of(simile_report *report, const simile_subject *subject, const simile_finding *finding,
                           double (*margin)(const simile_saved_row *row), const char *description, const char *unit)
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
        n_right += margin(&rows->rows[i]) > 0;
    }
    plot->description = simile_document__format(document, "%s %s of %s are right: above 0.", description,
                                                simile_document__number(document, (double)n_right, 0),
                                                simile_document__number(document, (double)rows->n, 0));
    plot->x.label = "margin";
    plot->y.label = unit;
    plot->mark = 0;
    plot->mark_label = "right from here";
    simile_section__widen(&range, subject, margin);
    simile_section__put_bars(document, plot, NULL, rows, margin, put_edge_at_0(range));
}

static void put_margins(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    put_margins_of(report, subject, finding, margin_of, "The positive’s cosine less the negative’s.", "triples");
}

static void put_probe_margins(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    put_margins_of(report, subject, finding, own_margin_of,
                   "The paraphrase’s cosine with the sentence less that of the changed one.", "sentences");
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
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, margin_of(row), 3));
        for (size_t t = 0; t < 3; t++) {
            simile_grid__set(grid, i, t + 1, row->texts[t]);
        }
    }
}

static void put_probe_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Margin", "Kind", "Sentence", "Paraphrase", "Changed"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if (own_margin_of(&rows->rows[i]) <= 0) {
            ranked[n++] = (simile_ranked_row){-own_margin_of(&rows->rows[i]), i};
        }
    }
    simile_grid *grid = simile_section__put_worst(
        document, subject, finding, "Worst mistakes: the changed sentence is nearer", ranked, &n, names, 5, 1);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, own_margin_of(row), 3));
        simile_grid__set(grid, i, 1, simile_saved_rows__label(rows, row->label));
        for (size_t t = 0; t < 3; t++) {
            simile_grid__set(grid, i, t + 2, row->texts[t]);
        }
    }
}

void simile_section__put_triples(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_similarities, put_margins}, tables[] = {put_mistakes};
    simile_section__put_side_by_side(report, subject, plots, 2);
    simile_section__put_each(report, subject, tables, 1);
}

void simile_section__put_probes(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_probe_margins}, tables[] = {put_probe_mistakes};
    simile_section__put_side_by_side(report, subject, plots, 1);
    simile_section__put_each(report, subject, tables, 1);
}
