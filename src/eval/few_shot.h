/* Probes that are trained on a few rows a label, many times over. */
#ifndef SIMILE_EVAL_FEW_SHOT_H
#define SIMILE_EVAL_FEW_SHOT_H

#include "knn.h"
#include "measures.h"

#define SIMILE_MAX_SHOTS 8 /* different ones for a file */

/* How many rows a label, and how often they are drawn. */
typedef struct simile_few_shot {
    size_t shots[SIMILE_MAX_SHOTS]; /* [n] */
    size_t n, n_draws;
} simile_few_shot;

/* From "8,16"; NULL: "8". n_draws 0: 10. What is no list of different numbers, or one draw alone, which has no
 * standard deviation, is SIMILE_ERROR_CONFIG. */
simile_status simile_few_shot__parse(simile_few_shot *few_shot, const char *shots, size_t n_draws);

/* Appends few_shot_accuracy and few_shot_std, the mean and standard deviation (n − 1) of the draws' accuracies; of K
 * other than 8 they are called few_shotK_accuracy and few_shotK_std. train NULL: test is split. labels below n_labels.
 */
simile_status simile_few_shot__add_figures(simile_measures *measures, const simile_few_shot *few_shot,
                                           const simile_labelled *test, const simile_labelled *train, size_t n_labels,
                                           simile_pool *pool);

#endif
