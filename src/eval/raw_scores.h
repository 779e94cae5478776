/* What two vectors have in common when their lengths count: of sts rows, beside the cosine. */
#ifndef SIMILE_EVAL_RAW_SCORES_H
#define SIMILE_EVAL_RAW_SCORES_H

#include "eval_rows.h"
#include "eval_view.h"

/* Valid when zeroed. All [n_rows], higher is more alike: x·y, −‖x − y‖, −Σ|x_i − y_i|. */
typedef struct simile_raw_scores {
    double *dot, *euclidean, *manhattan;
} simile_raw_scores;

/* The scores of each row's first two texts, whose vectors are taken at their own lengths. The caller disposes, on
 * failure too. */
simile_status simile_raw_scores__make(simile_raw_scores *scores, const simile_eval_rows *rows,
                                      const simile_eval_view *view);
void simile_raw_scores__dispose(simile_raw_scores *scores);

#endif
