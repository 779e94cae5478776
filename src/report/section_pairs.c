/* Pair classification: how the two kinds of pairs lie, and what a threshold makes of them. */
#include "sections.h"
#include "threshold.h"
#include <math.h>

#define N_BARS   30
#define N_PLACES 200

/* The similarities of the pairs of each label, and all in file order. */
typedef struct pair_values {
    double *gold, *similarity;
    double *kinds[2];
    size_t n, sizes[2];
    simile_threshold *thresholds;
    size_t n_thresholds, best_accuracy, best_f1;
} pair_values;

static void find_best(pair_values *values)
{
    for (size_t t = 0; t < values->n_thresholds; t++) {
        const simile_threshold *threshold = &values->thresholds[t];
        values->best_accuracy =
            threshold->accuracy > values->thresholds[values->best_accuracy].accuracy ? t : values->best_accuracy;
        values->best_f1 = threshold->f1 > values->thresholds[values->best_f1].f1 ? t : values->best_f1;
    }
}

static bool take_values(pair_values *values, simile_document *document, const simile_saved_rows *rows)
{
    const size_t n = rows->n;
    values->n = n;
    values->gold = simile_document__alloc(document, n, sizeof(double));
    values->similarity = simile_document__alloc(document, n, sizeof(double));
    values->kinds[0] = simile_document__alloc(document, n, sizeof(double));
    values->kinds[1] = simile_document__alloc(document, n, sizeof(double));
    values->thresholds = simile_document__alloc(document, n + 1, sizeof *values->thresholds);
    for (size_t i = 0; i < n && document->status == SIMILE_OK; i++) {
        const size_t kind = rows->rows[i].gold > 0;
        values->gold[i] = rows->rows[i].gold;
        values->similarity[i] = rows->rows[i].similarity;
        values->kinds[kind][values->sizes[kind]++] = rows->rows[i].similarity;
    }
    return document->status == SIMILE_OK;
}

static const void *compute(simile_report *report, const simile_saved_rows *rows)
{
    simile_document *document = &report->document;
    pair_values *values = simile_document__alloc(document, 1, sizeof *values);
    if (values && take_values(values, document, rows)) {
        simile_document__note(document, simile_threshold__sweep(values->thresholds, &values->n_thresholds, values->gold,
                                                                values->similarity, rows->n));
        find_best(values);
    }
    return values;
}

static double similarity_of(const simile_saved_row *row)
{
    return row->similarity;
}

static void put_histogram(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"label 0: different", "label 1: alike"};
    simile_document *document = &report->document;
    simile_range range = {INFINITY, -INFINITY};
    const pair_values *values = finding->computed;
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Similarities of the two kinds of pairs");
    if (!plot) {
        return;
    }
    const simile_threshold *best = &values->thresholds[values->best_accuracy];
    plot->description =
        simile_document__format(document, "%s pairs are alike, %s are not. The less the two overlap, the better.",
                                simile_document__number(document, (double)values->sizes[1], 0),
                                simile_document__number(document, (double)values->sizes[0], 0));
    plot->x.label = "cosine";
    plot->y.label = "pairs";
    simile_section__widen(&range, subject, similarity_of);
    plot->mark = fmin(best->at, range.high);
    plot->mark_label =
        simile_document__format(document, "threshold %s", simile_document__number(document, best->at, 3));
    for (size_t kind = 2; kind-- > 0;) {
        simile_series *bars = simile_document__series(document, plot, SIMILE_SERIES_BARS, names[kind], N_BARS);
        if (bars) {
            simile_plot__count(bars->x, bars->y, N_BARS, range.low, range.high, values->kinds[kind],
                               values->sizes[kind]);
        }
    }
}

static double value_of(const simile_threshold *threshold, size_t which)
{
    const double of[] = {threshold->accuracy, threshold->f1, threshold->precision, threshold->recall};
    return of[which];
}

/* How far the threshold may move before a hundredth of the accuracy is lost. */
static const char *describe_range(simile_document *document, const pair_values *values)
{
    const double least = values->thresholds[values->best_accuracy].accuracy - 0.01;
    size_t first = values->best_accuracy, last = values->best_accuracy;
    while (first > 0 && values->thresholds[first - 1].accuracy >= least) {
        first--;
    }
    while (last + 1 < values->n_thresholds && values->thresholds[last + 1].accuracy >= least) {
        last++;
    }
    return simile_document__format(document, "%s to %s",
                                   simile_document__number(document, values->thresholds[last].at, 3),
                                   simile_document__number(document, values->thresholds[first].at, 3));
}

static void put_curves(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"accuracy", "F1", "precision", "recall"};
    simile_document *document = &report->document;
    const pair_values *values = finding->computed;
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Choosing the threshold");
    if (!plot) {
        return;
    }
    const simile_threshold *best = &values->thresholds[values->best_accuracy];
    const simile_threshold *best_f1 = &values->thresholds[values->best_f1];
    plot->description = simile_document__format(
        document,
        "Accuracy is best, %s, at %s, and within 0.01 of it from %s. F1 is best, %s, at %s. Both are chosen on these "
        "rows.",
        simile_document__number(document, best->accuracy, 4), simile_document__number(document, best->at, 3),
        describe_range(document, values), simile_document__number(document, best_f1->f1, 4),
        simile_document__number(document, best_f1->at, 3));
    plot->x.label = "threshold on the cosine";
    plot->y.label = "share";
    plot->y.low = 0;
    plot->y.high = 1;
    plot->mark = best->at;
    plot->mark_label = "best accuracy";
    const size_t n = values->n_thresholds < N_PLACES ? values->n_thresholds : N_PLACES;
    for (size_t which = 0; which < 4; which++) {
        simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, names[which], n);
        for (size_t i = 0; line && i < n; i++) {
            const size_t t = n > 1 ? i * (values->n_thresholds - 1) / (n - 1) : 0;
            line->x[i] = values->thresholds[t].at;
            line->y[i] = value_of(&values->thresholds[t], which);
            line->is_dashed = which >= 2;
        }
    }
}

/* Tenths of the rows, by rising similarity: where the share of pairs that are alike rises steeply, the cosine tells
 * much. */
static void put_reliability(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const pair_values *values = finding->computed;
    if (values->n < 20) {
        return;
    }
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "What a cosine is worth");
    simile_ranked_row *ranked = simile_document__alloc(document, values->n, sizeof *ranked);
    simile_series *line = simile_document__series(document, plot, SIMILE_SERIES_LINE, NULL, 10);
    simile_series *points = simile_document__series(document, plot, SIMILE_SERIES_POINTS, NULL, 10);
    if (!plot || !ranked || !line || !points) {
        return;
    }
    plot->description = "Share of pairs that are alike in each tenth of the rows, by rising cosine.";
    plot->x.label = "mean cosine of the tenth";
    plot->y.label = "share alike";
    plot->y.low = 0;
    plot->y.high = 1;
    for (size_t i = 0; i < values->n; i++) {
        ranked[i] = (simile_ranked_row){-values->similarity[i], i};
    }
    simile_section__sort(ranked, values->n);
    for (size_t tenth = 0; tenth < 10; tenth++) {
        const size_t first = tenth * values->n / 10, last = (tenth + 1) * values->n / 10;
        for (size_t i = first; i < last; i++) {
            line->x[tenth] -= ranked[i].weight / (double)(last - first);
            line->y[tenth] += values->gold[ranked[i].row] / (double)(last - first);
        }
        points->x[tenth] = line->x[tenth];
        points->y[tenth] = line->y[tenth];
    }
    points->colour = line->colour;
}

static void put_mistakes(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    static const char *const names[] = {"Label", "Cosine", "Sentence", "Sentence"};
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    const pair_values *values = finding->computed;
    const double at = values->thresholds[values->best_accuracy].at;
    simile_ranked_row *ranked = simile_document__alloc(document, rows->n, sizeof *ranked);
    size_t n = 0;
    for (size_t i = 0; i < rows->n && ranked; i++) {
        if ((rows->rows[i].similarity >= at) != (rows->rows[i].gold > 0)) {
            ranked[n++] = (simile_ranked_row){fabs(rows->rows[i].similarity - at), i};
        }
    }
    simile_grid *grid = simile_section__put_worst(
        document, subject, finding, "Worst mistakes: on the wrong side of the threshold, farthest from it", ranked, &n,
        names, 4, 2);
    for (size_t i = 0; i < n && ranked; i++) {
        const simile_saved_row *row = &rows->rows[ranked[i].row];
        simile_grid__set(grid, i, 0, row->gold > 0 ? "1" : "0");
        simile_grid__set(grid, i, 1, simile_document__number(document, row->similarity, 3));
        simile_grid__set(grid, i, 2, row->texts[0]);
        simile_grid__set(grid, i, 3, row->texts[1]);
    }
}

void simile_section__put_pairs(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_histogram, put_curves, put_reliability};
    static const simile_section_figure tables[] = {put_mistakes};
    if (simile_section__compute(report, subject, compute)) {
        simile_section__put_side_by_side(report, subject, plots, sizeof plots / sizeof *plots);
        simile_section__put_each(report, subject, tables, 1);
    }
}
