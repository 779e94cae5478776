/* Similarity of text vectors: from inner products to similarities, and from gradients of similarities to weights of
 * vectors. */
#ifndef SIMILE_OBJECTIVE_SIMILARITY_H
#define SIMILE_OBJECTIVE_SIMILARITY_H

#include "objective.h"

/* In place, one row: products [n] of a vector x with vectors y_j become similarities. squares: ‖x‖², and ‖y_j‖² [n]
 * (euclidean only). */
void simile_similarity__forward(simile_real *row, simile_similarity similarity, simile_real square,
                                const simile_real *squares, size_t n);

/* In place, one row: dL/ds [n] becomes weights w with dL/dx = Σ w_j·y_j − (returned sum)·x:
 * cosine and dot (on the vectors as given): w = ds; euclidean, s = −‖x − y‖: w = ds/‖x − y‖ (0 at distance 0), sum Σ w.
 */
simile_real simile_similarity__backward(simile_real *drow, const simile_real *row, simile_similarity similarity,
                                        size_t n);

#endif
