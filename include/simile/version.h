/* The version of the library. */
#ifndef SIMILE_VERSION_H
#define SIMILE_VERSION_H

#include "simile/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIMILE_VERSION_MAJOR 0
#define SIMILE_VERSION_MINOR 1
#define SIMILE_VERSION_PATCH 0

/* The version of the library at run time, e.g. "0.1.0". */
SIMILE_API const char *simile_version(void);

/* The kernel set that this process uses: "avx512", "avx2", "neon" or "portable". SIMILE_CPU in the environment picks
 * one; NULL, with a message, when SIMILE_CPU names a set that this machine cannot run. */
SIMILE_API const char *simile_cpu_kernels(void);

#ifdef __cplusplus
}
#endif
#endif
