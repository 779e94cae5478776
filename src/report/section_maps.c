/* Drawings of a labelled task: where the sentences lie, and how near those of one label are. */
#include "elementwise.h"
#include "label_order.h"
#include "pca.h"
#include "sections.h"
#include "tsne.h"
#include <math.h>
#include <string.h>

#define N_COLOURED    SIMILE_COLOUR_GREY
#define N_BARS        50
#define MAX_PAIR_ROWS 1500

/* The rows on a map. */
typedef struct map_rows {
    size_t n;
    const simile_saved_row **rows; /* [n] */
    float *vectors;                /* [n, width] */
    double *points;                /* [n, 2] */
    double shares[2];
} map_rows;

/* At most `most` rows at even distances. */
static bool take_rows(map_rows *map, simile_document *document, const simile_saved_rows *rows, size_t most)
{
    *map = (map_rows){.n = rows->n < most ? rows->n : most};
    map->rows = simile_document__alloc(document, map->n, sizeof *map->rows);
    map->vectors = simile_document__alloc(document, map->n, rows->width * sizeof *map->vectors);
    map->points = simile_document__alloc(document, map->n, 2 * sizeof *map->points);
    for (size_t i = 0; i < map->n && document->status == SIMILE_OK; i++) {
        const size_t row = simile_section__pick(i, map->n, rows->n);
        map->rows[i] = &rows->rows[row];
        memcpy(&map->vectors[i * rows->width], &rows->vectors[row * rows->width], rows->width * sizeof(float));
    }
    return document->status == SIMILE_OK;
}

/* The rows on their first two principal components; NULL without vectors. */
static const void *compute(simile_report *report, const simile_saved_rows *rows)
{
    simile_document *document = &report->document;
    map_rows *map = rows->vectors ? simile_document__alloc(document, 1, sizeof *map) : NULL;
    if (map && take_rows(map, document, rows, SIMILE_SECTION_MAX_POINTS)) {
        simile_document__note(document, simile_pca__project(map->points, map->shares, map->vectors, map->n, rows->width,
                                                            2, report->options.seed, report->pool));
    }
    return map;
}

/* A series a label, each with those of the points [rows, 2] that have it. */
static void put_points(simile_document *document, simile_plot *plot, const map_rows *map, const double *points,
                       const simile_saved_rows *rows)
{
    simile_label_order order;
    simile_series *series[N_COLOURED + 1];
    if (!simile_label_order__make(&order, document, rows, N_COLOURED)) {
        return;
    }
    for (size_t place = 0; place < order.n_shown + order.has_other; place++) {
        series[place] = simile_document__series(document, plot, SIMILE_SERIES_POINTS,
                                                simile_label_order__name(&order, rows, place), map->n);
        if (!series[place]) {
            return;
        }
        series[place]->colour = place < order.n_shown ? (int)place : SIMILE_COLOUR_GREY;
        series[place]->n = 0;
        series[place]->texts = simile_document__alloc(document, map->n, sizeof *series[place]->texts);
    }
    for (size_t i = 0; i < map->n && document->status == SIMILE_OK; i++) {
        const simile_saved_row *row = map->rows[i];
        simile_series *s = series[simile_label_order__place(&order, row->label)];
        s->x[s->n] = points[2 * i];
        s->y[s->n] = points[2 * i + 1];
        s->texts[s->n++] =
            simile_document__format(document, "%s: %s", simile_saved_rows__label(rows, row->label), row->texts[0]);
    }
}

static void put_map(simile_document *document, const simile_subject *subject, const simile_finding *finding,
                    const char *title, const char *description, const double *points)
{
    simile_plot *plot = simile_section__put_plot(document, subject, finding, title);
    if (plot) {
        plot->description = description;
        plot->is_square = plot->x.is_bare = plot->y.is_bare = true;
        put_points(document, plot, finding->computed, points, finding->task->rows);
    }
}

static void put_components(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const map_rows *map = finding->computed;
    if (map) {
        put_map(document, subject, finding, "Map by principal components",
                simile_document__format(
                    document,
                    "%s sentences on the two directions in which the vectors differ most: %s %% and %s %% of the "
                    "variance.",
                    simile_document__number(document, (double)map->n, 0),
                    simile_document__number(document, 100 * map->shares[0], 1),
                    simile_document__number(document, 100 * map->shares[1], 1)),
                map->points);
    }
}

static void tell_progress(void *context, double share)
{
    simile_report *report = context;
    if (report->options.progress) {
        report->options.progress(report->options.context, "laying out the map", share);
    }
}

static void put_neighbourhoods(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const map_rows *map = finding->computed;
    double *points = map ? simile_document__alloc(document, map->n, 2 * sizeof *points) : NULL;
    if (!points) {
        return;
    }
    memcpy(points, map->points, map->n * 2 * sizeof *points);
    simile_document__note(document, simile_tsne__run(points, map->vectors, map->n, finding->task->rows->width,
                                                     report->pool, tell_progress, report));
    put_map(document, subject, finding, "Map by neighbourhoods",
            "t-SNE: sentences near in meaning stay together; distances between clumps and their sizes tell little.",
            points);
}

/* Cosines of all pairs of at most MAX_PAIR_ROWS rows, of one label and of two. */
static void count_pairs(simile_series *const bars[2], size_t n_pairs[2], const map_rows *map, size_t width)
{
    for (size_t i = 0; i < map->n; i++) {
        for (size_t j = i + 1; j < map->n; j++) {
            const bool differ = map->rows[i]->label != map->rows[j]->label;
            const double cosine = simile_vector__dot(&map->vectors[i * width], &map->vectors[j * width], width);
            const double place = floor((cosine - bars[0]->x[0]) / (bars[0]->x[N_BARS] - bars[0]->x[0]) * N_BARS);
            bars[differ]->y[(size_t)fmax(0, fmin(place, N_BARS - 1))]++;
            n_pairs[differ]++;
        }
    }
}

/* Takes the lowest bars away while both are empty. */
static void drop_empty(simile_series *const bars[2])
{
    size_t first = 0;
    while (first + 1 < N_BARS && bars[0]->y[first] == 0 && bars[1]->y[first] == 0) {
        first++;
    }
    for (size_t kind = 0; kind < 2; kind++) {
        bars[kind]->x += first;
        bars[kind]->y += first;
        bars[kind]->n -= first;
    }
}

static void put_similarities(simile_report *report, const simile_subject *subject, const simile_finding *finding)
{
    simile_document *document = &report->document;
    const simile_saved_rows *rows = finding->task->rows;
    size_t n_pairs[2] = {0};
    map_rows map;
    if (!rows->vectors || !take_rows(&map, document, rows, MAX_PAIR_ROWS)) {
        return;
    }
    simile_plot *plot = simile_section__put_plot(document, subject, finding, "Similarities within and between labels");
    simile_series *bars[2] = {
        simile_document__series(document, plot, SIMILE_SERIES_BARS, "pairs of one label", N_BARS),
        simile_document__series(document, plot, SIMILE_SERIES_BARS, "pairs of different labels", N_BARS)};
    if (!plot || !bars[0] || !bars[1]) {
        return;
    }
    simile_plot__count(bars[0]->x, bars[0]->y, N_BARS, -1, 1, NULL, 0);
    simile_plot__count(bars[1]->x, bars[1]->y, N_BARS, -1, 1, NULL, 0);
    count_pairs(bars, n_pairs, &map, rows->width);
    for (size_t kind = 0; kind < 2; kind++) {
        for (size_t b = 0; b < N_BARS; b++) {
            bars[kind]->y[b] = n_pairs[kind] > 0 ? 100 * bars[kind]->y[b] / (double)n_pairs[kind] : 0;
        }
    }
    drop_empty(bars);
    plot->description = simile_document__format(
        document, "All pairs of %s sentences, each kind as shares of itself. The farther apart the two, the better.",
        simile_document__number(document, (double)map.n, 0));
    plot->x.label = "cosine";
    plot->y.label = "% of pairs";
}

void simile_section__put_maps(simile_report *report, const simile_subject *subject)
{
    static const simile_section_figure plots[] = {put_components, put_neighbourhoods, put_similarities};
    if (simile_section__compute(report, subject, compute)) {
        simile_section__put_side_by_side(report, subject, plots, sizeof plots / sizeof *plots);
    }
}
