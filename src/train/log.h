/* train.jsonl: an object a line, appended while the run goes on and cut back to the checkpoint on resume. */
#ifndef SIMILE_TRAIN_LOG_H
#define SIMILE_TRAIN_LOG_H

#include "simile/status.h"
#include "simile/train.h"
#include <stdint.h>

typedef struct simile_log simile_log;

/* Opens FOLDER/train.jsonl and cuts it to `size` bytes. */
simile_status simile_log__open(simile_log **log, const char *folder, uint64_t size);
void simile_log__free(simile_log *log);
/* Lines; log NULL, as on ranks that write none: nothing happens.
 * {"step", "loss", "tokens", "seconds", "positive", "negative", "norm", "rate", "source"} */
simile_status simile_log__step(simile_log *log, const simile_train_progress *report, const char *source);
/* {"step", "tokens", "seconds", "dev"} */
simile_status simile_log__evaluation(simile_log *log, uint64_t step, uint64_t n_tokens, double seconds, double score);
/* Hands everything to the system; *size is the file's size then. */
simile_status simile_log__flush(uint64_t *size, simile_log *log);
/* Flushes, and closes with a check. */
simile_status simile_log__commit(simile_log *log);

#endif
