/* The sts task: cosines against graded scores. */
#ifndef SIMILE_EVAL_STS_H
#define SIMILE_EVAL_STS_H

#include "cosine.h"
#include "eval_rows.h"
#include "measures.h"

/* Appends spearman and pearson with intervals; scores [n_rows] (=): the cosines. */
simile_status simile_sts__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                  const simile_cosine *cosine);

#endif
