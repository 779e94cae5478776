/* Forces between points of the plane, the inner loop of maps of neighbours (report's t-SNE). */
#ifndef SIMILE_TENSOR_PLANE_H
#define SIMILE_TENSOR_PLANE_H

#include "real.h"
#include <stddef.h>

/* What the points pull and push a place with: w_j = 1 / (1 + dx_j² + dy_j²), d_j = the place less point j. */
typedef struct simile_plane_forces {
    simile_real pull_x, pull_y; /* Σ p_j·w_j·d_j */
    simile_real push_x, push_y; /* Σ w_j²·d_j */
    simile_real weight;         /* Σ w_j */
} simile_plane_forces;

/* The points' number n has to be a multiple of this. */
#define SIMILE_PLANE_LANES 16

/* Of the place (at_x, at_y) and the points x, y [n] with affinities p [n]. The same bits whatever else is computed. */
void simile_plane__sum_forces(simile_plane_forces *forces, simile_real at_x, simile_real at_y, const simile_real *p,
                              const simile_real *x, const simile_real *y, size_t n);

#endif
