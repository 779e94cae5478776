/* Correlation of two series. */
#ifndef SIMILE_EVAL_CORRELATION_H
#define SIMILE_EVAL_CORRELATION_H

#include "simile/status.h"
#include <stddef.h>

/* Pearson's r of x and y [n]; NaN when n < 2 or one of them is constant: it is undefined then. */
double simile_correlation__pearson(const double *x, const double *y, size_t n);

/* Spearman's ρ: Pearson's r of the ranks, equal values sharing their mean rank (as scipy.stats.spearmanr). *rho is NaN
 * when undefined. */
simile_status simile_correlation__spearman(double *rho, const double *x, const double *y, size_t n);

/* Ranks from 1, equal values sharing their mean rank: ranks [n]. */
simile_status simile_correlation__ranks(double *ranks, const double *x, size_t n);

#endif
