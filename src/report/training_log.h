/* What a training run wrote into train.jsonl, as series: one for each quantity, and for each source or file that a
 * quantity is told of. */
#ifndef SIMILE_REPORT_TRAINING_LOG_H
#define SIMILE_REPORT_TRAINING_LOG_H

#include "map.h"
#include "simile/status.h"
#include <stddef.h>

/* One logged value. */
typedef struct simile_log_point {
    double step, seconds, value; /* finite, but for seconds, which is NaN when the line has none */
} simile_log_point;

typedef struct simile_log_series {
    const char *quantity;     /* "loss", "positive", "negative", "rate", "dev", "alignment", "uniformity" */
    const char *part;         /* the source or file; "": the whole run */
    simile_log_point *points; /* [n], in file order */
    size_t n, capacity;
} simile_log_series;

/* Valid when zeroed. */
typedef struct simile_training_log {
    simile_log_series *series; /* [n_series], in order of appearance */
    size_t n_series, capacity;
    double last_step, last_seconds; /* of the last line; 0: there is none */
    simile_map names;               /* quantity, NUL, part: numbers of series */
} simile_training_log;

/* Reads the file. A last line without its end is still being written, and left out. A line that is no object with a
 * step is SIMILE_ERROR_FORMAT with file and line. The caller disposes, on failure too. */
simile_status simile_training_log__load(simile_training_log *log, const char *path);
void simile_training_log__dispose(simile_training_log *log);

/* The series of a quantity; part "": of the whole run. NULL: there is none. */
const simile_log_series *simile_training_log__find(const simile_training_log *log, const char *quantity,
                                                   const char *part);
/* The series number `which`, from 0, of a quantity that is told of a part; NULL: there are no more. */
const simile_log_series *simile_training_log__part(const simile_training_log *log, const char *quantity, size_t which);

#endif
