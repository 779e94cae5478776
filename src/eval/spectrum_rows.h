/* What each row does to the eigenvalues of a covariance. n rows, E width. */
#ifndef SIMILE_EVAL_SPECTRUM_ROWS_H
#define SIMILE_EVAL_SPECTRUM_ROWS_H

#include "simile/status.h"
#include "threads.h"
#include <stddef.h>

/* A spectrum: of the E × E products of the centred columns when E ≤ n, else of the n × n products of the centred
 * rows. */
typedef struct simile_spectrum_rows {
    const float *x; /* [n, E] */
    size_t n, width;
    const double *values, *vectors;   /* [side], [side, side]: the lesser of n and E */
    const double *isotropies, *ranks; /* [side]: the derivatives of two figures by the eigenvalues */
} simile_spectrum_rows;

/* isotropies, ranks [n] (=): the influences of the rows on the figures. A row x with the weight w moves λ_i by
 * (w − 1)·(v_i·(x − mean))², and figures that do not depend on the scale of λ need nothing more. */
simile_status simile_spectrum_rows__find(double *isotropies, double *ranks, const simile_spectrum_rows *rows,
                                         simile_pool *pool);

#endif
