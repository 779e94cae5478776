/* What a training run wrote into train.jsonl, as series. */
#ifndef SIMILE_REPORT_TRAINING_LOG_H
#define SIMILE_REPORT_TRAINING_LOG_H

#include "arena.h"
#include "map.h"
#include "simile/status.h"
#include <stddef.h>

/* A logged step. What its line does not hold is NaN. */
typedef struct simile_log_step {
    double step, seconds, tokens, loss, positive, negative, rate, norm;
    size_t source; /* number in `sources`; SIZE_MAX: none named */
} simile_log_step;

typedef struct simile_log_dev {
    double step, seconds, score;
} simile_log_dev;

/* Valid when zeroed. */
typedef struct simile_training_log {
    simile_log_step *steps; /* [n_steps] */
    simile_log_dev *devs;   /* [n_devs] */
    size_t n_steps, n_devs, steps_capacity, devs_capacity;
    simile_map sources; /* names, in order of appearance */
} simile_training_log;

/* Reads the file. A last line without its end is still being written, and left out. A line that is no object with a
 * step is SIMILE_ERROR_FORMAT with file and line. The caller disposes, on failure too. */
simile_status simile_training_log__load(simile_training_log *log, const char *path);
void simile_training_log__dispose(simile_training_log *log);

#endif
