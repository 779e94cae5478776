/* The workspace. */
#include "room.h"
#include "gemm.h"
#include "memory.h"

simile_status simile_objective_room__init(simile_objective_room *room, simile_ranks *ranks)
{
    *room = (simile_objective_room){.ranks = ranks,
                                    .sizes = simile_memory__alloc(simile_ranks_size(ranks), sizeof *room->sizes)};
    return room->sizes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static void dispose(simile_objective_room *o)
{
    void *const blocks[] = {o->vectors, o->norms, o->squares,      o->tops, o->weights,           o->slopes,
                            o->states,  o->sums,  o->right_panels, o->kept, o->right_rows_panels, o->left_rows_panels};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        simile_memory__free(blocks[i]);
    }
    for (size_t i = 0; o->rooms && i < o->n_workers; i++) {
        simile_tile_room__dispose(&o->rooms[i]);
    }
    simile_memory__free(o->rooms);
    simile_exceptions__dispose(&o->exceptions);
    *o = (simile_objective_room){.ranks = o->ranks, .sizes = o->sizes};
}

void simile_objective_room__dispose(simile_objective_room *room)
{
    dispose(room);
    simile_memory__free(room->sizes);
}

static bool alloc_texts(simile_objective_room *o)
{
    o->vectors = simile_memory__alloc_raw(o->n_reals, sizeof(simile_real));
    o->norms = simile_memory__alloc(o->n_texts, sizeof(simile_real));
    o->squares = simile_memory__alloc(o->n_texts, sizeof(simile_real));
    o->tops = simile_memory__alloc(o->n_texts, sizeof(simile_real));
    o->weights = simile_memory__alloc(o->n_texts, sizeof(simile_real));
    o->slopes = simile_memory__alloc(o->n_texts, sizeof(simile_real));
    o->states = simile_memory__alloc(o->n_texts, sizeof *o->states);
    o->sums = simile_memory__alloc(o->n_texts, sizeof *o->sums);
    return o->vectors && o->norms && o->squares && o->tops && o->weights && o->slopes && o->states && o->sums;
}

static bool alloc_panels(simile_objective_room *o)
{
    o->right_panels = simile_memory__alloc_raw(o->n_panel_reals, sizeof(simile_real));
    o->right_rows_panels = simile_memory__alloc_raw(o->n_rows_panel_reals, sizeof(simile_real));
    o->left_rows_panels = simile_memory__alloc_raw(o->n_rows_panel_reals, sizeof(simile_real));
    o->kept = simile_memory__alloc_large(o->n_kept > 0 ? o->n_kept : 1, sizeof(simile_real));
    return o->right_panels && o->right_rows_panels && o->left_rows_panels && o->kept;
}

static bool alloc_rooms(simile_objective_room *o)
{
    o->rooms = simile_memory__alloc(o->n_workers, sizeof *o->rooms);
    bool is_good = o->rooms != NULL;
    for (size_t i = 0; is_good && i < o->n_workers; i++) {
        is_good = simile_tile_room__new(&o->rooms[i], o->block) == SIMILE_OK;
    }
    return is_good;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* What this batch needs, and what there is already where that is more. */
static simile_objective_room join(const simile_objective_room *room, const simile_sweep *sweep,
                                  const simile_objective_batch *batch, size_t n_workers)
{
    const size_t n_texts = batch->n_columns * batch->n_rows, width = batch->width;
    const size_t n_blocks = simile_sweep__blocks(sweep->right.n_columns, batch->n_rows);
    return (simile_objective_room){
        .n_texts = larger(room->n_texts, n_texts),
        .n_reals = larger(room->n_reals, n_texts * width),
        .n_panel_reals = larger(room->n_panel_reals, n_blocks * simile_panel__size(width, sweep->block)),
        .n_rows_panel_reals = larger(room->n_rows_panel_reals, n_blocks * simile_panel__size(sweep->block, width)),
        .n_kept = larger(room->n_kept, simile_sweep__kept(sweep, batch->n_rows)),
        .block = larger(room->block, sweep->block),
        .n_workers = larger(room->n_workers, n_workers),
        .ranks = room->ranks,
        .sizes = room->sizes};
}

simile_status simile_objective_room__fit(simile_objective_room *room, const simile_sweep *sweep,
                                         const simile_objective_batch *batch, size_t n_workers)
{
    const simile_objective_room need = join(room, sweep, batch, n_workers);
    if (need.n_texts == room->n_texts && need.n_reals == room->n_reals && need.n_panel_reals == room->n_panel_reals &&
        need.n_rows_panel_reals == room->n_rows_panel_reals && need.n_kept == room->n_kept &&
        need.block == room->block && need.n_workers == room->n_workers) {
        return SIMILE_OK;
    }
    dispose(room);
    *room = need;
    if (!alloc_texts(room) || !alloc_panels(room) || !alloc_rooms(room)) {
        dispose(room);
        return SIMILE_ERROR_MEMORY;
    }
    return SIMILE_OK;
}

/* Vectors, three operands, states and sums of texts; tiles of workers; similarities that are kept. */
uint64_t simile_objective_room__bytes(size_t n_rows, size_t n_columns, size_t width, size_t n_workers)
{
    const uint64_t n_texts = (uint64_t)n_columns * n_rows, n_answering = n_texts - (n_columns > 1 ? n_rows : 0);
    const simile_sweep sweep = {.left.n_columns = 1,
                                .right.n_columns = n_columns > 1 ? n_columns - 1 : 1,
                                .block = simile_sweep__block(n_rows)};
    const uint64_t block = simile_sweep__block(n_rows), pair = sizeof(simile_exceptional_pair) + sizeof(simile_real);
    return (n_texts + 3 * n_answering) * width * sizeof(simile_real) +
           n_texts * (sizeof(simile_row_state) + sizeof(simile_pair_sums) + 5 * sizeof(simile_real)) +
           n_workers * block * block * pair + simile_sweep__kept(&sweep, n_rows) * sizeof(simile_real);
}
