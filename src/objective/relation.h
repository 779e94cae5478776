/* What one text of a batch is to another: its positive, a negative, or ignored (itself, or a false negative). */
#ifndef SIMILE_OBJECTIVE_RELATION_H
#define SIMILE_OBJECTIVE_RELATION_H

#include "objective.h"

typedef enum simile_pair {
    SIMILE_PAIR_NEGATIVE,
    SIMILE_PAIR_POSITIVE,
    SIMILE_PAIR_IGNORED,
    SIMILE_PAIR_MASKED
} simile_pair;

/* One direction of the loss: who asks, and what answers mean to it. Texts are rows of embeddings [C·N, E], index =
 * column · N + row. */
typedef struct simile_direction {
    const simile_objective_batch *batch;
    simile_loss loss;
    bool mask;
    size_t partner_offset; /* InfoNCE: the positive of a query is text query % N + partner_offset */
} simile_direction;

/* The relation of query text q to candidate text c (both indices into C·N). Symmetric in NT-Xent and supervised
 * contrastive. */
simile_pair simile_relation__of(const simile_direction *direction, size_t q, size_t c);

#endif
