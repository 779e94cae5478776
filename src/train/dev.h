/* Evaluation on the development files while a run goes on. */
#ifndef SIMILE_TRAIN_DEV_H
#define SIMILE_TRAIN_DEV_H

#include "config.h"
#include "step.h"

typedef struct simile_dev simile_dev;

/* Loads and tokenises the files of data.dev; *dev NULL when there are none. */
simile_status simile_dev__new(simile_dev **dev, const simile_config *config, const simile_model *model);
void simile_dev__free(simile_dev *dev);

/* Every file's metric with the present weights: *score their mean (higher is better), `line` a text such as
 * "sts.dev spearman 0.7123". The work is done by the step's pool. */
simile_status simile_dev__evaluate(double *score, char line[256], simile_dev *dev, simile_step *step,
                                   simile_pool *pool);

#endif
