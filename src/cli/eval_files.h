/* The files of simile eval: what is measured, and what stands beside it on the command line. */
#ifndef SIMILE_CLI_EVAL_FILES_H
#define SIMILE_CLI_EVAL_FILES_H

#include "arguments.h"
#include "simile/eval.h"

/* A file beside the one that is measured; it belongs to the last one in front of it that takes such a file. */
typedef enum simile_eval_beside {
    SIMILE_EVAL_TRAIN,
    SIMILE_EVAL_DEV,
    SIMILE_EVAL_QUERIES,
    SIMILE_EVAL_CORPUS,
} simile_eval_beside;
#define SIMILE_EVAL_N_BESIDE 4

typedef struct simile_eval_files {
    simile_list measured[SIMILE_EVALUATION_N_KINDS]; /* by simile_evaluation_kind */
    simile_list beside[SIMILE_EVAL_N_BESIDE];        /* by simile_eval_beside */
} simile_eval_files;

/* Refuses an empty list unless may_be_none, a file beside nothing and two for the same: SIMILE_ARGUMENTS_GO, or the
 * exit code; the message is out then. */
int simile_eval_files_check(const simile_eval_files *files, bool may_be_none);

/* Adds the files in the order of the command line. */
simile_status simile_eval_files_add(simile_evaluation *evaluation, const simile_eval_files *files);

#endif
