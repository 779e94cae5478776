/* Small training runs for the tests of this folder. */
#ifndef TRAINING_H
#define TRAINING_H

#include "simile/train.h"

#define TRAINING_STEPS 7 /* of the configurations below */

/* YAML with dropout, two sources with weights, several micro-batches a lane, and no development files. */
extern const char training_transformer[];
extern const char training_static[];
/* With everything that has a state of its own: average, learned temperatures, cuts, rates, frozen layers. */
extern const char training_options[];

/* Products in bf16, of sizes that fill neither tiles nor pairs, beside a projection head in f32. */
extern const char training_bf16[];

/* One call of simile_train. */
typedef struct training {
    const char *folder;      /* name in the test's scratch folder */
    const char *yaml;        /* the configuration */
    const char *set;         /* an assignment that overrides it; NULL: none */
    const char *data_memory; /* another one */
    size_t n_threads;        /* 0: the configuration's */
    bool resume;
    uint64_t stop_after;       /* the progress function stops the run after this step; 0: never */
    simile_status stop_status; /* what it then answers */
} training;

/* The configuration; the caller frees it. */
simile_config *training_configuration(const training *run);

simile_status training_run(const training *run);

/* Runs until step `step`, where SIGKILL ends the process (a child of this one). */
void training_kill(const training *run, uint64_t step);

/* A file of the run's folder. */
const char *training_path(const char *folder, const char *name);

/* The weights of both folders are the same byte for byte. */
void training_expect_same_weights(const char *folder, const char *other);

#endif
