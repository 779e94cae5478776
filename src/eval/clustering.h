/* Agreement of a clustering with labels. All of it comes from the table n_ij: rows with label i in cluster j, with row
 * sums a_i, column sums b_j, and n rows. */
#ifndef SIMILE_EVAL_CLUSTERING_H
#define SIMILE_EVAL_CLUSTERING_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

/* With H the entropy and I the mutual information, in nats:
 *   purity        Σ_j max_i n_ij / n
 *   homogeneity   I / H(labels); 1 when there is one label
 *   completeness  I / H(clusters); 1 when there is one cluster
 *   v_measure     harmonic mean of the two (Rosenberg and Hirschberg 2007); 0 when both are 0
 *   nmi           I / ((H(labels) + H(clusters)) / 2): the same number, 1 when both entropies are 0
 *   ari           Rand index adjusted for chance (Hubert and Arabie 1985); 1 when both are trivial alike
 *   ami           mutual information adjusted for chance, arithmetic mean (Vinh, Epps and Bailey 2010)
 * As sklearn.metrics has them, the limits too. */
typedef struct simile_clustering {
    double purity, homogeneity, completeness, v_measure, nmi, ari, ami;
} simile_clustering;

/* labels, clusters [n]: numbers from 0, below n. n of 0 is SIMILE_ERROR_DATA: nothing is defined. */
simile_status simile_clustering__measure(simile_clustering *result, const int64_t *labels, const int64_t *clusters,
                                         size_t n);

/* The table's cells that hold a row. Valid when zeroed. */
typedef struct simile_contingency {
    size_t *cell_of;                   /* [n]: the cell of each row */
    size_t *cell_label, *cell_cluster; /* [n_cells], room for n; labels rise */
    size_t n, n_cells, n_labels, n_clusters;
    double expected; /* mutual information to expect by chance from the sums of labels and clusters */
} simile_contingency;

/* The caller disposes, on failure too. */
simile_status simile_contingency__build(simile_contingency *table, const int64_t *labels, const int64_t *clusters,
                                        size_t n);
void simile_contingency__dispose(simile_contingency *table);

/* Numbers of scratch that measuring takes. */
size_t simile_contingency__scratch(const simile_contingency *table);
/* When row i counts weights[i] times; NULL: once. What is to expect by chance stays that of the rows as they are. */
void simile_contingency__measure(simile_clustering *result, const simile_contingency *table, const double *weights,
                                 double *scratch);

#endif
