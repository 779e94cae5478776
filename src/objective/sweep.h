/* The two walks over a loss's similarity matrix, in tiles: first what every text sees of the others (largest
 * similarity, sum of exponentials), then the gradients. A small matrix is kept between them, a large one is never held
 * whole: then the second walk computes the tiles again, to the same bits.
 *
 * The texts on the left stand for rows, those on the right for columns. InfoNCE has the anchors on the left and what
 * answers on the right; when it is symmetric the positives ask down their columns in the same walks. The other losses
 * have all texts on both sides; as their matrix is symmetric, each text's row gives all of its gradient.
 *
 * Of several ranks each has a share of the blocks of either side, for which it computes all tiles; what it finds of its
 * texts is gathered after each walk. */
#ifndef SIMILE_OBJECTIVE_SWEEP_H
#define SIMILE_OBJECTIVE_SWEEP_H

#include "ranks.h"
#include "threads.h"
#include "tile.h"

/* Texts [first, first + n_columns · N), parted into blocks of one batch column each. */
typedef struct simile_sweep_side {
    size_t first, n_columns;
} simile_sweep_side;

typedef struct simile_sweep {
    simile_tile_frame frame;
    simile_sweep_side left, right;
    bool is_square;    /* the same texts on both sides */
    bool is_symmetric; /* not square: the texts of column 1 ask, too */
    size_t block;      /* texts of a block */
    simile_real *right_panels, *right_rows_panels,
        *left_rows_panels;   /* one operand a block; the last not when square */
    simile_real *kept;       /* [left blocks, right blocks, block, block]: similarities; NULL: not kept */
    simile_tile_room *rooms; /* [workers] */
    simile_ranks *ranks;     /* NULL: one process */
    size_t *sizes;           /* [ranks], for gathers */
} simile_sweep;

/* Sums over queries. */
typedef struct simile_sweep_result {
    double loss;
    uint64_t n_queries;
    simile_pair_sums pairs;
} simile_sweep_result;

/* Texts of a block: by the number of rows alone, so that bits depend on nothing else. */
size_t simile_sweep__block(size_t n_rows);
/* Blocks of a side. */
size_t simile_sweep__blocks(size_t n_columns, size_t n_rows);

/* Similarities that are kept between the walks, in reals; 0: the matrix is too large for that. */
size_t simile_sweep__kept(const simile_sweep *sweep, size_t n_rows);

/* Fills frame.states, sums, tops, weights and adds to frame.dvectors, all of them on every rank. */
simile_status simile_sweep__run(simile_sweep_result *result, simile_sweep *sweep, simile_pool *pool);

#endif
