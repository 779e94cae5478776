/* What two vectors have in common when their lengths count: of sts rows, beside the cosine. */
#ifndef SIMILE_EVAL_RAW_SCORES_H
#define SIMILE_EVAL_RAW_SCORES_H

#include "eval_rows.h"

/* Valid when zeroed. All [n_rows], higher is more alike: x·y, −‖x − y‖, −Σ|x_i − y_i|. */
typedef struct simile_raw_scores {
    double *dot, *euclidean, *manhattan;
} simile_raw_scores;

/* The scores of each row's first two texts. vectors [n_texts, width], as they come. The caller disposes, on failure
 * too. */
simile_status simile_raw_scores__make(simile_raw_scores *scores, const simile_eval_rows *rows, const float *vectors,
                                      size_t width);
void simile_raw_scores__dispose(simile_raw_scores *scores);

#endif
