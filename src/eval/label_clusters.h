/* How well k-means finds the labels. */
#ifndef SIMILE_EVAL_LABEL_CLUSTERS_H
#define SIMILE_EVAL_LABEL_CLUSTERS_H

#include "knn.h"
#include "measures.h"

/* Appends purity, v_measure, nmi, ari and ami of k-means with as many clusters as labels: means over 10 seeds, the
 * clusters staying as they are when rows are drawn. Undefined with fewer rows than labels. */
simile_status simile_label_clusters__measure(simile_measures *measures, const simile_labelled *x, size_t n_labels,
                                             simile_pool *pool);

#endif
