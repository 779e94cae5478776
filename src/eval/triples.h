/* The triples task: is the positive nearer than the negatives? */
#ifndef SIMILE_EVAL_TRIPLES_H
#define SIMILE_EVAL_TRIPLES_H

#include "eval_item.h"

/* accuracy. Columns: margin (positive's similarity − negative's), negative (the nearest one), positive_similarity,
 * negative_similarity. */
simile_status simile_triples__measure(simile_outcome *outcome, const simile_eval_item *item,
                                      const simile_eval_view *view);

#endif
