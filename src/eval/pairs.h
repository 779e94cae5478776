/* The pairs task: cosines as a classifier of pairs. */
#ifndef SIMILE_EVAL_PAIRS_H
#define SIMILE_EVAL_PAIRS_H

#include "eval_item.h"

/* average_precision, accuracy and f1 at their best thresholds, which stand beside them; with a dev file dev_accuracy
 * and dev_f1. One label only is SIMILE_ERROR_DATA. Column: similarity. */
simile_status simile_pairs__measure(simile_outcome *outcome, const simile_eval_item *item,
                                    const simile_eval_view *view);

#endif
