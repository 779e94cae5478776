/* Correlation of two series, in which row i may count weights[i] times (a whole number, 0 too; weights NULL: once). */
#ifndef SIMILE_EVAL_CORRELATION_H
#define SIMILE_EVAL_CORRELATION_H

#include "simile/status.h"
#include <stddef.h>

/* Pearson's r of x and y [n]; NaN when fewer than two rows count or one of the series is constant: it is undefined
 * then.
 */
double simile_correlation__pearson(const double *x, const double *y, const double *weights, size_t n);

/* Spearman's ρ: Pearson's r of the ranks, equal values sharing their mean rank (as scipy.stats.spearmanr). *rho is NaN
 * when undefined. */
simile_status simile_correlation__spearman(double *rho, const double *x, const double *y, size_t n);

/* order [n] (=): the rows by rising value, equal ones by number. */
simile_status simile_correlation__sort(size_t *order, const double *x, size_t n);

/* Ranks from 1, equal values sharing their mean rank: ranks [n] (=); order: of simile_correlation__sort. */
void simile_correlation__ranks(double *ranks, const double *x, const size_t *order, const double *weights, size_t n);

#endif
