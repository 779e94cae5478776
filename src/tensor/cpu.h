/* Which kernel set this process uses. Chosen once: the one that SIMILE_CPU names, else the best the CPU runs. */
#ifndef SIMILE_TENSOR_CPU_H
#define SIMILE_TENSOR_CPU_H

#include "simile/status.h"
#include <stddef.h>

typedef struct simile_kernels simile_kernels; /* kernels.h: the table of functions */

/* SIMILE_ERROR_CONFIG when SIMILE_CPU names an unknown set or one that this CPU lacks. Every opened model, trainer and
 * evaluation calls it first, so that the kernels below need no check. */
simile_status simile_cpu__check(void);

/* The i-th of the sets that this CPU runs, the best first; NULL behind the last. */
const simile_kernels *simile_cpu__set(size_t i);

/* The table in use; never NULL (the portable one if the check failed). */
const simile_kernels *simile_cpu__kernels(void);

#endif
