/* train.jsonl: an object a line, appended while the run goes on and cut back to the checkpoint on resume. */
#ifndef SIMILE_TRAIN_LOG_H
#define SIMILE_TRAIN_LOG_H

#include "dev.h"
#include "json.h"
#include "simile/status.h"
#include "simile/train.h"
#include <stdint.h>

typedef struct simile_log simile_log;

/* Opens FOLDER/train.jsonl and cuts it to `size` bytes. */
simile_status simile_log__open(simile_log **log, const char *folder, uint64_t size);
void simile_log__free(simile_log *log);
/* Lines; log NULL, as on ranks that write none: nothing happens. */
/* A step's line (docs/formats.md). `sources`, which is taken over, is what simile_watch__report tells; NULL:
 * SIMILE_ERROR_MEMORY. What depends on time comes last. */
simile_status simile_log__step(simile_log *log, const simile_train_progress *report, simile_json *sources);
/* An evaluation's line. */
simile_status simile_log__evaluation(simile_log *log, const simile_train_progress *report, double score,
                                     const simile_dev *dev);
/* Hands everything to the system; *size is the file's size then. */
simile_status simile_log__flush(uint64_t *size, simile_log *log);
/* Flushes, and closes with a check. */
simile_status simile_log__commit(simile_log *log);

#endif
