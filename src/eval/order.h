/* Labels that have an order (negative < neutral < positive) against positions on a line. */
#ifndef SIMILE_EVAL_ORDER_H
#define SIMILE_EVAL_ORDER_H

#include <stddef.h>

/* Positions and ranks of rows. */
typedef struct simile_order {
    const double *positions; /* [n_rows] */
    const size_t *ranks;     /* [n_rows]: below n_ranks */
    const size_t *order;     /* [n]: the rows that count, by rising position (simile_correlation__sort) */
    size_t n, n_ranks;
} simile_order;

/* The share of pairs of rows of different ranks in which the higher rank has the higher position, equal positions
 * counting one half: for two ranks the area under the receiver operating characteristic. NaN without such a pair. Row i
 * counts weights[i] times, NULL: once. scratch [2 · n_ranks]. */
double simile_order__agreement(const simile_order *order, const double *weights, double *scratch);

#endif
