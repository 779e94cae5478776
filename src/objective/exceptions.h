/* The pairs of a batch that may be anything but plain negatives: positives, ignored and masked ones. They are found
 * from lists of equal texts and of groups, so that nobody looks at all pairs. */
#ifndef SIMILE_OBJECTIVE_EXCEPTIONS_H
#define SIMILE_OBJECTIVE_EXCEPTIONS_H

#include "classes.h"
#include "relation.h"

/* Valid when zeroed. */
typedef struct simile_exceptions {
    const simile_objective_batch *batch;
    bool by_text, by_group;
    simile_classes texts;  /* of equal text hashes: texts [C·N] */
    simile_classes groups; /* of one group: rows [N] */
} simile_exceptions;

/* For the batch under these options. */
simile_status simile_exceptions__build(simile_exceptions *exceptions, const simile_objective_batch *batch,
                                       const simile_objective_options *options);
void simile_exceptions__dispose(simile_exceptions *exceptions);

/* Of the texts first … end − 1, which lie in one column, those whose relation to text q may be other than negative,
 * whoever of the two asks: list [*n] holds their distances from `first`, each once. seen [end − first] is zero before
 * and after; list has room for end − first. */
void simile_exceptions__list(uint32_t *list, size_t *n, unsigned char *seen, const simile_exceptions *exceptions,
                             size_t q, size_t first, size_t end);

#endif
