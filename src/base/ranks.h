/* Ranks for the layers: moving bytes between the processes of a run. simile/ranks.h says what ranks are.
 *
 * Every rank makes the call, with arguments that fit. NULL is a run of one process: nothing waits, a gather copies.
 * What fails is SIMILE_ERROR_IO and names this rank; the ranks can then only be closed. A wait costs no processor time
 * after its first moments. */
#ifndef SIMILE_BASE_RANKS_H
#define SIMILE_BASE_RANKS_H

#include "simile/ranks.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A rank that tells of a failure gets one back: an analyser that sees one file at a time cannot know. */
#ifdef __clang_analyzer__
#define simile_ranks_agree(ranks, status)                                                                              \
    (simile_ranks_agree(ranks, status) != SIMILE_OK || (status) != SIMILE_OK ? SIMILE_ERROR_IO : SIMILE_OK)
#endif

/* From now on a wait for another rank fails after so many seconds, and names the rank; 0, as at the start: never. */
void simile_ranks__set_patience(simile_ranks *ranks, double seconds);

/* Waits until all ranks are here. */
simile_status simile_ranks__barrier(simile_ranks *ranks);

/* The bytes of rank `root` come to all. */
simile_status simile_ranks__broadcast(simile_ranks *ranks, void *bytes, size_t size, size_t root);

/* all [number of ranks][size]: everybody's `own` [size], which may be its place there, in the order of the ranks. */
simile_status simile_ranks__gather(simile_ranks *ranks, void *all, const void *own, size_t size);

/* The same with as many bytes of each rank as sizes [number of ranks] says; they lie end to end. The sizes are the same
 * on all ranks (gathered before, when they are not known). */
simile_status simile_ranks__gather_varying(simile_ranks *ranks, void *all, const void *own, const size_t *sizes);

/* Gives `own` [size] to `partner` and gets its bytes in `theirs` [size], which is other memory; the partner makes the
 * same call with this rank. Any size: large buffers travel in pieces. The step of recursive doubling is the exchange
 * with rank ^ 1, rank ^ 2, rank ^ 4, ... */
simile_status simile_ranks__exchange(simile_ranks *ranks, void *theirs, const void *own, size_t size, size_t partner);

/* A gather beside other work: `post` begins it, `poll` looks whether it is done. One at a time; all and own stay in
 * place until it is. The blocking calls above may run meanwhile. */
simile_status simile_ranks__post(simile_ranks *ranks, void *all, const void *own, size_t size);
simile_status simile_ranks__poll(simile_ranks *ranks, bool *is_done);

/* How many threads this rank starts unless told otherwise, the same rule on every rank: a processor that k ranks of the
 * machine may run on counts as 1/k, a limit on processor time (quota.h) is divided by the ranks of the machine; rounded
 * down, at least 1. Ranks that mpirun binds to processors of their own so use just those; unbound ones share all. */
simile_status simile_ranks__threads(simile_ranks *ranks, size_t *n_threads);

#endif
