/* The record of a run, for programs: what made the weights. */
#ifndef SIMILE_TRAIN_RECORD_H
#define SIMILE_TRAIN_RECORD_H

#include "run.h"

/* Writes training.json: version, seed, kernel set, steps, and the data files with rows and SHA-256. */
simile_status simile_record__write(const simile_run *run);

#endif
