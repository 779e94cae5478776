/* The workspace of an objective: grows to what is needed. */
#ifndef SIMILE_OBJECTIVE_ROOM_H
#define SIMILE_OBJECTIVE_ROOM_H

#include "sweep.h"

typedef struct simile_objective_room {
    /* what there is room for */
    size_t n_texts, n_reals, n_panel_reals, n_rows_panel_reals, n_kept, block, n_workers;
    simile_real *vectors;                                             /* [C·N, E], of unit length for cosine */
    simile_real *norms, *squares, *tops, *weights;                    /* [C·N] */
    simile_real *slopes;                                              /* [C·N]: z · dL/dz */
    simile_real *right_panels, *right_rows_panels, *left_rows_panels; /* see sweep.h */
    simile_real *kept;                                                /* [n_kept], see sweep.h */
    simile_row_state *states;                                         /* [C·N] */
    simile_pair_sums *sums;                                           /* [C·N] */
    simile_tile_room *rooms;                                          /* [workers] */
    simile_exceptions exceptions;
    simile_ranks *ranks;
    size_t *sizes; /* [ranks] */
} simile_objective_room;

simile_status simile_objective_room__init(simile_objective_room *room, simile_ranks *ranks);
void simile_objective_room__dispose(simile_objective_room *room);
uint64_t simile_objective_room__bytes(size_t n_rows, size_t n_columns, size_t width, size_t n_workers);

/* Room for a batch on these sides; kept while none of the sizes grows. */
simile_status simile_objective_room__fit(simile_objective_room *room, const simile_sweep *sweep,
                                         const simile_objective_batch *batch, size_t n_workers);

#endif
