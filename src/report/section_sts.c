/* STS: cosines against scores, as values and as ranks. */
#include "correlation.h"
#include "sections.h"
#include <math.h>
#include <stdlib.h>

/* gold, similarity and their ranks, each [n]. */
typedef struct sts_series {
    double *gold, *similarity, *gold_ranks, *similarity_ranks;
    double slope, offset; /* the rank of a similarity, by least squares over the rank of its score */
    double least_step;    /* of scores along a drawn line: a so-manyth of their range */
    size_t n;
} sts_series;

/* Ranks of x [n], equal values sharing their mean rank. */
static void rank(double *ranks, simile_document *document, const double *x, size_t n)
{
    size_t *order = simile_document__alloc(document, n, sizeof *order);
    if (!order) {
        return;
    }
    simile_document__note(document, simile_correlation__sort(order, x, n));
    simile_correlation__ranks(ranks, x, order, NULL, n);
}

static bool fill(sts_series *series, simile_document *document, const simile_saved_rows *rows)
{
    const size_t n = rows->n;
    series->n = n;
    series->gold = simile_document__alloc(document, n, sizeof(double));
    series->similarity = simile_document__alloc(document, n, sizeof(double));
    series->gold_ranks = simile_document__alloc(document, n, sizeof(double));
    series->similarity_ranks = simile_document__alloc(document, n, sizeof(double));
    if (!series->gold || !series->similarity || !series->gold_ranks || !series->similarity_ranks) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        series->gold[i] = rows->rows[i].gold;
        series->similarity[i] = rows->rows[i].similarity;
    }
    rank(series->gold_ranks, document, series->gold, n);
    rank(series->similarity_ranks, document, series->similarity, n);
    double sxx = 0, sxy = 0;
    const double mean = ((double)n + 1) / 2; /* of ranks */
    for (size_t i = 0; i < n; i++) {
        const double x = series->gold_ranks[i] - mean;
        sxx += x * x;
        sxy += x * (series->similarity_ranks[i] - mean);
    }
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, series->gold[i]);
        high = fmax(high, series->gold[i]);
    }
    series->least_step = (high - low) / 400;
    series->slope = sxx > 0 ? sxy / sxx : 0;
    series->offset = mean - series->slope * mean;
    return document->status == SIMILE_OK;
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

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static int compare_pairs(const void *a, const void *b)
{
    return compare_doubles(a, b); /* by the first of two numbers */
}

/* The line of ranks in the plane of values: at each score the similarity whose rank the line gives. */
static void put_rank_line(simile_document *document, simile_plot *plot, const sts_series *series)
{
    const size_t n = series->n;
    double(*gold)[2] = simile_document__alloc(document, n, sizeof *gold); /* score and its rank */
    double *similarity = simile_document__alloc(document, n, sizeof *similarity);
    simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, "fitted line of ranks", n);
    if (!gold || !similarity || !line) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        gold[i][0] = series->gold[i];
        gold[i][1] = series->gold_ranks[i];
        similarity[i] = series->similarity[i];
    }
    qsort(gold, n, sizeof *gold, compare_pairs);
    qsort(similarity, n, sizeof *similarity, compare_doubles);
    line->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (line->n == 0 || gold[i][0] > line->x[line->n - 1] + series->least_step) {
            const double place = fmax(1, fmin(series->offset + series->slope * gold[i][1], (double)n)) - 1;
            const size_t below = (size_t)place, above = below + 1 < n ? below + 1 : below;
            line->x[line->n] = gold[i][0];
            line->y[line->n++] = similarity[below] + (place - (double)below) * (similarity[above] - similarity[below]);
        }
    }
}

static void put_values(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    sts_series series;
    if (!fill(&series, document, finding->task->rows)) {
        return;
    }
    const double r = simile_correlation__pearson(series.gold, series.similarity, NULL, series.n);
    simile_plot *plot = simile_document__plot(
        document, simile_subject__figure_title(document, subject, finding, "Similarity against score"));
    if (!plot) {
        return;
    }
    plot->description = simile_document__format(
        document, "Each point is a pair of sentences. Pearson’s r %s; the line follows the ranks.",
        simile_document__number(document, r, 4));
    plot->x.label = "score";
    plot->y.label = "cosine";
    put_points(document, plot, finding->task->rows, series.gold, series.similarity);
    put_rank_line(document, plot, &series);
}

static void put_ranks(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    sts_series series;
    if (!fill(&series, document, finding->task->rows)) {
        return;
    }
    const double rho = simile_correlation__pearson(series.gold_ranks, series.similarity_ranks, NULL, series.n);
    simile_plot *plot =
        simile_document__plot(document, simile_subject__figure_title(document, subject, finding, "The same as ranks"));
    if (!plot) {
        return;
    }
    plot->description = simile_document__format(
        document, "Spearman’s ρ %s is the correlation of these ranks; equal values share their mean rank.",
        simile_document__number(document, rho, 4));
    plot->x.label = "rank of the score";
    plot->y.label = "rank of the cosine";
    put_points(document, plot, finding->task->rows, series.gold_ranks, series.similarity_ranks);
    simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, "fitted line", 2);
    if (line) {
        line->x[0] = 1;
        line->x[1] = (double)series.n;
        line->y[0] = series.offset + series.slope;
        line->y[1] = series.offset + series.slope * (double)series.n;
    }
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    sts_series series;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    if (!ranked || !fill(&series, document, rows)) {
        return;
    }
    for (size_t i = 0; i < rows->n; i++) {
        ranked[i] = (simile_ranked_row){fabs(series.similarity_ranks[i] - series.gold_ranks[i]), i};
    }
    simile_section__sort(ranked, rows->n);
    const size_t n = rows->n < SIMILE_SECTION_N_MISTAKES ? rows->n : SIMILE_SECTION_N_MISTAKES;
    simile_grid *grid = simile_document__grid(
        document,
        simile_subject__figure_title(document, subject, finding, "Worst mistakes: the ranks are farthest apart"), n, 5);
    simile_grid__name(grid, 0, "Score", true);
    simile_grid__name(grid, 1, "Cosine", true);
    simile_grid__name(grid, 2, "Ranks", true);
    simile_grid__name(grid, 3, "Sentence", false);
    simile_grid__name(grid, 4, "Sentence", false);
    for (size_t i = 0; i < n; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        const double apart = series.similarity_ranks[ranked[i].row] - series.gold_ranks[ranked[i].row];
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
    simile_section__put_side_by_side(report, subject, plots, 2);
    simile_section__put_each(report, subject, tables, 1);
}
