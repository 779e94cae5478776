/* Rankings: retrieval, reranking, groups, mining. How well each query finds its answers. */
#include "sections.h"
#include <math.h>

static double precision_of(const simile_saved_row *row)
{
    return row->similarity;
}

static void put_precisions(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Average precision of the queries");
    if (plot) {
        plot->description = simile_document__format(document, "%s queries with answers; 1: all answers stand in front.",
                                                    simile_document__number(document, (double)rows->n, 0));
        plot->x.label = "average precision";
        plot->y.label = "queries";
        simile_section__put_bars(document, plot, NULL, rows, precision_of, (simile_range){0, 1});
    }
}

static const char *print_rank(simile_document *document, double rank)
{
    return rank > 0 ? simile_document__number(document, rank, 0) : "none found";
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[][3] = {{"Average precision", "Query"},
                                           {"Average precision", "First answer at", "Query"}};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    const bool has_rank = isfinite(rows->rows[0].other);
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if (precision_of(&rows->rows[i]) < 1) {
            ranked[n++] = (simile_ranked_row){-precision_of(&rows->rows[i]), i};
        }
    }
    simile_grid *grid =
        simile_section__put_worst(document, subject, finding, "Worst queries: the answers stand far behind", ranked, &n,
                                  names[has_rank], has_rank ? 3 : 2, has_rank ? 2 : 1);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, row->similarity, 3));
        if (has_rank) {
            simile_grid__set(grid, i, 1, print_rank(document, row->other));
        }
        simile_grid__set(grid, i, has_rank ? 2 : 1, row->texts[0]);
    }
}

void simile_section__put_ranking(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_precisions}, tables[] = {put_mistakes};
    simile_section__put_side_by_side(report, subject, plots, 1);
    simile_section__put_each(report, subject, tables, 1);
}
