/* What `simile eval` saved: a folder with evaluation.json and the rows beside it, or the list of figures alone. */
#ifndef SIMILE_REPORT_SAVED_EVALUATION_H
#define SIMILE_REPORT_SAVED_EVALUATION_H

#include "arena.h"
#include "json.h"
#include "map.h"
#include "saved_task.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct simile_saved_evaluation {
    char *path;
    const char *name;    /* of the model or the vectors, else the path; made different from others' by the report */
    const char *against; /* of the model or the vectors of --against; NULL: not known */
    simile_json *json;
    simile_saved_task *tasks; /* [n_tasks] */
    size_t n_tasks;
    simile_arena arena;
} simile_saved_evaluation;

/* *is_there: the folder holds a saved evaluation. */
simile_status simile_saved_evaluation__find(bool *is_there, const char *folder);
/* Reads a folder, its evaluation.json, or a file that `simile eval --json` wrote; the files that it consists of become
 * keys of `inputs`. Faults are SIMILE_ERROR_FORMAT that name file and place. The caller frees. */
simile_status simile_saved_evaluation__load(simile_saved_evaluation **evaluation, const char *path, simile_map *inputs);
/* Takes NULL. */
void simile_saved_evaluation__free(simile_saved_evaluation *evaluation);

#endif
