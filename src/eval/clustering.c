/* Agreement of a clustering with labels: the table of counts, and the measures from it. */
#include "clustering.h"
#include "fail.h"
#include "memory.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

static size_t one_above(const int64_t *values, size_t n)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most = (size_t)values[i] >= most ? (size_t)values[i] + 1 : most;
    }
    return most;
}

typedef struct placed_row {
    size_t place, row; /* place: in the whole table */
} placed_row;

static int compare(const void *a, const void *b)
{
    const placed_row *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static void number_cells(simile_contingency *table, const placed_row *sorted)
{
    for (size_t i = 0; i < table->n; i++) {
        if (i == 0 || sorted[i].place != sorted[i - 1].place) {
            table->cell_label[table->n_cells] = sorted[i].place / table->n_clusters;
            table->cell_cluster[table->n_cells++] = sorted[i].place % table->n_clusters;
        }
        table->cell_of[sorted[i].row] = table->n_cells - 1;
    }
}

void simile_contingency__dispose(simile_contingency *table)
{
    simile_memory__free(table->cell_of);
    simile_memory__free(table->cell_label);
    simile_memory__free(table->cell_cluster);
    *table = (simile_contingency){0};
}

size_t simile_contingency__scratch(const simile_contingency *table)
{
    return table->n_cells + table->n_labels + 2 * table->n_clusters;
}

/* The weights of cells, labels and clusters. */
typedef struct table_sums {
    double *cells, *labels, *clusters, *most; /* most: of a cluster's cells */
    double n;
} table_sums;

static table_sums sum(const simile_contingency *table, const double *weights, double *scratch)
{
    table_sums sums = {.cells = scratch};
    sums.labels = sums.cells + table->n_cells;
    sums.clusters = sums.labels + table->n_labels;
    sums.most = sums.clusters + table->n_clusters;
    for (size_t i = 0; i < simile_contingency__scratch(table); i++) {
        scratch[i] = 0;
    }
    for (size_t i = 0; i < table->n; i++) {
        sums.cells[table->cell_of[i]] += weights ? weights[i] : 1;
    }
    for (size_t c = 0; c < table->n_cells; c++) {
        double *most = &sums.most[table->cell_cluster[c]];
        sums.labels[table->cell_label[c]] += sums.cells[c];
        sums.clusters[table->cell_cluster[c]] += sums.cells[c];
        *most = fmax(*most, sums.cells[c]);
        sums.n += sums.cells[c];
    }
    return sums;
}

/* H = −Σ p·log p */
static double entropy(const double *counts, size_t n_counts, double n)
{
    double total = 0;
    for (size_t i = 0; i < n_counts; i++) {
        const double p = counts[i] / n;
        total -= p > 0 ? p * log(p) : 0;
    }
    return total;
}

/* I = Σ n_ij/n · log(n·n_ij / (a_i·b_j)) */
static double mutual_information(const simile_contingency *table, const table_sums *sums)
{
    double total = 0;
    for (size_t c = 0; c < table->n_cells; c++) {
        const double cell = sums->cells[c];
        if (cell > 0) {
            const double a = sums->labels[table->cell_label[c]], b = sums->clusters[table->cell_cluster[c]];
            total += cell / sums->n * log(sums->n * cell / (a * b));
        }
    }
    return total > 0 ? total : 0;
}

/* Pairs of rows that share an entry: Σ c·(c − 1)/2. */
static double n_pairs(const double *counts, size_t n_counts)
{
    double total = 0;
    for (size_t i = 0; i < n_counts; i++) {
        total += counts[i] * (counts[i] - 1) / 2;
    }
    return total;
}

/* ARI = (S − E) / ((A + B)/2 − E) with S, A, B the pairs of cells, labels and clusters, E = A·B / all pairs. */
static double adjusted_rand(const simile_contingency *table, const table_sums *sums)
{
    const double s = n_pairs(sums->cells, table->n_cells);
    const double a = n_pairs(sums->labels, table->n_labels), b = n_pairs(sums->clusters, table->n_clusters);
    const double all = n_pairs(&sums->n, 1);
    const double e = all > 0 ? a * b / all : 0;
    if (s == a && s == b) {
        return 1;
    }
    return (s - e) / ((a + b) / 2 - e);
}

static double purity(const simile_contingency *table, const table_sums *sums)
{
    double total = 0;
    for (size_t j = 0; j < table->n_clusters; j++) {
        total += sums->most[j];
    }
    return total / sums->n;
}

/* One term of E[I] for sums a and b: Σ over possible cells m of m/n·log(n·m / (a·b)) times m's hypergeometric
 * probability a!·b!·(n−a)!·(n−b)! / (n!·m!·(a−m)!·(b−m)!·(n−a−b+m)!). */
static double expected_cell(const double *log_factorial, size_t a, size_t b, size_t n)
{
    const double *f = log_factorial;
    const double fixed = f[a] + f[b] + f[n - a] + f[n - b] - f[n];
    double total = 0;
    for (size_t m = a + b > n ? a + b - n : 1; m <= (a < b ? a : b); m++) {
        if (m > 0) {
            const double p = exp(fixed - f[m] - f[a - m] - f[b - m] - f[n + m - a - b]);
            total += (double)m / (double)n * log((double)n * (double)m / ((double)a * (double)b)) * p;
        }
    }
    return total;
}

static simile_status expected_information(double *expected, const simile_contingency *table, const table_sums *sums)
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
            *expected += expected_cell(log_factorial, (size_t)sums->labels[i], (size_t)sums->clusters[j], table->n);
        }
    }
    simile_memory__free(log_factorial);
    return SIMILE_OK;
}

static size_t n_used(const double *counts, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        used += counts[i] > 0;
    }
    return used;
}

/* AMI = (I − E[I]) / ((H(labels) + H(clusters))/2 − E[I]); the denominator is kept away from 0. */
static double adjusted_information(const simile_contingency *table, const table_sums *sums, double information,
                                   double mean)
{
    const size_t used_labels = n_used(sums->labels, table->n_labels);
    const size_t used_clusters = n_used(sums->clusters, table->n_clusters);
    const double room = mean - table->expected;
    if ((used_labels == 1 && used_clusters == 1) || (used_labels == table->n && used_clusters == table->n)) {
        return 1;
    }
    return (information - table->expected) / (room < 0 ? fmin(room, -DBL_EPSILON) : fmax(room, DBL_EPSILON));
}

void simile_contingency__measure(simile_clustering *result, const simile_contingency *table, const double *weights,
                                 double *scratch)
{
    const table_sums sums = sum(table, weights, scratch);
    const double information = mutual_information(table, &sums);
    const double h = entropy(sums.labels, table->n_labels, sums.n),
                 k = entropy(sums.clusters, table->n_clusters, sums.n);
    simile_clustering r = {.purity = purity(table, &sums), .ari = adjusted_rand(table, &sums)};
    r.homogeneity = h > 0 ? information / h : 1;
    r.completeness = k > 0 ? information / k : 1;
    const double both = r.homogeneity + r.completeness;
    r.v_measure = both > 0 ? 2 * r.homogeneity * r.completeness / both : 0;
    r.nmi = h + k > 0 ? information / (0.5 * (h + k)) : 1;
    r.ami = adjusted_information(table, &sums, information, 0.5 * (h + k));
    *result = r;
}

static simile_status find_expected(simile_contingency *table)
{
    double *scratch = simile_memory__alloc(simile_contingency__scratch(table), sizeof *scratch);
    if (!scratch) {
        return SIMILE_ERROR_MEMORY;
    }
    const table_sums sums = sum(table, NULL, scratch);
    simile_status status = expected_information(&table->expected, table, &sums);
    simile_memory__free(scratch);
    return status;
}

simile_status simile_contingency__build(simile_contingency *table, const int64_t *labels, const int64_t *clusters,
                                        size_t n)
{
    placed_row *sorted = simile_memory__alloc(n, sizeof *sorted);
    *table = (simile_contingency){.n = n, .n_labels = one_above(labels, n), .n_clusters = one_above(clusters, n)};
    table->cell_of = simile_memory__alloc(n, sizeof *table->cell_of);
    table->cell_label = simile_memory__alloc(n, sizeof *table->cell_label);
    table->cell_cluster = simile_memory__alloc(n, sizeof *table->cell_cluster);
    if (!sorted || !table->cell_of || !table->cell_label || !table->cell_cluster) {
        simile_memory__free(sorted);
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (placed_row){(size_t)labels[i] * table->n_clusters + (size_t)clusters[i], i};
    }
    qsort(sorted, n, sizeof *sorted, compare);
    number_cells(table, sorted);
    simile_memory__free(sorted);
    return find_expected(table);
}

simile_status simile_clustering__measure(simile_clustering *result, const int64_t *labels, const int64_t *clusters,
                                         size_t n)
{
    simile_contingency table;
    if (n == 0) {
        return simile_status__fail(SIMILE_ERROR_DATA, "a clustering of no rows cannot be measured");
    }
    simile_status status = simile_contingency__build(&table, labels, clusters, n);
    double *scratch =
        status == SIMILE_OK ? simile_memory__alloc(simile_contingency__scratch(&table), sizeof *scratch) : NULL;
    if (scratch) {
        simile_contingency__measure(result, &table, NULL, scratch);
    }
    simile_memory__free(scratch);
    simile_contingency__dispose(&table);
    return status == SIMILE_OK && !scratch ? SIMILE_ERROR_MEMORY : status;
}
