/* Odd ones out: how far from its group each text lies. */
#include "sections.h"
#include <math.h>

static double distance_of(const simile_saved_row *row)
{
    return row->similarity;
}

static double usual_of(const simile_saved_row *row)
{
    return row->gold > 0 ? NAN : row->similarity;
}

static double odd_of(const simile_saved_row *row)
{
    return row->gold > 0 ? row->similarity : NAN;
}

static void put_distances(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_range range = {INFINITY, -INFINITY};
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Distances to the mean of the group");
    if (!plot) {
        return;
    }
    plot->description = "The farther the odd ones lie to the right of the usual ones, the better.";
    plot->x.label = "cosine distance";
    plot->y.label = "texts";
    simile_section__widen(&range, subject, distance_of);
    simile_section__put_bars(document, plot, "usual", rows, usual_of, range);
    simile_section__put_bars(document, plot, "odd", rows, odd_of, range);
}

/* Rows by their distance, the largest first where sign is 1, the least where it is −1; NaN left out. */
static void put_list(simile_report *report, const simile_subject *subject, const simile_finding *finding,
                     double (*distance)(const simile_saved_row *row), double sign, const char *title)
{
    static const char *const names[] = {"Distance", "Group", "Text"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if (isfinite(distance(&rows->rows[i]))) {
            ranked[n++] = (simile_ranked_row){sign * distance(&rows->rows[i]), i};
        }
    }
    simile_grid *grid = simile_section__put_worst(document, subject, finding, title, ranked, &n, names, 3, 1);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, row->similarity, 3));
        simile_grid__set(grid, i, 1, simile_saved_rows__label(rows, row->label));
        simile_grid__set(grid, i, 2, row->texts[0]);
    }
}

static void put_hidden(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    put_list(report, subject, finding, odd_of, -1, "Odd ones that lie nearest");
}

static void put_suspected(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    put_list(report, subject, finding, usual_of, 1, "Usual ones that lie farthest");
}

void simile_section__put_anomaly(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_distances}, tables[] = {put_hidden, put_suspected};
    simile_section__put_side_by_side(report, subject, plots, 1);
    simile_section__put_each(report, subject, tables, 2);
}
