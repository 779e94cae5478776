/* How rows of one label lie together and apart. Vectors of any length are taken as directions. As scikit-learn's
 * silhouette_score (metric="cosine"), cosine_distances and davies_bouldin_score. n rows, K labels, E width. */
#ifndef SIMILE_EVAL_GROUPING_H
#define SIMILE_EVAL_GROUPING_H

#include "knn.h"
#include "measures.h"
#include "simile/status.h"

typedef struct simile_grouping {
    /* Mean of (b − a) / max(a, b): a the mean cosine distance (1 − cosine) from a row to the others of its label, b the
     * least mean distance to the rows of another label; 0 for a label's only row (Rousseeuw 1987). */
    double silhouette;
    /* Mean cosine distance between the centroids of two labels, over all pairs of labels. */
    double separation;
    /* Mean over labels of the worst (s_i + s_j) / d_ij: s the mean distance from a label's rows to its centroid, d the
     * distance of two centroids, Euclidean, the rows on the unit sphere (Davies and Bouldin 1979); centroids in one
     * place count as 0. Lower is better. */
    double davies_bouldin;
} simile_grouping;

/* silhouettes [rows->n] (=): of each row; NULL: not wanted; not set when undefined. labels from 0, below n_labels;
 * those without rows do not count. All NaN unless at least two labels have rows and one of them more than one. */
simile_status simile_grouping__measure(simile_grouping *result, double *silhouettes, const simile_labelled *rows,
                                       size_t n_labels);

/* Appends silhouette, separation and davies_bouldin with their intervals. */
simile_status simile_grouping__add_figures(simile_measures *measures, const simile_labelled *rows, size_t n_labels);

#endif
