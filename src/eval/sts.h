/* The sts task: similarities against graded scores. */
#ifndef SIMILE_EVAL_STS_H
#define SIMILE_EVAL_STS_H

#include "cosine.h"
#include "eval_rows.h"
#include "measures.h"
#include "raw_scores.h"

/* Appends spearman and pearson with intervals; scores [n_rows] (=): the cosines. */
simile_status simile_sts__measure(simile_measures *measures, double *scores, const simile_eval_rows *rows,
                                  const simile_cosine *cosine);

/* Appends both for each of the raw scores: spearman_dot, pearson_dot, spearman_euclidean, … */
simile_status simile_sts__measure_raw(simile_measures *measures, const simile_raw_scores *raw,
                                      const simile_eval_rows *rows);

#endif
