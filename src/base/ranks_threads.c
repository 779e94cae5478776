/* The threads of a rank: the ranks of a machine share its processors by what each of them may run on. */
#include "fail.h"
#include "hash.h"
#include "memory.h"
#include "quota.h"
#include "ranks.h"
#include "threads.h"
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>

#define MOST_PROCESSORS 8192

/* What a rank may use, as the others hear of it. */
typedef struct allowance {
    uint64_t machine; /* hash of its name */
    uint64_t quota;   /* processors' worth of time, 0: no limit */
    unsigned char processors[MOST_PROCESSORS / 8];
} allowance;

static allowance own_allowance(void)
{
    allowance own = {.quota = simile_quota__processors("")};
    struct utsname name;
    cpu_set_t *set = CPU_ALLOC(MOST_PROCESSORS);
    const size_t size = CPU_ALLOC_SIZE(MOST_PROCESSORS);
    if (uname(&name) == 0) {
        own.machine = simile_hash__bytes(name.nodename, strlen(name.nodename), 0);
    }
    if (set && sched_getaffinity(0, size, set) == 0) {
        for (size_t i = 0; i < MOST_PROCESSORS; i++) {
            own.processors[i / 8] |= (unsigned char)((CPU_ISSET_S(i, size, set) ? 1U : 0U) << i % 8);
        }
    }
    CPU_FREE(set);
    return own;
}

static bool has(const allowance *rank, size_t processor)
{
    return (rank->processors[processor / 8] >> processor % 8 & 1) != 0;
}

/* The share of `own` among all ranks; n_local: how many of them are on its machine. */
static double share_processors(size_t *n_local, const allowance *all, size_t n, const allowance *own)
{
    double share = 0;
    *n_local = 0;
    for (size_t i = 0; i < n; i++) {
        *n_local += all[i].machine == own->machine;
    }
    for (size_t processor = 0; processor < MOST_PROCESSORS; processor++) {
        size_t n_users = 0;
        for (size_t i = 0; i < n && has(own, processor); i++) {
            n_users += all[i].machine == own->machine && has(&all[i], processor);
        }
        share += n_users > 0 ? 1 / (double)n_users : 0;
    }
    return share;
}

simile_status simile_ranks__threads(simile_ranks *ranks, size_t *n_threads)
{
    const size_t n = simile_ranks_size(ranks);
    *n_threads = simile_threads__available();
    if (!ranks) {
        return SIMILE_OK;
    }
    allowance *all = simile_memory__alloc(n, sizeof *all);
    simile_status status = simile_ranks_agree(ranks, all ? SIMILE_OK : SIMILE_ERROR_MEMORY);
    const allowance own = own_allowance();
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(ranks, all, &own, sizeof own);
    }
    if (status == SIMILE_OK) {
        size_t n_local;
        double share = share_processors(&n_local, all, n, &own);
        if (own.quota > 0 && (double)own.quota / (double)n_local < share) {
            share = (double)own.quota / (double)n_local;
        }
        /* Thirds and the like do not add up to whole numbers exactly. */
        const size_t whole = (size_t)(share + 1e-9);
        *n_threads = whole < 1 ? 1 : whole < *n_threads ? whole : *n_threads;
    }
    simile_memory__free(all);
    return status;
}
