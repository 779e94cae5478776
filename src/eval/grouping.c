/* How rows of one label lie together and apart. The cosine distance is linear in each of its sides, so a row's mean
 * distance to a label is one product with the sum of the label's directions: n·K·E steps in all. */
#include "grouping.h"
#include "memory.h"
#include <math.h>
#include <string.h>

#define CANCELLED 1e-4 /* of the lengths: a squared distance below it is not their difference */
#define LANES     8    /* partial sums, so that they need not wait for one another */

typedef struct grouping_run {
    const simile_labelled *rows;
    size_t n_labels;
    const double *weights; /* [n]; NULL: every row counts once */
    const double *inverse; /* [n]: 1 / ‖x‖ */
    double *sums;          /* [K, E]: of directions */
    double *counts;        /* [K] */
    double *squares;       /* [K]: of the sums' lengths */
    double *distances;     /* [K]: of the row at hand to the labels; then each label's spread */
    double *worst;         /* [K]: ratio to another label */
} grouping_run;

/* Numbers that a run needs. */
static size_t run_size(const simile_labelled *rows, size_t n_labels)
{
    return n_labels * (rows->width + 4);
}

static grouping_run make_run(double *memory, const double *inverse, const simile_labelled *rows, size_t n_labels,
                             const double *weights)
{
    grouping_run run = {.rows = rows, .n_labels = n_labels, .weights = weights, .inverse = inverse, .sums = memory};
    run.counts = memory + n_labels * rows->width;
    run.squares = run.counts + n_labels;
    run.distances = run.squares + n_labels;
    run.worst = run.distances + n_labels;
    return run;
}

static double join(const double sums[LANES])
{
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

static double dot(const double *sum, const float *x, size_t width)
{
    double sums[LANES] = {0};
    size_t e = 0;
    for (; e + LANES <= width; e += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += sum[e + lane] * (double)x[e + lane];
        }
    }
    for (; e < width; e++) {
        sums[0] += sum[e] * (double)x[e];
    }
    return join(sums);
}

static double dot_sums(const double *a, const double *b, size_t width)
{
    double sums[LANES] = {0};
    size_t e = 0;
    for (; e + LANES <= width; e += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            sums[lane] += a[e + lane] * b[e + lane];
        }
    }
    for (; e < width; e++) {
        sums[0] += a[e] * b[e];
    }
    return join(sums);
}

static void find_inverses(double *inverse, const simile_labelled *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const float *x = rows->vectors + i * rows->width;
        double squares = 0;
        for (size_t e = 0; e < rows->width; e++) {
            squares += (double)x[e] * (double)x[e];
        }
        inverse[i] = squares > 0 ? 1 / sqrt(squares) : 0;
    }
}

static double weight_of(const grouping_run *run, size_t i)
{
    return run->weights ? run->weights[i] : 1;
}

static void sum_labels(grouping_run *run)
{
    const size_t width = run->rows->width;
    memset(run->sums, 0, run_size(run->rows, run->n_labels) * sizeof *run->sums);
    for (size_t i = 0; i < run->rows->n; i++) {
        const float *x = run->rows->vectors + i * width;
        double *sum = run->sums + (size_t)run->rows->labels[i] * width;
        const double weight = weight_of(run, i), scale = weight * run->inverse[i];
        for (size_t e = 0; e < width && weight > 0; e++) {
            sum[e] += scale * (double)x[e];
        }
        run->counts[run->rows->labels[i]] += weight;
    }
    for (size_t k = 0; k < run->n_labels; k++) {
        run->squares[k] = dot_sums(run->sums + k * width, run->sums + k * width, width);
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

/* Between a row's direction and its label's centroid: ‖x‖² − 2·x·c + ‖c‖², or the differences themselves where that
 * would leave rounding alone. */
static double distance_to_centroid(const grouping_run *run, size_t i, size_t k)
{
    const size_t width = run->rows->width;
    const float *x = run->rows->vectors + i * width;
    const double *sum = run->sums + k * width, share = 1 / run->counts[k], inverse = run->inverse[i];
    const double lengths = (inverse > 0) + share * share * run->squares[k];
    double square = lengths - 2 * inverse * share * dot(sum, x, width);
    if (square < CANCELLED * lengths) {
        square = 0;
        for (size_t e = 0; e < width; e++) {
            const double d = inverse * (double)x[e] - share * sum[e];
            square += d * d;
        }
    }
    return sqrt(square);
}

/* Each label's mean distance from its rows to its centroid. */
static void find_spreads(grouping_run *run)
{
    memset(run->distances, 0, run->n_labels * sizeof *run->distances);
    for (size_t i = 0; i < run->rows->n; i++) {
        const size_t k = (size_t)run->rows->labels[i];
        const double weight = weight_of(run, i);
        run->distances[k] += weight > 0 ? weight * distance_to_centroid(run, i, k) / run->counts[k] : 0;
    }
}

/* Cosine and, likewise, Euclidean distance of two centroids. */
static void compare_centroids(double *cosine, double *euclidean, const grouping_run *run, size_t a, size_t b)
{
    const size_t width = run->rows->width;
    const double *x = run->sums + a * width, *y = run->sums + b * width;
    const double share_x = 1 / run->counts[a], share_y = 1 / run->counts[b], product = dot_sums(x, y, width);
    const double lengths = share_x * share_x * run->squares[a] + share_y * share_y * run->squares[b];
    const bool have_ends = run->squares[a] > 0 && run->squares[b] > 0;
    double square = lengths - 2 * share_x * share_y * product;
    if (square < CANCELLED * lengths) {
        square = 0;
        for (size_t e = 0; e < width; e++) {
            const double d = share_x * x[e] - share_y * y[e];
            square += d * d;
        }
    }
    *cosine = have_ends ? product / sqrt(run->squares[a]) / sqrt(run->squares[b]) : 0;
    *euclidean = sqrt(square);
}

static void measure_centroids(simile_grouping *result, grouping_run *run)
{
    double n_used = 0, n_pairs = 0;
    for (size_t a = 0; a < run->n_labels; a++) {
        for (size_t b = 0; b < a && run->counts[a] > 0; b++) {
            double cosine, euclidean;
            if (run->counts[b] > 0) {
                compare_centroids(&cosine, &euclidean, run, a, b);
                const double ratio = euclidean > 0 ? (run->distances[a] + run->distances[b]) / euclidean : 0;
                result->separation += 1 - cosine;
                n_pairs += 1;
                run->worst[a] = fmax(run->worst[a], ratio);
                run->worst[b] = fmax(run->worst[b], ratio);
            }
        }
    }
    for (size_t k = 0; k < run->n_labels; k++) {
        result->davies_bouldin += run->worst[k];
        n_used += run->counts[k] > 0;
    }
    result->separation /= n_pairs;
    result->davies_bouldin /= n_used;
}

/* Whether there is something to compare: two labels, and more rows than labels. */
static bool is_defined(const grouping_run *run)
{
    double n_used = 0, n = 0;
    for (size_t k = 0; k < run->n_labels; k++) {
        n_used += run->counts[k] > 0;
        n += run->counts[k];
    }
    return n_used > 1 && n_used < n;
}

/* result: separation and davies_bouldin are set. */
static bool measure_labels(simile_grouping *result, grouping_run *run)
{
    *result = (simile_grouping){NAN, NAN, NAN};
    sum_labels(run);
    if (!is_defined(run)) {
        return false;
    }
    *result = (simile_grouping){0};
    find_spreads(run);
    measure_centroids(result, run);
    return true;
}

simile_status simile_grouping__measure(simile_grouping *result, double *silhouettes, const simile_labelled *rows,
                                       size_t n_labels)
{
    double *memory = simile_memory__alloc(rows->n + run_size(rows, n_labels), sizeof *memory);
    if (!memory) {
        return SIMILE_ERROR_MEMORY;
    }
    grouping_run run = make_run(memory + rows->n, memory, rows, n_labels, NULL);
    find_inverses(memory, rows);
    const bool has_result = measure_labels(result, &run);
    for (size_t i = 0; i < rows->n && has_result; i++) {
        const double silhouette = silhouette_of(&run, i);
        result->silhouette += silhouette / (double)rows->n;
        if (silhouettes) {
            silhouettes[i] = silhouette;
        }
    }
    simile_memory__free(memory);
    return SIMILE_OK;
}

/* For draws of rows. */
typedef struct centroids_context {
    const simile_labelled *rows;
    size_t n_labels;
    double *inverse; /* [n] */
} centroids_context;

static void find_centroid_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const centroids_context *c = context;
    grouping_run run = make_run(scratch, c->inverse, c->rows, c->n_labels, weights);
    simile_grouping grouping;
    (void)measure_labels(&grouping, &run);
    values[0] = grouping.separation;
    values[1] = grouping.davies_bouldin;
}

static const char undefined_note[] = "undefined: no label has two rows";

/* A label's rows that repeat move its centroid from those of the others. */
static simile_status add_centroids(simile_measures *measures, const simile_labelled *rows, size_t n_labels)
{
    static const char *const names[] = {"separation", "davies_bouldin"};
    centroids_context context = {rows, n_labels, simile_memory__alloc(rows->n, sizeof(double))};
    const simile_resampling resampling = {.figures = find_centroid_figures,
                                          .context = &context,
                                          .n_rows = rows->n,
                                          .n_values = 2,
                                          .n_scratch = run_size(rows, n_labels),
                                          .is_biased = true};
    if (!context.inverse) {
        return SIMILE_ERROR_MEMORY;
    }
    find_inverses(context.inverse, rows);
    simile_status status = simile_measures__add_resampled(measures, names, &resampling, undefined_note);
    simile_memory__free(context.inverse);
    return status;
}

simile_status simile_grouping__add_figures(simile_measures *measures, const simile_labelled *rows, size_t n_labels)
{
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
        status = simile_measures__add_mean(measures, "silhouette", silhouettes, rows->n, undefined_note);
    }
    simile_memory__free(silhouettes);
    return status == SIMILE_OK ? add_centroids(measures, rows, n_labels) : status;
}
