/* What a threshold on the similarity does to pairs with labels. */
#ifndef SIMILE_REPORT_THRESHOLD_H
#define SIMILE_REPORT_THRESHOLD_H

#include "simile/status.h"
#include <stddef.h>

/* One threshold: pairs at or above it are called alike. */
typedef struct simile_threshold {
    double at;
    double accuracy, precision, recall, f1; /* precision is NaN where no pair is above */
} simile_threshold;

/* thresholds [n + 1] (=): above every similarity, then between each two neighbouring ones, the highest first; the last
 * is the lowest similarity. Of gold [n], 0 or 1, and similarity [n]. *n_thresholds: how many there are. */
simile_status simile_threshold__sweep(simile_threshold *thresholds, size_t *n_thresholds, const double *gold,
                                      const double *similarity, size_t n);

#endif
