/* Training: a configuration in, a sentence-transformers folder out.
 *
 *     simile_config *config = NULL;
 *     simile_train_request request = {.folder = "my-model"};
 *     if (simile_config_load(&config, "configs/quickstart.yaml", NULL, 0) == SIMILE_OK)
 *         simile_train(config, &request);
 *     simile_config_free(config);
 */
#ifndef SIMILE_TRAIN_H
#define SIMILE_TRAIN_H

#include "simile/option.h"
#include "simile/ranks.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A checked configuration: defaults < file < assignments. */
typedef struct simile_config simile_config;

/* Reads a YAML file and applies assignments such as "train.steps=100" [n]. An unknown key, a value out of range and
 * fields that contradict one another are SIMILE_ERROR_CONFIG with file, line and column. The caller frees. */
SIMILE_API simile_status simile_config_load(simile_config **config, const char *path, const char *const *assignments,
                                            size_t n);
/* Takes NULL. */
SIMILE_API void simile_config_free(simile_config *config);

/* The whole configuration as YAML that reads back to the same. The caller frees with simile_config_free_text; NULL: no
 * memory. */
SIMILE_API char *simile_config_print(const simile_config *config);
SIMILE_API void simile_config_free_text(char *text);

/* The sections of the configuration and their option rows, for help and documentation: *rows [*n_rows], borrowed. The
 * section's name ("model", …, "data.sources[]", "" for the top level; twice in a row when its rows lie in two places),
 * or NULL past the last one. */
SIMILE_API const char *simile_config_section(const simile_option **rows, size_t *n_rows, size_t index);

/* What is told while a run goes on. */
typedef struct simile_train_progress {
    uint64_t step, n_steps;
    double loss;                                     /* of the step, as are: */
    double positive_similarity, negative_similarity; /* means over positives and unmasked negatives */
    double gradient_norm, learning_rate, temperature;
    const char *source;       /* path of the batch's source; in mixed batches of its first row */
    uint64_t n_tokens;        /* real tokens so far */
    double tokens_per_second; /* of the latest steps */
    double share_of_peak;     /* of what matrix products reach on this machine; 0: the encoder has no layers */
    double seconds;           /* of training so far, evaluation not counted */
    double seconds_left;      /* at the present pace, to the first of steps and minutes; 0: not known */
    const char *evaluation;   /* a line about an evaluation that was just made; NULL: none */
} simile_train_progress;

typedef struct simile_train_request {
    const char *folder; /* the model's; must not hold a model already unless `resume` */
    bool resume;
    size_t n_threads; /* 0: the configuration's */
    /* Called after every step and for messages; NULL: not wanted. Anything but SIMILE_OK stops the run after a
     * checkpoint. */
    simile_status (*progress)(void *context, const simile_train_progress *progress);
    /* One line that is worth telling ("12 of 320 rows were truncated"); NULL: not wanted. */
    void (*message)(void *context, const char *line);
    void *context;
    /* The processes that train together (ranks.h); NULL: one. All make the same call. Rank 0 alone calls the functions
     * above and writes files; the folder and the data are on a file system that all see. */
    simile_ranks *ranks;
} simile_train_request;

/* Trains. SIMILE_ERROR_INTERRUPTED when the progress function stopped it: a checkpoint is written and `resume` goes on.
 */
SIMILE_API simile_status simile_train(const simile_config *config, const simile_train_request *request);

#ifdef __cplusplus
}
#endif
#endif
