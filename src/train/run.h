/* Everything that one training run holds, made from a configuration, and taken up again from a checkpoint. */
#ifndef SIMILE_TRAIN_RUN_H
#define SIMILE_TRAIN_RUN_H

#include "average.h"
#include "checkpoint.h"
#include "config.h"
#include "dev.h"
#include "log.h"
#include "optimizer.h"
#include "pace.h"
#include "sampler.h"
#include "step.h"
#include "temperature.h"
#include "watch.h"

typedef struct simile_run {
    const simile_config *config;
    const simile_train_request *request;
    simile_pool *pool;
    simile_model *model;
    simile_spill *spill;                  /* of the sources */
    simile_source **sources;              /* [config.n_sources] */
    simile_objective_options *objectives; /* likewise, with the present temperatures */
    simile_temperatures *temperatures;
    simile_sampler *sampler;
    simile_augment augment;
    simile_step *step;
    simile_optimizer *optimizer;
    simile_average *average; /* NULL: none is wanted */
    simile_dev *dev;
    simile_log *log;
    simile_batch batch;
    simile_checkpoint state; /* points into the objects above */
    uint64_t n_steps;        /* 0: no limit by steps */
    uint64_t saved_step;     /* of the latest checkpoint; 0: there is none */
    double saved_seconds;
    simile_watch *watch;
    simile_pace pace;
    char evaluation[300];
} simile_run;

/* *is_done: `resume` was asked for and the run is finished already; *run is NULL then. */
simile_status simile_run__new(simile_run **run, bool *is_done, const simile_config *config,
                              const simile_train_request *request);
void simile_run__free(simile_run *run);
/* The source whose objective the present batch has: where a batch is of all sources, they share the first one's. */
size_t simile_run__source(const simile_run *run);
/* All rows of the word table up to date: in front of whatever reads weights or moments but a step. */
simile_status simile_run__bring_up_to_date(simile_run *run);
/* A line for the user. */
void simile_run__tell(const simile_run *run, const char *line);

/* true on the rank that writes the folder and tells the user: rank 0; of one process: true. */
bool simile_run__is_writer(const simile_run *run);

#endif
