/* A run of one process is NULL, so that it costs nothing; every other run talks through the module's table. */
#include "ranks.h"
#include "fail.h"
#include "hash.h"
#include "memory.h"
#include "ranks_module.h"
#include "ranks_table.h"
#include <stdlib.h>
#include <string.h>

#undef simile_ranks_agree

/* How a rank fares, as the others hear of it. */
typedef struct verdict {
    int64_t status;
    uint64_t message; /* its hash */
} verdict;

struct simile_ranks {
    const simile_ranks_table *table;
    size_t rank, size;
    bool is_broken; /* a call failed: what the other ranks wait for is not known */
    /* Kept, so that no rank runs out of memory while the others wait for it. */
    size_t *sizes;     /* [size] */
    verdict *verdicts; /* [size] */
};

/* How the starters of MPI programs say how many processes they start: Open MPI, MVAPICH, MPICH and its relatives. */
static const char *const size_variables[] = {"OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE", "PMI_SIZE"};
#define N_SIZE_VARIABLES (sizeof size_variables / sizeof *size_variables)
/* Those that speak PMIx alone give a rank and no size. */
#define RANK_VARIABLE "PMIX_RANK"

/* How many processes the starter started: 1 without one, 0 when it does not say. */
static size_t expected_size(void)
{
    const char *choice = getenv("SIMILE_MPI");
    if (choice && strcmp(choice, "off") == 0) {
        return 1;
    }
    for (size_t i = 0; i < N_SIZE_VARIABLES; i++) {
        const char *text = getenv(size_variables[i]);
        char *end;
        const unsigned long long size = text ? strtoull(text, &end, 10) : 0;
        if (size > 0 && *end == '\0') {
            return (size_t)size;
        }
    }
    return getenv(RANK_VARIABLE) ? 0 : 1;
}

bool simile_ranks_are_expected(void)
{
    return expected_size() != 1;
}

/* The status of one of the module's calls. */
static simile_status check(simile_ranks *ranks, bool is_good)
{
    if (is_good) {
        return SIMILE_OK;
    }
    ranks->is_broken = true;
    return simile_status__fail(SIMILE_ERROR_IO, "rank %zu: the other ranks cannot be reached: %s", ranks->rank,
                               ranks->table->reason);
}

/* The starter and the MPI library must belong together, else every process takes itself for the only one. */
static simile_status join(simile_ranks *ranks, size_t expected)
{
    if (!ranks->table->begin(&ranks->rank, &ranks->size)) {
        return simile_status__fail(SIMILE_ERROR_IO, "MPI cannot be started: %s", ranks->table->reason);
    }
    if (expected > 0 && ranks->size != expected) {
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "%zu processes were started, but %s sees %zu: start them with the mpirun of that "
                                   "library, or build simile with the other one",
                                   expected, ranks->table->library, ranks->size);
    }
    return SIMILE_OK;
}

static void free_ranks(simile_ranks *ranks)
{
    if (ranks) {
        simile_memory__free(ranks->sizes);
        simile_memory__free(ranks->verdicts);
    }
    simile_memory__free(ranks);
}

static simile_status open_several(simile_ranks *ranks, size_t expected)
{
    const char *path = getenv("SIMILE_MPI");
    simile_status status = simile_ranks_module__open(&ranks->table, path && *path ? path : NULL);
    if (status == SIMILE_OK) {
        status = join(ranks, expected);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    ranks->sizes = simile_memory__alloc(ranks->size, sizeof *ranks->sizes);
    ranks->verdicts = simile_memory__alloc(ranks->size, sizeof *ranks->verdicts);
    return ranks->sizes && ranks->verdicts ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

simile_status simile_ranks_open(simile_ranks **ranks)
{
    const size_t expected = expected_size();
    *ranks = NULL;
    if (expected == 1) {
        return SIMILE_OK;
    }
    simile_ranks *made = simile_memory__alloc(1, sizeof *made);
    simile_status status = made ? open_several(made, expected) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && made->size > 1) {
        *ranks = made;
        return SIMILE_OK;
    }
    if (status == SIMILE_OK) {
        status = check(made, made->table->end());
    }
    free_ranks(made);
    return status;
}

void simile_ranks_close(simile_ranks *ranks)
{
    if (ranks && (ranks->is_broken || !ranks->table->end())) {
        ranks->table->abort(EXIT_FAILURE);
    }
    free_ranks(ranks);
}

size_t simile_ranks_rank(const simile_ranks *ranks)
{
    return ranks ? ranks->rank : 0;
}

size_t simile_ranks_size(const simile_ranks *ranks)
{
    return ranks ? ranks->size : 1;
}

bool simile_ranks_is_speaker(const simile_ranks *ranks)
{
    return !ranks || ranks->rank == 0 || ranks->is_broken;
}

void simile_ranks__set_patience(simile_ranks *ranks, double seconds)
{
    if (ranks) {
        ranks->table->set_patience(seconds);
    }
}

simile_status simile_ranks__barrier(simile_ranks *ranks)
{
    return ranks ? check(ranks, !ranks->is_broken && ranks->table->barrier()) : SIMILE_OK;
}

simile_status simile_ranks__broadcast(simile_ranks *ranks, void *bytes, size_t size, size_t root)
{
    return ranks ? check(ranks, !ranks->is_broken && ranks->table->broadcast(bytes, size, root)) : SIMILE_OK;
}

static void copy(void *to, const void *from, size_t size)
{
    if (size > 0 && to != from) {
        memcpy(to, from, size);
    }
}

simile_status simile_ranks__gather_varying(simile_ranks *ranks, void *all, const void *own, const size_t *sizes)
{
    if (ranks) {
        return check(ranks, !ranks->is_broken && ranks->table->gather(all, own, sizes));
    }
    copy(all, own, sizes[0]);
    return SIMILE_OK;
}

simile_status simile_ranks__gather(simile_ranks *ranks, void *all, const void *own, size_t size)
{
    if (!ranks) {
        return simile_ranks__gather_varying(NULL, all, own, &size);
    }
    for (size_t i = 0; i < ranks->size; i++) {
        ranks->sizes[i] = size;
    }
    return simile_ranks__gather_varying(ranks, all, own, ranks->sizes);
}

simile_status simile_ranks__exchange(simile_ranks *ranks, void *theirs, const void *own, size_t size, size_t partner)
{
    if (ranks && partner != ranks->rank) {
        return check(ranks, !ranks->is_broken && ranks->table->exchange(theirs, own, size, partner));
    }
    copy(theirs, own, size);
    return SIMILE_OK;
}

simile_status simile_ranks__post(simile_ranks *ranks, void *all, const void *own, size_t size)
{
    if (ranks) {
        return check(ranks, !ranks->is_broken && ranks->table->post(all, own, size));
    }
    copy(all, own, size);
    return SIMILE_OK;
}

simile_status simile_ranks__poll(simile_ranks *ranks, bool *is_done)
{
    *is_done = true;
    return ranks ? check(ranks, !ranks->is_broken && ranks->table->poll(is_done)) : SIMILE_OK;
}

/* The lowest rank that failed, or the number of ranks; *all_alike: every rank failed, and in the same way. */
static size_t find_failed(bool *all_alike, const verdict *verdicts, size_t n)
{
    size_t lowest = n;
    *all_alike = true;
    for (size_t i = n; i-- > 0;) {
        lowest = verdicts[i].status != SIMILE_OK ? i : lowest;
        *all_alike =
            *all_alike && verdicts[i].status == verdicts[0].status && verdicts[i].message == verdicts[0].message;
    }
    return lowest;
}

simile_status simile_ranks_agree(simile_ranks *ranks, simile_status status)
{
    char message[SIMILE_MESSAGE_SIZE] = "";
    if (!ranks || (ranks->is_broken && status != SIMILE_OK)) { /* its message tells more */
        return status;
    }
    strncpy(message, simile_status_message(), sizeof message - 1);
    const verdict own = {status, status == SIMILE_OK ? 0 : simile_hash__bytes(message, strlen(message), 0)};
    const simile_status gathered = simile_ranks__gather(ranks, ranks->verdicts, &own, sizeof own);
    if (gathered != SIMILE_OK) {
        return gathered;
    }
    bool all_alike;
    const size_t failed = find_failed(&all_alike, ranks->verdicts, ranks->size);
    if (failed == ranks->size || all_alike) {
        return status;
    }
    const simile_status told = simile_ranks__broadcast(ranks, message, sizeof message, failed);
    return told != SIMILE_OK
               ? told
               : simile_status__fail((simile_status)ranks->verdicts[failed].status, "rank %zu: %s", failed, message);
}
