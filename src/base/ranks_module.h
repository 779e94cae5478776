/* Finding and opening the module that holds MPI. */
#ifndef SIMILE_BASE_RANKS_MODULE_H
#define SIMILE_BASE_RANKS_MODULE_H

#include "ranks_table.h"
#include "simile/status.h"

/* The module at `path`; NULL: the first one there is beside the program, in the library folder that belongs to the
 * program's, or in that of the installation. It stays open until the process ends. None, or one of another build, is
 * SIMILE_ERROR_CONFIG. */
simile_status simile_ranks_module__open(const simile_ranks_table **table, const char *path);

#endif
