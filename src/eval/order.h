/* Labels that have an order (negative < neutral < positive) against positions on a line. */
#ifndef SIMILE_EVAL_ORDER_H
#define SIMILE_EVAL_ORDER_H

#include "simile/status.h"
#include <stddef.h>

/* *agreement: the share of pairs of rows of different ranks in which the higher rank has the higher position, equal
 * positions counting one half; the area under the receiver operating characteristic for two ranks. NaN without such a
 * pair. positions, ranks [n]; ranks below n_ranks. */
simile_status simile_order__measure(double *agreement, const double *positions, const size_t *ranks, size_t n,
                                    size_t n_ranks);

#endif
