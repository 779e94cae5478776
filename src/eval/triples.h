/* The triples task: is the positive nearer than every negative? */
#ifndef SIMILE_EVAL_TRIPLES_H
#define SIMILE_EVAL_TRIPLES_H

#include "cosine.h"
#include "eval_rows.h"
#include "measures.h"

/* Appends accuracy with its interval, a tie being wrong; margins [n_rows] (=): the positive's cosine minus the best
 * negative's. */
simile_status simile_triples__measure(simile_measures *measures, double *margins, const simile_eval_rows *rows,
                                      const simile_cosine *cosine);

#endif
