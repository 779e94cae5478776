/* t-SNE: a map in the plane that keeps neighbours together (van der Maaten and Hinton 2008, "Visualizing Data using
 * t-SNE"). Exact: all pairs of rows take part. The same bits for any number of threads. */
#ifndef SIMILE_REPORT_TSNE_H
#define SIMILE_REPORT_TSNE_H

#include "plane.h"
#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

/* Most rows: the affinities of all pairs are held. */
#define SIMILE_TSNE_MAX 5000

/* A place in the plane for each of n rows. Rows n to stride − 1 fill the last vector and lie far away. */
typedef struct simile_tsne_plane {
    float *x, *y;     /* [stride] */
    size_t n, stride; /* stride: a multiple of SIMILE_PLANE_LANES */
} simile_tsne_plane;

/* The stride for n rows. */
size_t simile_tsne__stride(size_t n);

/* p [n, stride] (=): the symmetric affinities of the unit vectors v [n, width], which add up to 1:
 *     p_j|i ∝ e^(−β_i·‖v_i − v_j‖²), β_i so that the entropy of p_·|i is log(perplexity);  p_ij = (p_j|i + p_i|j) / 2n
 */
simile_status simile_tsne__affinities(float *p, const float *v, size_t n, size_t width, double perplexity,
                                      simile_pool *pool);

/* gradient (=) of KL(P ‖ Q) with the affinities scaled by `exaggeration`:
 *     q_ij = w_ij / Z,  w_ij = 1 / (1 + ‖y_i − y_j‖²),  Z = Σ_{i≠j} w_ij
 *     ∂/∂y_i = 4 Σ_j (exaggeration·p_ij − q_ij)·w_ij·(y_i − y_j)
 * forces [n] is workspace. */
simile_status simile_tsne__gradient(simile_tsne_plane *gradient, simile_plane_forces *forces, const float *p,
                                    const simile_tsne_plane *plane, double exaggeration, simile_pool *pool);

/* Called now and then; share goes from 0 to 1, which is told once, at the end. */
typedef void (*simile_tsne_progress)(void *context, double share);

/* points [n, 2]: holds the start, the first two principal components (Kobak and Berens 2019, "The art of using t-SNE
 * for single-cell transcriptomics"), and is replaced by the map of v [n, width], unit vectors. Perplexity 30 or, of
 * fewer than 91 rows, a third of their number; 750 steps, the first 250 with affinities twelvefold. progress NULL:
 * untold. Of fewer than 3 rows the start is left as it is; n is at most SIMILE_TSNE_MAX. Memory: 4·n² bytes. */
simile_status simile_tsne__run(double *points, const float *v, size_t n, size_t width, simile_pool *pool,
                               simile_tsne_progress progress, void *context);

#endif
