/* Sameness. */
#include "sameness.h"
#include "fail.h"
#include "fingerprint.h"
#include "hash.h"
#include "memory.h"
#include <string.h>

/* Hashes of what all ranks must have alike. */
typedef struct sameness {
    uint64_t configuration, data, arithmetic, state;
} sameness;

static simile_status hash_configuration(uint64_t *hash, const simile_run *run)
{
    char *text = simile_config_print(run->config);
    if (!text) {
        return SIMILE_ERROR_MEMORY;
    }
    *hash = simile_hash__bytes(text, strlen(text), 0);
    simile_config_free_text(text);
    return SIMILE_OK;
}

static uint64_t hash_data(const simile_run *run)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < run->config->n_sources; i++) {
        hash = simile_hash__bytes(run->sources[i]->sha256, sizeof run->sources[i]->sha256, hash);
    }
    return hash;
}

static uint64_t hash_state(const simile_run *run)
{
    const simile_checkpoint *state = &run->state;
    const size_t size = state->n_values * sizeof *state->weights;
    uint64_t hash = simile_hash__bytes(&state->step, sizeof state->step, 0);
    hash = simile_hash__bytes(state->weights, size, hash);
    hash = simile_hash__bytes(state->moments[0], size, hash);
    hash = simile_hash__bytes(state->moments[1], size, hash);
    return simile_hash__bytes(state->drawn, state->n_sources * sizeof *state->drawn, hash);
}

static simile_status compare(const sameness *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const char *what = all[i].configuration != all[0].configuration ? "has another configuration than"
                           : all[i].data != all[0].data                 ? "reads other data files than"
                           : all[i].arithmetic != all[0].arithmetic
                               ? "computes other values (another version, or another processor's kernel set: "
                                 "SIMILE_CPU sets one for all) than"
                           : all[i].state != all[0].state ? "starts from other weights or another checkpoint than"
                                                          : NULL;
        if (what) {
            return simile_status__fail(
                SIMILE_ERROR_CONFIG, "rank %zu %s rank 0; give all ranks the same program, command and files", i, what);
        }
    }
    return SIMILE_OK;
}

simile_status simile_sameness__check(const simile_run *run)
{
    simile_ranks *ranks = run->request->ranks;
    if (!ranks) {
        return SIMILE_OK;
    }
    sameness own = {
        .data = hash_data(run), .arithmetic = simile_fingerprint__arithmetic(run->config), .state = hash_state(run)};
    sameness *all = simile_memory__alloc(simile_ranks_size(ranks), sizeof *all);
    simile_status status = all ? hash_configuration(&own.configuration, run) : SIMILE_ERROR_MEMORY;
    status = simile_ranks_agree(ranks, status);
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(ranks, all, &own, sizeof own);
    }
    if (status == SIMILE_OK) {
        status = compare(all, simile_ranks_size(ranks));
    }
    simile_memory__free(all);
    return status;
}
