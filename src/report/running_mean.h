/* Running means of a curve. */
#ifndef SIMILE_REPORT_RUNNING_MEAN_H
#define SIMILE_REPORT_RUNNING_MEAN_H

#include "simile/status.h"
#include <stddef.h>

/* means [n] (=) for each place the mean of values [n] over `half` places on either side, at the ends over as many as
 * there are on the shorter side. A value that is not finite spoils the means that it takes part in, and no other. The
 * two must not overlap. */
simile_status simile_running_mean__compute(double *means, const double *values, size_t n, size_t half);

#endif
