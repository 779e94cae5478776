/* The same loss over the first values of the vectors, so that a vector may be cut later (Kusupati et al. 2022,
 * "Matryoshka Representation Learning"). */
#ifndef SIMILE_OBJECTIVE_CUTS_H
#define SIMILE_OBJECTIVE_CUTS_H

#include "objective.h"

typedef struct simile_cuts simile_cuts; /* a workspace */

simile_status simile_cuts__new(simile_cuts **cuts, simile_ranks *ranks);
void simile_cuts__free(simile_cuts *cuts);

/* Room for the options' cuts of a batch of this shape. A cut that is not narrower than the vectors is
 * SIMILE_ERROR_CONFIG. */
simile_status simile_cuts__fit(simile_cuts *cuts, const simile_objective_options *options,
                               const simile_objective_batch *batch);

/* Adds weight · L over each of the options' cuts to the result's loss and scale gradient and to dembeddings [C, N, E];
 * the similarities stay those of whole vectors. There must be room. */
simile_status simile_cuts__add(simile_objective_result *result, simile_real *dembeddings, simile_cuts *cuts,
                               const simile_objective_options *options, const simile_objective_batch *batch,
                               simile_pool *pool);

#endif
