/* The two sweeps over a direction's similarity matrix, in blocks of rows, so that it is never held whole: by queries
 * (loss, and gradients of the queries), then by candidates (the block is computed again, for the candidates'
 * gradients). */
#ifndef SIMILE_OBJECTIVE_SWEEP_H
#define SIMILE_OBJECTIVE_SWEEP_H

#include "row_loss.h"

#define SIMILE_SWEEP_ROWS 64

/* What a worker needs for itself. */
typedef struct simile_sweep_scratch {
    simile_real *similarity; /* [SIMILE_SWEEP_ROWS, width of the block] */
    simile_real *gradient;   /* the same */
} simile_sweep_scratch;

typedef struct simile_sweep {
    simile_direction direction;
    const simile_objective_options *options;
    double weight;                                        /* of this direction in the loss */
    const simile_real *vectors;                           /* [C·N, E], unit length for cosine */
    const simile_real *squares;                           /* [C·N]: ‖x‖² */
    simile_real *dvectors;                                /* [C·N, E], added to */
    simile_real *query_panel, *candidate_panel;           /* transposed operands: for similarities */
    simile_real *query_rows_panel, *candidate_rows_panel; /* plain operands: for gradients */
    simile_row_state *states;                             /* [n_queries] */
    simile_row_sums *sums;                                /* [blocks of queries] */
    simile_sweep_scratch *scratch;                        /* [workers] */
} simile_sweep;

/* Runs both sweeps on the pool and adds the direction's sums, in block order, to *sums. */
simile_status simile_sweep__run(simile_row_sums *sums, simile_sweep *sweep, simile_pool *pool);

#endif
