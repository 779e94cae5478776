/* What is kept an eye on while a run goes on: the means of each source, and what goes wrong. */
#ifndef SIMILE_TRAIN_WATCH_H
#define SIMILE_TRAIN_WATCH_H

#include "batch.h"
#include "config.h"
#include "json.h"

struct simile_run;
typedef struct simile_watch simile_watch;

simile_status simile_watch__new(simile_watch **watch, size_t n_sources);
void simile_watch__free(simile_watch *watch);
/* Everything that it remembers [*n], for checkpoints. */
double *simile_watch__state(size_t *n, simile_watch *watch);

/* What can be told before the first step: sources too small, texts that are cut. */
void simile_watch__start(const struct simile_run *run);

/* Looks at the step that is being made, before the weights change. Each warning is told once for a source and session;
 * a loss that is not finite, and vectors that have become alike, are SIMILE_ERROR_NUMERIC. */
simile_status simile_watch__step(struct simile_run *run, const simile_objective_result *result);

/* SIMILE_ERROR_NUMERIC: names step, source and rows of what went wrong. */
simile_status simile_watch__fail(const struct simile_run *run, const char *what);

/* The sources that had steps since the last call: [{"source", "steps", "loss", "positive", "negative", "temperature",
 * "seen"}], means over these steps; "seen": how often each row has been drawn so far. NULL: no memory. */
simile_json *simile_watch__report(struct simile_run *run);

#endif
