/* Beats: posted gathers, one after another. A rank that is done goes on with them while others work. */
#include "pulse.h"
#include "memory.h"
#include <time.h>

#define WAITING_NANOS 1000000L

typedef enum beat_state { BEAT_WORKS, BEAT_IS_DONE, BEAT_HAS_FAILED } beat_state;

/* What a rank tells. */
typedef struct beat {
    uint64_t state;
    uint64_t n_rows, n_resumed, n_tokens, n_calibrated, is_calibrating;
    double seconds_left;
} beat;

struct simile_pulse {
    simile_ranks *ranks;
    simile_status (*progress)(void *context, const simile_encode_report *so_far);
    void *context;
    beat own;
    beat *all; /* [number of ranks] */
    bool is_posted;
    bool is_over;                /* all are done, or one has failed */
    bool is_stopped;             /* by the failure of another rank */
    simile_encode_report summed; /* over all ranks, as heard last */
};

simile_status simile_pulse__new(simile_pulse **pulse, simile_ranks *ranks,
                                simile_status (*progress)(void *context, const simile_encode_report *so_far),
                                void *context)
{
    simile_pulse *made = simile_memory__alloc(1, sizeof *made);
    *pulse = made;
    if (!made) {
        return SIMILE_ERROR_MEMORY;
    }
    *made = (simile_pulse){.ranks = ranks, .progress = progress, .context = context};
    made->all = simile_memory__alloc(simile_ranks_size(ranks), sizeof *made->all);
    return made->all ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

void simile_pulse__free(simile_pulse *pulse)
{
    if (pulse) {
        simile_memory__free(pulse->all);
    }
    simile_memory__free(pulse);
}

void simile_pulse__begin(simile_pulse *pulse)
{
    pulse->is_over = pulse->is_stopped = false;
}

static simile_status post(simile_pulse *pulse, beat_state state, const simile_encode_report *so_far)
{
    pulse->own = (beat){.state = state,
                        .n_rows = so_far->n_rows,
                        .n_resumed = so_far->n_resumed,
                        .n_tokens = so_far->n_tokens,
                        .n_calibrated = so_far->n_calibrated,
                        .is_calibrating = so_far->is_calibrating,
                        .seconds_left = so_far->seconds_left};
    const simile_status status = simile_ranks__post(pulse->ranks, pulse->all, &pulse->own, sizeof pulse->own);
    pulse->is_posted = status == SIMILE_OK;
    return status;
}

/* Takes in a gather that is done. The slowest rank decides how long it takes. */
static void hear(simile_pulse *pulse)
{
    simile_encode_report sum = {.seconds_left = 0};
    bool all_done = true;
    for (size_t i = 0; i < simile_ranks_size(pulse->ranks); i++) {
        const beat *told = &pulse->all[i];
        all_done = all_done && told->state == BEAT_IS_DONE;
        pulse->is_over = pulse->is_over || told->state == BEAT_HAS_FAILED;
        sum.n_rows += told->n_rows;
        sum.n_resumed += told->n_resumed;
        sum.n_tokens += told->n_tokens;
        sum.n_calibrated += told->n_calibrated;
        sum.is_calibrating = sum.is_calibrating || told->is_calibrating;
        if (sum.seconds_left >= 0 && (told->seconds_left < 0 || told->seconds_left > sum.seconds_left)) {
            sum.seconds_left = told->state == BEAT_IS_DONE ? sum.seconds_left : told->seconds_left;
        }
    }
    pulse->is_over = pulse->is_over || all_done;
    pulse->is_posted = false;
    pulse->summed = sum;
}

/* Looks whether the posted gather is done; *heard: it is. */
static simile_status listen(simile_pulse *pulse, bool *heard)
{
    *heard = false;
    const simile_status status = simile_ranks__poll(pulse->ranks, heard);
    if (status == SIMILE_OK && *heard) {
        hear(pulse);
    }
    return status;
}

static simile_status tell(simile_pulse *pulse, const simile_encode_report *so_far)
{
    pulse->summed.seconds = so_far->seconds;
    return pulse->progress ? pulse->progress(pulse->context, &pulse->summed) : SIMILE_OK;
}

simile_status simile_pulse__beat(simile_pulse *pulse, const simile_encode_report *so_far)
{
    bool heard;
    simile_status status = pulse->is_posted ? SIMILE_OK : post(pulse, BEAT_WORKS, so_far);
    if (status == SIMILE_OK) {
        status = listen(pulse, &heard);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    pulse->is_stopped = pulse->is_over;
    return pulse->is_stopped ? SIMILE_ERROR_INTERRUPTED : tell(pulse, so_far);
}

simile_status simile_pulse__end(simile_pulse *pulse, simile_status status, const simile_encode_report *so_far)
{
    const struct timespec pause = {.tv_nsec = WAITING_NANOS};
    while (!pulse->is_over) {
        bool heard = false;
        const simile_status told = tell(pulse, so_far);
        status = status == SIMILE_OK ? told : status;
        const beat_state state = status == SIMILE_OK ? BEAT_IS_DONE : BEAT_HAS_FAILED;
        simile_status talked = pulse->is_posted ? SIMILE_OK : post(pulse, state, so_far);
        if (talked == SIMILE_OK) {
            talked = listen(pulse, &heard);
        }
        if (talked != SIMILE_OK) {
            return talked;
        }
        if (!heard) {
            (void)nanosleep(&pause, NULL);
        }
    }
    return simile_ranks_agree(pulse->ranks, pulse->is_stopped ? SIMILE_OK : status);
}
