/* STS: cosines against scores, as values and as ranks. */
#include "correlation.h"
#include "sections.h"
#include <math.h>

/* One of the two series, with its ranks and the rows by rising value. */
typedef struct sts_values {
    double *values, *ranks; /* [n] */
    size_t *order;          /* [n] */
} sts_values;

typedef struct sts_series {
    sts_values gold, similarity;
    double slope, offset; /* the rank of a similarity, by least squares over the rank of its score */
    size_t n;
} sts_series;

static void fill_values(sts_values *values, simile_document *document, const simile_saved_rows *rows, bool is_gold)
{
    const size_t n = rows->n;
    values->values = simile_document__alloc(document, n, sizeof *values->values);
    values->ranks = simile_document__alloc(document, n, sizeof *values->ranks);
    values->order = simile_document__alloc(document, n, sizeof *values->order);
    if (document->status != SIMILE_OK) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        values->values[i] = is_gold ? rows->rows[i].gold : rows->rows[i].similarity;
    }
    simile_document__note(document, simile_correlation__sort(values->order, values->values, n));
    if (document->status == SIMILE_OK) {
        simile_correlation__ranks(values->ranks, values->values, values->order, NULL, n);
    }
}

static const void *compute(simile_report *report, const simile_saved_rows *rows)
{
    simile_document *document = &report->document;
    const double mean = ((double)rows->n + 1) / 2; /* of ranks */
    double sxx = 0, sxy = 0;
    sts_series *series = simile_document__alloc(document, 1, sizeof *series);
    if (!series) {
        return NULL;
    }
    series->n = rows->n;
    fill_values(&series->gold, document, rows, true);
    fill_values(&series->similarity, document, rows, false);
    for (size_t i = 0; i < series->n && document->status == SIMILE_OK; i++) {
        const double x = series->gold.ranks[i] - mean;
        sxx += x * x;
        sxy += x * (series->similarity.ranks[i] - mean);
    }
    series->slope = sxx > 0 ? sxy / sxx : 0;
    series->offset = mean - series->slope * mean;
    return series;
}

static const char *describe(simile_document *document, const simile_saved_row *row)
{
    return simile_document__format(document, "%s | %s", row->texts[0], row->texts[1]);
}

static void put_points(simile_document *document, simile_plot *plot, const simile_saved_rows *rows, const double *x,
                       const double *y)
{
    const size_t n = simile_section__drawn(rows->n);
    simile_series *points = simile_document__series(document, plot, SIMILE_SERIES_POINTS, "a pair of sentences", n);
    if (!points) {
        return;
    }
    points->texts = simile_document__alloc(document, n, sizeof *points->texts);
    for (size_t i = 0; i < n && points->texts; i++) {
        const size_t row = simile_section__pick(i, n, rows->n);
        points->x[i] = x[row];
        points->y[i] = y[row];
        points->texts[i] = describe(document, &rows->rows[row]);
    }
}

/* The similarity that has a rank, between the two that are nearest. */
static double similarity_at(const sts_series *series, double rank)
{
    const double place = fmax(1, fmin(rank, (double)series->n)) - 1;
    const size_t below = (size_t)place, above = below + 1 < series->n ? below + 1 : below;
    const double low = series->similarity.values[series->similarity.order[below]];
    const double high = series->similarity.values[series->similarity.order[above]];
    return low + (place - (double)below) * (high - low);
}

/* The line of ranks in the plane of values: at each score, those that are too near to one another left out, the
 * similarity whose rank the line gives. */
static void put_rank_line(simile_document *document, simile_plot *plot, const sts_series *series)
{
    const sts_values *gold = &series->gold;
    const double span = gold->values[gold->order[series->n - 1]] - gold->values[gold->order[0]];
    simile_series *line =
        simile_document__series(document, plot, SIMILE_SERIES_LINE, "fitted line of ranks", series->n);
    if (!line) {
        return;
    }
    line->n = 0;
    for (size_t i = 0; i < series->n; i++) {
        const size_t row = gold->order[i];
        if (line->n == 0 || gold->values[row] > line->x[line->n - 1] + span / 400) {
            line->x[line->n] = gold->values[row];
            line->y[line->n++] = similarity_at(series, series->offset + series->slope * gold->ranks[row]);
        }
    }
}

static void put_values(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const sts_series *series = finding->computed;
    const double r = simile_correlation__pearson(series->gold.values, series->similarity.values, NULL, series->n);
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Similarity against score");
    if (plot) {
        plot->description = simile_document__format(
            document, "Each point is a pair of sentences. Pearson’s r %s; the line follows the ranks.",
            simile_document__number(document, r, 4));
        plot->x.label = "score";
        plot->y.label = "cosine";
        put_points(document, plot, finding->task->rows, series->gold.values, series->similarity.values);
        put_rank_line(document, plot, series);
    }
}

static void put_ranks(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const sts_series *series = finding->computed;
    const double rho = simile_correlation__pearson(series->gold.ranks, series->similarity.ranks, NULL, series->n);
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "The same as ranks");
    if (!plot) {
        return;
    }
    plot->description = simile_document__format(
        document, "Spearman’s ρ %s is the correlation of these ranks; equal values share their mean rank.",
        simile_document__number(document, rho, 4));
    plot->x.label = "rank of the score";
    plot->y.label = "rank of the cosine";
    put_points(document, plot, finding->task->rows, series->gold.ranks, series->similarity.ranks);
    simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, "fitted line", 2);
    if (line) {
        line->x[0] = 1;
        line->x[1] = (double)series->n;
        line->y[0] = series->offset + series->slope;
        line->y[1] = series->offset + series->slope * (double)series->n;
    }
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Score", "Cosine", "Ranks", "Sentence", "Sentence"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    const sts_series *series = finding->computed;
    size_t n = 0;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    for (size_t i = 0; i < rows->n && ranked; i++) {
        ranked[n++] = (simile_ranked_row){fabs(series->similarity.ranks[i] - series->gold.ranks[i]), i};
    }
    simile_grid *grid = simile_section__put_worst(
        document, subject, finding, "Worst mistakes: the ranks are farthest apart", ranked, &n, names, 5, 3);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        const double apart = series->similarity.ranks[ranked[i].row] - series->gold.ranks[ranked[i].row];
        simile_grid__set(grid, i, 0, simile_document__number(document, row->gold, 2));
        simile_grid__set(grid, i, 1, simile_document__number(document, row->similarity, 3));
        simile_grid__set(grid, i, 2,
                         simile_document__format(document, "%s%s", apart > 0 ? "+" : "",
                                                 simile_document__number(document, apart, 0)));
        simile_grid__set(grid, i, 3, row->texts[0]);
        simile_grid__set(grid, i, 4, row->texts[1]);
    }
}

void simile_section__put_sts(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_values, put_ranks}, tables[] = {put_mistakes};
    if (simile_section__compute(report, subject, compute)) {
        simile_section__put_side_by_side(report, subject, plots, 2);
        simile_section__put_each(report, subject, tables, 1);
    }
}
