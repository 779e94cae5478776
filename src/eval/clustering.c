/* Agreement of a clustering with labels: the table of counts, and the measures from it. */
#include "clustering.h"
#include "fail.h"
#include "memory.h"
#include <float.h>
#include <math.h>

/* Counts of rows. */
typedef struct contingency {
    size_t *cells; /* [n_labels, n_clusters] */
    size_t *labels, *clusters;
    size_t n_labels, n_clusters, n;
} contingency;

static void dispose(contingency *table)
{
    simile_memory__free(table->cells);
    simile_memory__free(table->labels);
    simile_memory__free(table->clusters);
}

static size_t one_above(const int64_t *values, size_t n)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most = (size_t)values[i] >= most ? (size_t)values[i] + 1 : most;
    }
    return most;
}

static simile_status count(contingency *table, const int64_t *labels, const int64_t *clusters, size_t n)
{
    size_t n_cells;
    *table = (contingency){.n_labels = one_above(labels, n), .n_clusters = one_above(clusters, n), .n = n};
    if (!simile_size__multiply(&n_cells, table->n_labels, table->n_clusters)) {
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%zu labels times %zu clusters is too large a table",
                                   table->n_labels, table->n_clusters);
    }
    table->cells = simile_memory__alloc(n_cells, sizeof *table->cells);
    table->labels = simile_memory__alloc(table->n_labels, sizeof *table->labels);
    table->clusters = simile_memory__alloc(table->n_clusters, sizeof *table->clusters);
    if (!table->cells || !table->labels || !table->clusters) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t label = (size_t)labels[i], cluster = (size_t)clusters[i];
        table->cells[label * table->n_clusters + cluster]++;
        table->labels[label]++;
        table->clusters[cluster]++;
    }
    return SIMILE_OK;
}

/* H = −Σ p·log p */
static double entropy(const size_t *counts, size_t n_counts, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++) {
        const double p = (double)counts[i] / (double)n;
        sum -= p > 0 ? p * log(p) : 0;
    }
    return sum;
}

/* I = Σ n_ij/n · log(n·n_ij / (a_i·b_j)) */
static double mutual_information(const contingency *table)
{
    const double n = (double)table->n;
    double sum = 0;
    for (size_t i = 0; i < table->n_labels; i++) {
        for (size_t j = 0; j < table->n_clusters; j++) {
            const double cell = (double)table->cells[i * table->n_clusters + j];
            if (cell > 0) {
                sum += cell / n * log(n * cell / ((double)table->labels[i] * (double)table->clusters[j]));
            }
        }
    }
    return sum > 0 ? sum : 0;
}

/* One term of E[I] for sums a and b: Σ over possible cells m of m/n·log(n·m / (a·b)) times m's hypergeometric
 * probability a!·b!·(n−a)!·(n−b)! / (n!·m!·(a−m)!·(b−m)!·(n−a−b+m)!). */
static double expected_cell(const double *log_factorial, size_t a, size_t b, size_t n)
{
    const double *f = log_factorial;
    const double fixed = f[a] + f[b] + f[n - a] + f[n - b] - f[n];
    double sum = 0;
    for (size_t m = a + b > n ? a + b - n : 1; m <= (a < b ? a : b); m++) {
        if (m > 0) {
            const double p = exp(fixed - f[m] - f[a - m] - f[b - m] - f[n + m - a - b]);
            sum += (double)m / (double)n * log((double)n * (double)m / ((double)a * (double)b)) * p;
        }
    }
    return sum;
}

static simile_status expected_information(double *expected, const contingency *table)
{
    double *log_factorial = simile_memory__alloc(table->n + 1, sizeof *log_factorial);
    if (!log_factorial) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 1; i <= table->n; i++) {
        log_factorial[i] = log_factorial[i - 1] + log((double)i);
    }
    *expected = 0;
    for (size_t i = 0; i < table->n_labels; i++) {
        for (size_t j = 0; j < table->n_clusters; j++) {
            *expected += expected_cell(log_factorial, table->labels[i], table->clusters[j], table->n);
        }
    }
    simile_memory__free(log_factorial);
    return SIMILE_OK;
}

/* Pairs of rows that share an entry: Σ c·(c − 1)/2. */
static double n_pairs(const size_t *counts, size_t n_counts)
{
    double sum = 0;
    for (size_t i = 0; i < n_counts; i++) {
        sum += (double)counts[i] * ((double)counts[i] - 1) / 2;
    }
    return sum;
}

/* ARI = (S − E) / ((A + B)/2 − E) with S, A, B the pairs of cells, labels and clusters, E = A·B / all pairs. */
static double adjusted_rand(const contingency *table)
{
    const double s = n_pairs(table->cells, table->n_labels * table->n_clusters);
    const double a = n_pairs(table->labels, table->n_labels), b = n_pairs(table->clusters, table->n_clusters);
    const double all = n_pairs(&table->n, 1);
    const double e = all > 0 ? a * b / all : 0;
    if (s == a && s == b) {
        return 1;
    }
    return (s - e) / ((a + b) / 2 - e);
}

static double purity(const contingency *table)
{
    size_t sum = 0;
    for (size_t j = 0; j < table->n_clusters; j++) {
        size_t most = 0;
        for (size_t i = 0; i < table->n_labels; i++) {
            const size_t cell = table->cells[i * table->n_clusters + j];
            most = cell > most ? cell : most;
        }
        sum += most;
    }
    return (double)sum / (double)table->n;
}

static size_t n_used(const size_t *counts, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        used += counts[i] > 0;
    }
    return used;
}

/* AMI = (I − E[I]) / ((H(labels) + H(clusters))/2 − E[I]); the denominator is kept away from 0. */
static simile_status adjusted_information(double *ami, const contingency *table, double information, double mean)
{
    const size_t used_labels = n_used(table->labels, table->n_labels);
    const size_t used_clusters = n_used(table->clusters, table->n_clusters);
    double expected;
    if ((used_labels == 1 && used_clusters == 1) || (used_labels == table->n && used_clusters == table->n)) {
        *ami = 1;
        return SIMILE_OK;
    }
    simile_status status = expected_information(&expected, table);
    if (status == SIMILE_OK) {
        const double room = mean - expected;
        *ami = (information - expected) / (room < 0 ? fmin(room, -DBL_EPSILON) : fmax(room, DBL_EPSILON));
    }
    return status;
}

simile_status simile_clustering__measure(simile_clustering *result, const int64_t *labels, const int64_t *clusters,
                                         size_t n)
{
    contingency table;
    if (n == 0) {
        return simile_status__fail(SIMILE_ERROR_DATA, "a clustering of no rows cannot be measured");
    }
    simile_status status = count(&table, labels, clusters, n);
    if (status == SIMILE_OK) {
        const double information = mutual_information(&table);
        const double h = entropy(table.labels, table.n_labels, n), k = entropy(table.clusters, table.n_clusters, n);
        simile_clustering r = {.purity = purity(&table), .ari = adjusted_rand(&table)};
        r.homogeneity = h > 0 ? information / h : 1;
        r.completeness = k > 0 ? information / k : 1;
        const double sum = r.homogeneity + r.completeness;
        r.v_measure = sum > 0 ? 2 * r.homogeneity * r.completeness / sum : 0;
        r.nmi = h + k > 0 ? information / (0.5 * (h + k)) : 1;
        status = adjusted_information(&r.ami, &table, information, 0.5 * (h + k));
        *result = r;
    }
    dispose(&table);
    return status;
}
