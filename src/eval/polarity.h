/* Probes of polarity: is a sentence that says something else, by "not", another number or changed roles, farther away
 * than a paraphrase? */
#ifndef SIMILE_EVAL_POLARITY_H
#define SIMILE_EVAL_POLARITY_H

#include "eval_item.h"
#include "outcome.h"

/* Rows of kind, sentence, paraphrase, changed. Appends accuracy, the share of rows whose changed sentence is farther
 * from the sentence than the paraphrase, a tie being wrong, and accuracy_KIND for each kind, where a kind
 * whose name is taken gets -2 behind it; the column margin. */
simile_status simile_polarity__measure(simile_outcome *outcome, const simile_eval_item *item,
                                       const simile_eval_view *view);

#endif
