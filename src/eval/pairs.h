/* The pairs task: cosines as a classifier of pairs. */
#ifndef SIMILE_EVAL_PAIRS_H
#define SIMILE_EVAL_PAIRS_H

#include "cosine.h"
#include "eval_rows.h"
#include "measures.h"

/* Appends average_precision with its interval, accuracy and f1 with their thresholds; scores [n_rows] (=): the cosines.
 * One label only is SIMILE_ERROR_DATA. */
simile_status simile_pairs__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                    const simile_cosine *cosine);

/* Appends dev_accuracy and dev_f1 of the scores that simile_pairs__measure gave: at the thresholds that are best for
 * the dev rows, whose texts begin at number `start`. One label only in dev is SIMILE_ERROR_DATA. */
simile_status simile_pairs__measure_by_dev(simile_measures *measures, const double *scores,
                                           const simile_eval_rows *rows, const simile_eval_rows *dev, size_t start,
                                           const simile_cosine *cosine);

#endif
