/* What the vectors of one development file are worth. */
#ifndef SIMILE_TRAIN_DEV_FILE_H
#define SIMILE_TRAIN_DEV_FILE_H

#include "source.h"

typedef struct simile_dev_file {
    const char *path, *metric;
    double value;                 /* of the metric, higher is better */
    double alignment, uniformity; /* eval/space.h; NaN where there is no pair */
} simile_dev_file;

/* Fills all but the path. vectors [n_texts, width] of unit length. */
simile_status simile_dev_file__measure(simile_dev_file *file, const simile_source *source, const float *vectors,
                                       size_t width, simile_pool *pool);

#endif
