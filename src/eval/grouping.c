/* How rows of one label lie together and apart. The cosine distance is linear in each of its sides, so a row's mean
 * distance to a label is one product with the sum of the label's directions: n·K·E steps in all. */
#include "grouping.h"
#include "memory.h"
#include <math.h>

typedef struct grouping_run {
    const simile_labelled *rows;
    size_t n_labels;
    double *inverse;   /* [n]: 1 / ‖x‖ */
    double *sums;      /* [K, E]: of directions */
    double *counts;    /* [K] */
    double *distances; /* [K]: of the row at hand to the labels; then each label's spread */
} grouping_run;

static double dot(const double *sum, const float *x, size_t width)
{
    double value = 0;
    for (size_t e = 0; e < width; e++) {
        value += sum[e] * (double)x[e];
    }
    return value;
}

static void sum_labels(grouping_run *run)
{
    const size_t width = run->rows->width;
    for (size_t i = 0; i < run->rows->n; i++) {
        const float *x = run->rows->vectors + i * width;
        double *sum = run->sums + (size_t)run->rows->labels[i] * width, squares = 0;
        for (size_t e = 0; e < width; e++) {
            squares += (double)x[e] * (double)x[e];
        }
        run->inverse[i] = squares > 0 ? 1 / sqrt(squares) : 0;
        for (size_t e = 0; e < width; e++) {
            sum[e] += run->inverse[i] * (double)x[e];
        }
        run->counts[run->rows->labels[i]] += 1;
    }
}

/* Σ over a label's rows of the distance is count − x·sum; the row's own share of it is 0. */
static double silhouette_of(grouping_run *run, size_t i)
{
    const size_t width = run->rows->width, own = (size_t)run->rows->labels[i];
    double nearest = INFINITY;
    if (run->counts[own] < 2) {
        return 0;
    }
    for (size_t k = 0; k < run->n_labels; k++) {
        const double product = run->inverse[i] * dot(run->sums + k * width, run->rows->vectors + i * width, width);
        run->distances[k] = run->counts[k] - product;
        if (k != own && run->counts[k] > 0) {
            nearest = fmin(nearest, run->distances[k] / run->counts[k]);
        }
    }
    const double inside = run->distances[own] / (run->counts[own] - 1), most = fmax(inside, nearest);
    return most > 0 ? (nearest - inside) / most : 0;
}

/* Cosine and squared Euclidean distance of two centroids. */
static void compare_centroids(double *cosine, double *euclidean, const grouping_run *run, size_t a, size_t b)
{
    const size_t width = run->rows->width;
    const double *x = run->sums + a * width, *y = run->sums + b * width;
    double xy = 0, xx = 0, yy = 0, squares = 0;
    for (size_t e = 0; e < width; e++) {
        const double d = x[e] / run->counts[a] - y[e] / run->counts[b];
        xy += x[e] * y[e];
        xx += x[e] * x[e];
        yy += y[e] * y[e];
        squares += d * d;
    }
    *cosine = xx > 0 && yy > 0 ? xy / sqrt(xx) / sqrt(yy) : 0;
    *euclidean = sqrt(squares);
}

/* Each label's mean distance from its rows to its centroid. */
static void find_spreads(grouping_run *run)
{
    const size_t width = run->rows->width;
    for (size_t k = 0; k < run->n_labels; k++) {
        run->distances[k] = 0;
    }
    for (size_t i = 0; i < run->rows->n; i++) {
        const size_t k = (size_t)run->rows->labels[i];
        double squares = 0;
        for (size_t e = 0; e < width; e++) {
            const double d =
                run->inverse[i] * (double)run->rows->vectors[i * width + e] - run->sums[k * width + e] / run->counts[k];
            squares += d * d;
        }
        run->distances[k] += sqrt(squares) / run->counts[k];
    }
}

static void measure_centroids(simile_grouping *result, const grouping_run *run)
{
    double n_used = 0, n_pairs = 0;
    for (size_t a = 0; a < run->n_labels; a++) {
        double worst = 0;
        for (size_t b = 0; b < run->n_labels && run->counts[a] > 0; b++) {
            double cosine, euclidean;
            if (a == b || run->counts[b] == 0) {
                continue;
            }
            compare_centroids(&cosine, &euclidean, run, a, b);
            result->separation += 1 - cosine;
            n_pairs += 1;
            worst = fmax(worst, euclidean > 0 ? (run->distances[a] + run->distances[b]) / euclidean : 0);
        }
        result->davies_bouldin += worst;
        n_used += run->counts[a] > 0;
    }
    result->separation /= n_pairs;
    result->davies_bouldin /= n_used;
}

/* Whether there is something to compare. */
static bool is_defined(const grouping_run *run)
{
    size_t n_used = 0;
    for (size_t k = 0; k < run->n_labels; k++) {
        n_used += run->counts[k] > 0;
    }
    return n_used > 1 && n_used < run->rows->n;
}

simile_status simile_grouping__measure(simile_grouping *result, double *silhouettes, const simile_labelled *rows,
                                       size_t n_labels)
{
    grouping_run run = {.rows = rows, .n_labels = n_labels};
    run.inverse = simile_memory__alloc(rows->n, sizeof *run.inverse);
    run.sums = simile_memory__alloc(n_labels, rows->width * sizeof *run.sums);
    run.counts = simile_memory__alloc(n_labels, sizeof *run.counts);
    run.distances = simile_memory__alloc(n_labels, sizeof *run.distances);
    simile_status status = run.inverse && run.sums && run.counts && run.distances ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    *result = (simile_grouping){NAN, NAN, NAN};
    if (status == SIMILE_OK) {
        sum_labels(&run);
    }
    if (status == SIMILE_OK && is_defined(&run)) {
        *result = (simile_grouping){0};
        for (size_t i = 0; i < rows->n; i++) {
            const double silhouette = silhouette_of(&run, i);
            result->silhouette += silhouette / (double)rows->n;
            if (silhouettes) {
                silhouettes[i] = silhouette;
            }
        }
        find_spreads(&run);
        measure_centroids(result, &run);
    }
    simile_memory__free(run.inverse);
    simile_memory__free(run.sums);
    simile_memory__free(run.counts);
    simile_memory__free(run.distances);
    return status;
}

simile_status simile_grouping__add_figures(simile_measures *measures, const simile_labelled *rows, size_t n_labels)
{
    static const char note[] = "undefined: no label has two rows";
    double *silhouettes = simile_memory__alloc(rows->n, sizeof *silhouettes);
    simile_grouping grouping;
    if (!silhouettes) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < rows->n; i++) {
        silhouettes[i] = NAN;
    }
    simile_status status = simile_grouping__measure(&grouping, silhouettes, rows, n_labels);
    if (status == SIMILE_OK) {
        status = simile_measures__add_mean(measures, "silhouette", silhouettes, rows->n, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "separation", grouping.separation, note);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "davies_bouldin", grouping.davies_bouldin, note);
    }
    simile_memory__free(silhouettes);
    return status;
}
