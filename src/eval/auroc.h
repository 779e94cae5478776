/* How well scores tell two kinds of rows apart, without a threshold. */
#ifndef SIMILE_EVAL_AUROC_H
#define SIMILE_EVAL_AUROC_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

/* *auroc: the share of pairs of one positive and one negative row in which the positive has the higher score, equal
 * scores counting one half (Hanley and McNeil 1982). NaN without both kinds. scores, is_positive [n]. */
simile_status simile_auroc__measure(double *auroc, const double *scores, const bool *is_positive, size_t n);

#endif
