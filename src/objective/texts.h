/* What an objective does text by text, before and after the walks over the similarity matrix. */
#ifndef SIMILE_OBJECTIVE_TEXTS_H
#define SIMILE_OBJECTIVE_TEXTS_H

#include "room.h"

/* Fills room->vectors (of unit length for cosine), norms and squares; dembeddings [C·N, E] becomes zeros. */
simile_status simile_texts__prepare(simile_real *dembeddings, simile_objective_room *room,
                                    const simile_objective_options *options, const simile_objective_batch *batch,
                                    simile_pool *pool);

/* dembeddings: from the sum over queries of dL/dz to the mean, then through the normalising. *dscale becomes dL/dσ,
 * where every similarity is multiplied by e^σ at σ = 0. */
simile_status simile_texts__finish(simile_real *dembeddings, double *dscale, const simile_objective_room *room,
                                   const simile_objective_options *options, const simile_objective_batch *batch,
                                   uint64_t n_queries, simile_pool *pool);

#endif
