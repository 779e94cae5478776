/* Evaluation on the development files while a run goes on. */
#ifndef SIMILE_TRAIN_DEV_H
#define SIMILE_TRAIN_DEV_H

#include "config.h"
#include "dev_file.h"
#include "model.h"
#include "threads.h"

typedef struct simile_dev simile_dev;

/* Loads and tokenises the files of data.dev; *dev NULL when there are none. Model and pool must outlive it. */
simile_status simile_dev__new(simile_dev **dev, const simile_config *config, const simile_model *model,
                              simile_pool *pool);
void simile_dev__free(simile_dev *dev);

/* Every file's metric with the present weights: *score their mean (higher is better). */
simile_status simile_dev__evaluate(double *score, simile_dev *dev);

/* The files of the last evaluation [*n], borrowed until the next one. */
const simile_dev_file *simile_dev__files(size_t *n, const simile_dev *dev);

/* The last evaluation as a text such as "sts.dev.tsv spearman 0.7123", cut where it does not fit. */
void simile_dev__print(char *line, size_t size, const simile_dev *dev);

#endif
