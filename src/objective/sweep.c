/* Walks. In round r the left block l meets the right block (l + r) mod R: the blocks of a round's tiles all differ, so
 * they are independent, and every block meets the others in a fixed order whatever the number of threads. */
#include "sweep.h"
#include "gemm.h"
#include <string.h>

/* Tiles of this many texts a side stay, with their operands, in the second-level cache; multiples of every kernel set's
 * tile as far as they have to. A small batch has smaller ones, for there are to be some for every thread. */
#define BLOCK_STEP  48
#define BLOCK_STEPS 8
#define MOST_BLOCKS 16
#define MOST_KEPT   ((size_t)1 << 24) /* similarities: 64 MiB, of up to 4,096 pairs */

size_t simile_sweep__block(size_t n_rows)
{
    const size_t steps = (n_rows + MOST_BLOCKS * BLOCK_STEP - 1) / (MOST_BLOCKS * BLOCK_STEP);
    return BLOCK_STEP * (steps < 1 ? 1 : steps < BLOCK_STEPS ? steps : BLOCK_STEPS);
}

static size_t blocks_of_column(size_t n_rows)
{
    const size_t block = simile_sweep__block(n_rows);
    return (n_rows + block - 1) / block;
}

size_t simile_sweep__blocks(size_t n_columns, size_t n_rows)
{
    return n_columns * blocks_of_column(n_rows);
}

size_t simile_sweep__kept(const simile_sweep *sweep, size_t n_rows)
{
    const size_t n = simile_sweep__blocks(sweep->left.n_columns, n_rows) * sweep->block;
    const size_t m = simile_sweep__blocks(sweep->right.n_columns, n_rows) * sweep->block;
    return n <= MOST_KEPT / m ? n * m : 0;
}

static size_t count_blocks(const simile_sweep *sweep, const simile_sweep_side *side)
{
    return simile_sweep__blocks(side->n_columns, sweep->frame.batch->n_rows);
}

static simile_text_block block_of(const simile_sweep *sweep, const simile_sweep_side *side, size_t index)
{
    const size_t n_rows = sweep->frame.batch->n_rows, n_blocks = blocks_of_column(n_rows);
    const size_t start = index % n_blocks * sweep->block;
    const size_t rest = n_rows - start;
    return (simile_text_block){side->first + index / n_blocks * n_rows + start,
                               rest < sweep->block ? rest : sweep->block};
}

/* The first block of a rank's share. */
static size_t share_start(const simile_sweep *sweep, size_t n_blocks, size_t rank)
{
    return rank * n_blocks / simile_ranks_size(sweep->ranks);
}

static bool is_own(const simile_sweep *sweep, size_t n_blocks, size_t index)
{
    const size_t rank = simile_ranks_rank(sweep->ranks);
    return index >= share_start(sweep, n_blocks, rank) && index < share_start(sweep, n_blocks, rank + 1);
}

/* The first text of a rank's share of a side. */
static size_t share_text(const simile_sweep *sweep, const simile_sweep_side *side, size_t rank)
{
    const size_t n_blocks = count_blocks(sweep, side), start = share_start(sweep, n_blocks, rank);
    return start < n_blocks ? block_of(sweep, side, start).first
                            : side->first + side->n_columns * sweep->frame.batch->n_rows;
}

/* What every rank has found of its texts of a side comes to all: `size` bytes a text of an array over texts. */
static simile_status gather_side(void *values, size_t size, const simile_sweep *sweep, const simile_sweep_side *side)
{
    char *bytes = values;
    for (size_t rank = 0; rank < simile_ranks_size(sweep->ranks); rank++) {
        sweep->sizes[rank] = (share_text(sweep, side, rank + 1) - share_text(sweep, side, rank)) * size;
    }
    return simile_ranks__gather_varying(sweep->ranks, bytes + side->first * size,
                                        bytes + share_text(sweep, side, simile_ranks_rank(sweep->ranks)) * size,
                                        sweep->sizes);
}

static simile_status gather(void *values, size_t size, const simile_sweep *sweep)
{
    if (!sweep->ranks) {
        return SIMILE_OK;
    }
    const simile_status status = gather_side(values, size, sweep, &sweep->left);
    return status == SIMILE_OK && !sweep->is_square ? gather_side(values, size, sweep, &sweep->right) : status;
}

/* The operand of a block, of which each has room for a whole one. */
static simile_real *panel_of(const simile_sweep *sweep, simile_real *panels, size_t index, bool is_transposed)
{
    const size_t width = sweep->frame.batch->width, block = sweep->block;
    return panels + index * (is_transposed ? simile_panel__size(width, block) : simile_panel__size(block, width));
}

static simile_status pack_right(void *context, size_t task, size_t worker)
{
    const simile_sweep *sweep = context;
    const simile_text_block block = block_of(sweep, &sweep->right, task);
    const size_t width = sweep->frame.batch->width;
    const simile_real *vectors = sweep->frame.vectors + block.first * width;
    (void)worker;
    simile_panel__pack(panel_of(sweep, sweep->right_panels, task, true), vectors, width, true, width, block.n);
    simile_panel__pack(panel_of(sweep, sweep->right_rows_panels, task, false), vectors, width, false, block.n, width);
    return SIMILE_OK;
}

static simile_status pack_left(void *context, size_t task, size_t worker)
{
    const simile_sweep *sweep = context;
    const simile_text_block block = block_of(sweep, &sweep->left, task);
    const size_t width = sweep->frame.batch->width;
    (void)worker;
    simile_panel__pack(panel_of(sweep, sweep->left_rows_panels, task, false),
                       sweep->frame.vectors + block.first * width, width, false, block.n, width);
    return SIMILE_OK;
}

static simile_status pack(simile_sweep *sweep, simile_pool *pool)
{
    simile_status status = simile_pool__run(pool, count_blocks(sweep, &sweep->right), pack_right, sweep);
    return status == SIMILE_OK && !sweep->is_square
               ? simile_pool__run(pool, count_blocks(sweep, &sweep->left), pack_left, sweep)
               : status;
}

static simile_tile tile_of(const simile_sweep *sweep, size_t left, size_t right)
{
    simile_tile tile = {.left = block_of(sweep, &sweep->left, left),
                        .right = block_of(sweep, &sweep->right, right),
                        .left_counts = is_own(sweep, count_blocks(sweep, &sweep->left), left),
                        .right_counts = !sweep->is_square && is_own(sweep, count_blocks(sweep, &sweep->right), right),
                        .right_panel = panel_of(sweep, sweep->right_panels, right, true),
                        .right_rows_panel = panel_of(sweep, sweep->right_rows_panels, right, false),
                        .left_rows_panel =
                            sweep->is_square ? NULL : panel_of(sweep, sweep->left_rows_panels, left, false)};
    tile.right_asks = sweep->is_symmetric && tile.right.first < 2 * sweep->frame.batch->n_rows;
    return tile;
}

/* A round of a walk. */
typedef struct sweep_round {
    simile_sweep *sweep;
    size_t number, n_right;
    bool differentiates;
} sweep_round;

static simile_status run_tile(void *context, size_t task, size_t worker)
{
    const sweep_round *now = context;
    const simile_sweep *sweep = now->sweep;
    const size_t right = (task + now->number) % now->n_right;
    simile_tile tile = tile_of(sweep, task, right);
    simile_tile_room room = sweep->rooms[worker];
    if (!tile.left_counts && !tile.right_counts) {
        return SIMILE_OK;
    }
    if (sweep->kept) {
        room.values = sweep->kept + (task * now->n_right + right) * sweep->block * sweep->block;
    }
    if (!now->differentiates || !sweep->kept) {
        simile_tile__compare(&sweep->frame, &tile, &room);
    }
    if (now->differentiates) {
        tile.right_asks = tile.right_asks || sweep->is_square;
        simile_tile__differentiate(&sweep->frame, &tile, &room);
    } else {
        simile_tile__measure(&sweep->frame, &tile, &room);
    }
    return SIMILE_OK;
}

static simile_status walk(simile_sweep *sweep, bool differentiates, simile_pool *pool)
{
    const size_t n_left = count_blocks(sweep, &sweep->left), n_right = count_blocks(sweep, &sweep->right);
    sweep_round now = {.sweep = sweep, .n_right = n_right, .differentiates = differentiates};
    simile_status status = SIMILE_OK;
    for (now.number = 0; now.number < n_right && status == SIMILE_OK; now.number++) {
        status = simile_pool__run(pool, n_left, run_tile, &now);
    }
    return status;
}

static void add_pairs(simile_pair_sums *to, const simile_pair_sums *from)
{
    to->positive += from->positive;
    to->negative += from->negative;
    to->n_positive += from->n_positive;
    to->n_negative += from->n_negative;
}

/* Sums over the texts in their order, and what the second walk needs of each. */
static void sum_up(simile_sweep_result *result, simile_sweep *sweep)
{
    const simile_tile_frame *frame = &sweep->frame;
    const size_t n_texts = frame->batch->n_columns * frame->batch->n_rows;
    for (size_t i = 0; i < n_texts; i++) {
        const simile_row_state *state = &frame->states[i];
        const bool has_loss = state->n_positives > 0;
        frame->tops[i] = has_loss ? state->top : 0;
        frame->weights[i] = has_loss ? (simile_real)(frame->scale / state->sum) : 0;
        result->pairs.n_masked += frame->sums[i].n_masked;
        if (has_loss) {
            result->loss += simile_row_loss__value(state, frame->options->temperature);
            result->n_queries++;
            add_pairs(&result->pairs, &frame->sums[i]);
        }
    }
}

simile_status simile_sweep__run(simile_sweep_result *result, simile_sweep *sweep, simile_pool *pool)
{
    const simile_tile_frame *frame = &sweep->frame;
    const size_t n_texts = frame->batch->n_columns * frame->batch->n_rows;
    *result = (simile_sweep_result){0};
    for (size_t i = 0; i < n_texts; i++) {
        frame->states[i] = simile_row_loss__start();
    }
    memset(frame->sums, 0, n_texts * sizeof *frame->sums);
    simile_status status = pack(sweep, pool);
    if (status == SIMILE_OK) {
        status = walk(sweep, false, pool);
    }
    if (status == SIMILE_OK) {
        status = gather(frame->states, sizeof *frame->states, sweep);
    }
    if (status == SIMILE_OK) {
        status = gather(frame->sums, sizeof *frame->sums, sweep);
    }
    if (status == SIMILE_OK) {
        sum_up(result, sweep);
        status = result->n_queries > 0 ? walk(sweep, true, pool) : SIMILE_OK;
    }
    return status == SIMILE_OK ? gather(frame->dvectors, frame->batch->width * sizeof *frame->dvectors, sweep) : status;
}
