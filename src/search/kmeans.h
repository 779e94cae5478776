/* k-means (Lloyd; for large sets by small batches, Sculley 2010, "Web-scale k-means clustering"), seeded by k-means++
 * (Arthur and Vassilvitskii 2007). */
#ifndef SIMILE_SEARCH_KMEANS_H
#define SIMILE_SEARCH_KMEANS_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>
#include <stdint.h>

typedef struct simile_kmeans_options {
    size_t n_clusters, max_iterations, n_restarts; /* 0 iterations: 100; 0 restarts: 1 */
    uint64_t seed;
    size_t batch_rows; /* rows of an iteration, drawn anew for each; 0, or not below n: all rows */
} simile_kmeans_options;

/* assignment [n]: the cluster of each row of x [n, width]; the best of the restarts by inertia, the first one on ties.
 * A row equally near to two centroids goes to the lower cluster; an empty cluster takes the row that is farthest from
 * its centroid. With batches the start is drawn from the first one, every row of a batch moves its centroid by 1/(rows
 * that it has had), and in the end all rows are assigned. n_clusters over batch_rows takes batches of n_clusters.
 * *inertia (may be NULL): Σ squared distances. n_clusters over n is SIMILE_ERROR_DATA. The same bits for any number of
 * threads. */
simile_status simile_kmeans__run(size_t *assignment, double *inertia, const float *x, size_t n, size_t width,
                                 const simile_kmeans_options *options, simile_pool *pool);

#endif
