/* k-means. n rows, K clusters, E width. */
#include "kmeans.h"
#include "cpu.h"
#include "elementwise.h"
#include "fail.h"
#include "gemm.h"
#include "memory.h"
#include "random.h"
#include <math.h>
#include <string.h>

#define ROW_BLOCK          256
#define DEFAULT_ITERATIONS 100

typedef struct kmeans_state {
    const float *x;
    size_t n, width, n_clusters;
    size_t *assignment; /* [n] */
    double *distance;   /* [n]: squared, to the nearest centroid */
    float *squares;     /* [n]: ‖x‖² */
    float *centroids;   /* [K, E] */
    float *centroid_squares;
    double *sums; /* [K, E] */
    size_t *counts;
    float *panel;
    float *products; /* [workers, ROW_BLOCK, K] */
} kmeans_state;

static void measure_rows(kmeans_state *state)
{
    for (size_t i = 0; i < state->n; i++) {
        const float *row = state->x + i * state->width;
        state->squares[i] = simile_vector__dot(row, row, state->width);
    }
}

static void dispose(kmeans_state *state)
{
    simile_memory__free(state->assignment);
    simile_memory__free(state->distance);
    simile_memory__free(state->squares);
    simile_memory__free(state->centroids);
    simile_memory__free(state->centroid_squares);
    simile_memory__free(state->sums);
    simile_memory__free(state->counts);
    simile_memory__free(state->panel);
    simile_memory__free(state->products);
}

static simile_status init(kmeans_state *state, size_t n_workers)
{
    const size_t k = state->n_clusters, width = state->width;
    state->assignment = simile_memory__alloc(state->n, sizeof *state->assignment);
    state->distance = simile_memory__alloc(state->n, sizeof *state->distance);
    state->squares = simile_memory__alloc(state->n, sizeof *state->squares);
    state->centroids = simile_memory__alloc(k * width, sizeof *state->centroids);
    state->centroid_squares = simile_memory__alloc(k, sizeof *state->centroid_squares);
    state->sums = simile_memory__alloc(k * width, sizeof *state->sums);
    state->counts = simile_memory__alloc(k, sizeof *state->counts);
    state->panel = simile_memory__alloc(simile_panel__size(width, k), sizeof *state->panel);
    state->products = simile_memory__alloc(n_workers * ROW_BLOCK * k, sizeof *state->products);
    if (!state->assignment || !state->distance || !state->squares || !state->centroids || !state->centroid_squares ||
        !state->sums || !state->counts || !state->panel || !state->products) {
        return SIMILE_ERROR_MEMORY;
    }
    measure_rows(state);
    return SIMILE_OK;
}

static double squared_distance(const kmeans_state *state, size_t row, size_t cluster)
{
    const float *x = state->x + row * state->width, *c = state->centroids + cluster * state->width;
    double sum = 0;
    for (size_t i = 0; i < state->width; i++) {
        const double d = (double)x[i] - (double)c[i];
        sum += d * d;
    }
    return sum;
}

static void set_centroid(kmeans_state *state, size_t cluster, size_t row)
{
    memcpy(state->centroids + cluster * state->width, state->x + row * state->width,
           state->width * sizeof *state->centroids);
}

/* A row drawn with a probability in proportion to its squared distance from the centroids so far. */
static size_t draw_row(const kmeans_state *state, simile_random *random)
{
    double total = 0;
    for (size_t i = 0; i < state->n; i++) {
        total += state->distance[i];
    }
    double left = simile_random__uniform(random) * total;
    for (size_t i = 0; i < state->n; i++) {
        left -= state->distance[i];
        if (left < 0) {
            return i;
        }
    }
    return (size_t)simile_random__below(random, state->n);
}

static void seed_centroids(kmeans_state *state, simile_random *random)
{
    set_centroid(state, 0, (size_t)simile_random__below(random, state->n));
    for (size_t i = 0; i < state->n; i++) {
        state->distance[i] = squared_distance(state, i, 0);
    }
    for (size_t k = 1; k < state->n_clusters; k++) {
        set_centroid(state, k, draw_row(state, random));
        for (size_t i = 0; i < state->n; i++) {
            double d = squared_distance(state, i, k);
            state->distance[i] = d < state->distance[i] ? d : state->distance[i];
        }
    }
}

/* The nearest centroid of a block of rows: ‖x‖² − 2·x·c + ‖c‖² */
static simile_status assign_block(void *context, size_t task, size_t worker)
{
    kmeans_state *state = context;
    const size_t start = task * ROW_BLOCK, k = state->n_clusters;
    const size_t rows = state->n - start < ROW_BLOCK ? state->n - start : ROW_BLOCK;
    float *products = state->products + worker * ROW_BLOCK * k;
    simile_left left = {.values = state->x + start * state->width, .stride = state->width};
    simile_gemm__run(products, k, left, state->panel, rows, k, state->width, SIMILE_GEMM_ZERO, NULL);
    for (size_t i = 0; i < rows; i++) {
        size_t best = 0;
        double nearest = INFINITY;
        for (size_t c = 0; c < k; c++) {
            double d = (double)state->centroid_squares[c] - 2 * (double)products[i * k + c];
            if (d < nearest) {
                nearest = d;
                best = c;
            }
        }
        state->assignment[start + i] = best;
        state->distance[start + i] = fmax(0, nearest + (double)state->squares[start + i]);
    }
    return SIMILE_OK;
}

static simile_status assign(kmeans_state *state, simile_pool *pool)
{
    for (size_t c = 0; c < state->n_clusters; c++) {
        const float *centroid = state->centroids + c * state->width;
        state->centroid_squares[c] = simile_vector__dot(centroid, centroid, state->width);
    }
    simile_panel__pack(state->panel, state->centroids, state->width, true, state->width, state->n_clusters);
    return simile_pool__run(pool, (state->n + ROW_BLOCK - 1) / ROW_BLOCK, assign_block, state);
}

/* The row that is farthest from its centroid becomes the centroid of an empty cluster. */
static void reseed(kmeans_state *state, size_t cluster)
{
    size_t farthest = 0;
    for (size_t i = 1; i < state->n; i++) {
        farthest = state->distance[i] > state->distance[farthest] ? i : farthest;
    }
    state->distance[farthest] = 0;
    set_centroid(state, cluster, farthest);
}

static void move_centroids(kmeans_state *state)
{
    const size_t width = state->width;
    memset(state->sums, 0, state->n_clusters * width * sizeof *state->sums);
    memset(state->counts, 0, state->n_clusters * sizeof *state->counts);
    for (size_t i = 0; i < state->n; i++) {
        double *sum = state->sums + state->assignment[i] * width;
        state->counts[state->assignment[i]]++;
        for (size_t e = 0; e < width; e++) {
            sum[e] += (double)state->x[i * width + e];
        }
    }
    for (size_t c = 0; c < state->n_clusters; c++) {
        if (state->counts[c] == 0) {
            reseed(state, c);
            continue;
        }
        for (size_t e = 0; e < width; e++) {
            state->centroids[c * width + e] = (float)(state->sums[c * width + e] / (double)state->counts[c]);
        }
    }
}

static double total_distance(const kmeans_state *state)
{
    double sum = 0;
    for (size_t i = 0; i < state->n; i++) {
        sum += state->distance[i];
    }
    return sum;
}

/* One start: until the inertia no longer falls. */
static simile_status run_once(double *inertia, kmeans_state *state, simile_random *random, size_t max_iterations,
                              simile_pool *pool)
{
    *inertia = INFINITY;
    seed_centroids(state, random);
    simile_status status = assign(state, pool);
    for (size_t i = 0; i < max_iterations && status == SIMILE_OK; i++) {
        double now = total_distance(state);
        if (!(now < *inertia * (1 - 1e-6))) {
            break;
        }
        *inertia = now;
        move_centroids(state);
        status = assign(state, pool);
    }
    *inertia = total_distance(state);
    return status;
}

/* Rows of all, drawn with replacement, become the state's rows. */
static void draw_batch(kmeans_state *state, float *rows, size_t n_rows, const kmeans_state *all, simile_random *random)
{
    for (size_t i = 0; i < n_rows; i++) {
        const size_t row = (size_t)simile_random__below(random, all->n);
        memcpy(rows + i * all->width, all->x + row * all->width, all->width * sizeof *rows);
    }
    state->x = rows;
    state->n = n_rows;
    measure_rows(state);
}

/* c += (x − c) / (rows that c has had), row after row */
static void pull_centroids(kmeans_state *state)
{
    for (size_t i = 0; i < state->n; i++) {
        const size_t cluster = state->assignment[i];
        const float rate = 1 / (float)++state->counts[cluster];
        float *centroid = state->centroids + cluster * state->width;
        for (size_t e = 0; e < state->width; e++) {
            centroid[e] += rate * (state->x[i * state->width + e] - centroid[e]);
        }
    }
}

/* One start by batches; `rows` [n_rows, E] is room for one. */
static simile_status run_batches(double *inertia, kmeans_state *state, float *rows, size_t n_rows,
                                 simile_random *random, size_t iterations, simile_pool *pool)
{
    const kmeans_state all = *state;
    simile_status status = SIMILE_OK;
    memset(state->counts, 0, state->n_clusters * sizeof *state->counts);
    draw_batch(state, rows, n_rows, &all, random);
    seed_centroids(state, random);
    for (size_t i = 0; i < iterations && status == SIMILE_OK; i++) {
        if (i > 0) {
            draw_batch(state, rows, n_rows, &all, random);
        }
        status = assign(state, pool);
        if (status == SIMILE_OK) {
            pull_centroids(state);
        }
    }
    state->x = all.x;
    state->n = all.n;
    measure_rows(state);
    if (status == SIMILE_OK) {
        status = assign(state, pool);
    }
    *inertia = total_distance(state);
    return status;
}

/* Rows of a batch; 0: all rows are taken at once. */
static size_t count_batch_rows(const simile_kmeans_options *options, size_t n)
{
    const size_t rows = options->batch_rows > options->n_clusters ? options->batch_rows : options->n_clusters;
    return options->batch_rows > 0 && rows < n ? rows : 0;
}

simile_status simile_kmeans__run(size_t *assignment, double *inertia, const float *x, size_t n, size_t width,
                                 const simile_kmeans_options *options, simile_pool *pool)
{
    kmeans_state state = {.x = x, .n = n, .width = width, .n_clusters = options->n_clusters};
    const size_t iterations = options->max_iterations > 0 ? options->max_iterations : DEFAULT_ITERATIONS;
    const size_t restarts = options->n_restarts > 0 ? options->n_restarts : 1;
    const size_t batch_rows = count_batch_rows(options, n);
    double best = INFINITY;
    if (state.n_clusters == 0 || state.n_clusters > n) {
        return simile_status__fail(SIMILE_ERROR_DATA, "k-means: %zu clusters cannot be made of %zu rows",
                                   state.n_clusters, n);
    }
    simile_status status = simile_cpu__check();
    if (status == SIMILE_OK) {
        status = init(&state, simile_pool__size(pool));
    }
    float *rows = simile_memory__alloc(batch_rows * width, sizeof *rows);
    status = status == SIMILE_OK && !rows ? SIMILE_ERROR_MEMORY : status;
    for (size_t r = 0; r < restarts && status == SIMILE_OK; r++) {
        simile_random random;
        double now;
        simile_random__init(&random, options->seed, r);
        status = batch_rows > 0 ? run_batches(&now, &state, rows, batch_rows, &random, iterations, pool)
                                : run_once(&now, &state, &random, iterations, pool);
        if (status == SIMILE_OK && (r == 0 || now < best)) {
            best = now;
            memcpy(assignment, state.assignment, n * sizeof *assignment);
        }
    }
    if (inertia) {
        *inertia = best;
    }
    simile_memory__free(rows);
    dispose(&state);
    return status;
}
