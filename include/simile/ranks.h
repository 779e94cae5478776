/* Several processes at one task, started together by mpirun: the ranks 0 … size − 1 of a run.
 *
 *     simile_ranks *ranks;
 *     status = simile_ranks_open(&ranks);                              a single process: NULL, and nothing is loaded
 *     if (status == SIMILE_OK)
 *         status = simile_ranks_agree(ranks, simile_model_open(&model, "my-model"));
 *     ...
 *     simile_ranks_close(ranks);
 *
 * All ranks make the same calls in the same order; a rank that skips one leaves the others waiting. One thread at a
 * time may use the ranks. */
#ifndef SIMILE_RANKS_H
#define SIMILE_RANKS_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simile_ranks simile_ranks;

/* true when the environment shows that mpirun (or another starter of MPI programs) started this process as one of
 * several. SIMILE_MPI=off makes it false: then every process works for itself. */
SIMILE_API bool simile_ranks_are_expected(void);

/* Joins the run that mpirun started this process for. *ranks is NULL, which every function here takes for a run of one
 * process, when no mpirun did or the run has one process. MPI itself is in a module, libsimile_mpi.so, looked for
 * beside the program and where simile was installed, or at the path that SIMILE_MPI names; a missing one is
 * SIMILE_ERROR_CONFIG. Once a process. */
SIMILE_API simile_status simile_ranks_open(simile_ranks **ranks);

/* Leaves the run, after which a process can only end. When talking to the other ranks has failed before, so that they
 * may wait for this one, it ends them all: the one function of the library that may not return. Takes NULL. */
SIMILE_API void simile_ranks_close(simile_ranks *ranks);

SIMILE_API size_t simile_ranks_rank(const simile_ranks *ranks);
SIMILE_API size_t simile_ranks_size(const simile_ranks *ranks);

/* true on the rank that tells the user what all ranks agreed on: rank 0, and any rank once talking to the others has
 * failed. */
SIMILE_API bool simile_ranks_is_speaker(const simile_ranks *ranks);

/* Every rank tells how it fares: SIMILE_OK when all are well, else all get the status of the lowest rank that failed
 * with its message, "rank N: " in front of it; when all failed alike, the message is as it was. */
SIMILE_API simile_status simile_ranks_agree(simile_ranks *ranks, simile_status status);

#ifdef __cplusplus
}
#endif
#endif
