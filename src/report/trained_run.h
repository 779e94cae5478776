/* The folder of a training run, finished or under way. */
#ifndef SIMILE_REPORT_TRAINED_RUN_H
#define SIMILE_REPORT_TRAINED_RUN_H

#include "buffer.h"
#include "json.h"
#include "map.h"
#include "training_log.h"

typedef struct simile_trained_run {
    char *folder;
    const char *name; /* the last part of the folder; made different from others' by the report */
    simile_arena arena;
    simile_training_log log;
    simile_buffer configuration; /* resolved.yaml; empty: there is none */
    simile_json *record;         /* training.json; NULL: the run is not finished */
} simile_trained_run;

/* *is_there: the folder holds a training log. */
simile_status simile_trained_run__find(bool *is_there, const char *folder);
/* Reads it; the files that it consists of become keys of `inputs`. The caller frees. */
simile_status simile_trained_run__load(simile_trained_run **run, const char *folder, simile_map *inputs);
/* Takes NULL. */
void simile_trained_run__free(simile_trained_run *run);

#endif
