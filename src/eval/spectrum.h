/* How many directions a set of vectors uses. From the eigenvalues λ of its covariance; n rows, E width. */
#ifndef SIMILE_EVAL_SPECTRUM_H
#define SIMILE_EVAL_SPECTRUM_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

typedef struct simile_spectrum {
    /* IsoScore: 1 when all directions vary alike, 0 when one does (Rudman et al. 2022, "IsoScore: Measuring the
     * Uniformity of Embedding Space Utilization"). */
    double isotropy;
    /* e to the entropy of σ/Σσ with σ = √λ, the singular values of the centred rows: as many directions as matter
     * (Roy and Vetterli 2007, "The effective rank: a measure of effective dimensionality"). */
    double effective_rank;
} simile_spectrum;

/* x [n, width]. Both are NaN when fewer than two rows differ or width is below 2. isotropies, ranks [n] (=; both or
 * none NULL): the rows' influences (Hampel 1974, "The Influence Curve and its Role in Robust Estimation"): when row i
 * counts w_i times, a figure changes, to first order, by their mean so weighted. 0 where the figures are undefined. The
 * same bits for any number of threads. */
simile_status simile_spectrum__measure(simile_spectrum *result, double *isotropies, double *ranks, const float *x,
                                       size_t n, size_t width, simile_pool *pool);

#endif
