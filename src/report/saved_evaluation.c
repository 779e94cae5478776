/* Reading evaluation.json. */
#include "saved_evaluation.h"
#include "base_name.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <inttypes.h>
#include <string.h>

#define FILE_NAME "evaluation.json"

simile_status simile_saved_evaluation__find(bool *is_there, const char *folder)
{
    char *path = simile_path__join(folder, FILE_NAME);
    *is_there = path && simile_file__exists(path);
    simile_memory__free(path);
    return path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static simile_status note_input(simile_map *inputs, const char *path)
{
    simile_map_entry *entry;
    return simile_map__insert(&entry, NULL, inputs, path, strlen(path));
}

/* The path of a file that the task names, beside evaluation.json; *path NULL: it names none. */
static simile_status find_file(char **path, const simile_json *object, const char *key, const char *folder,
                               simile_map *inputs)
{
    const char *name = simile_json__text(simile_json__get(object, key), NULL);
    *path = NULL;
    if (!name) {
        return SIMILE_OK;
    }
    *path = simile_path__join(folder, name);
    return *path ? note_input(inputs, *path) : SIMILE_ERROR_MEMORY;
}

/* A rows file that was cut at the end of a line is well-formed. */
static simile_status check_rows(const simile_saved_task *task, const char *path)
{
    const uint64_t n = task->rows->n + task->rows->n_undefined;
    if (task->n_rows < 0 || n == (uint64_t)task->n_rows) {
        return SIMILE_OK;
    }
    return simile_status__fail(SIMILE_ERROR_FORMAT,
                               "%s: holds %" PRIu64 " rows, but the evaluation is of %" PRId64
                               "; save it again with simile eval --save",
                               path, n, task->n_rows);
}

static simile_status read_rows(simile_saved_task *task, const char *folder, simile_map *inputs)
{
    char *rows = NULL, *vectors = NULL;
    simile_saved_kind kind;
    simile_status status = find_file(&rows, task->json, "rows_file", folder, inputs);
    if (status == SIMILE_OK) {
        status = find_file(&vectors, task->json, "vectors_file", folder, inputs);
    }
    if (status == SIMILE_OK && rows && simile_saved_rows__find_kind(&kind, task->task)) {
        status = simile_saved_rows__load(&task->rows, kind, rows, vectors);
        status = status == SIMILE_OK ? check_rows(task, rows) : status;
    }
    simile_memory__free(rows);
    simile_memory__free(vectors);
    return status;
}

static simile_status read_tasks(simile_saved_evaluation *evaluation, const char *file, const char *folder,
                                simile_map *inputs)
{
    const simile_json *list = evaluation->json;
    list = simile_json__kind(list) == SIMILE_JSON_OBJECT ? simile_json__get(list, "tasks") : list;
    if (simile_json__kind(list) != SIMILE_JSON_ARRAY) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: is no evaluation: a list of tasks is, or an object with the list \"tasks\"; "
                                   "simile eval writes them with --json and --save",
                                   file);
    }
    const size_t n = simile_json__size(list);
    if (n == 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is an evaluation without a task: there is nothing to show",
                                   file);
    }
    evaluation->tasks = simile_memory__alloc(n, sizeof *evaluation->tasks);
    simile_status status = evaluation->tasks ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        const simile_json *object = simile_json__at(list, i);
        if (simile_json__kind(object) != SIMILE_JSON_OBJECT) {
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: task %zu is no object", file, i + 1);
        }
        evaluation->n_tasks = i + 1;
        status = simile_saved_task__read(&evaluation->tasks[i], object, &evaluation->arena);
        status = status == SIMILE_OK ? read_rows(&evaluation->tasks[i], folder, inputs) : status;
    }
    return status;
}

/* What was measured: the last part of its path. */
static const char *find_name(simile_saved_evaluation *evaluation)
{
    const char *path = simile_json__text(simile_json__get(evaluation->json, "model"), NULL);
    path = path ? path : simile_json__text(simile_json__get(evaluation->json, "vectors"), NULL);
    return simile_base_name__of(&evaluation->arena, path && *path ? path : evaluation->path);
}

static simile_status find_against(simile_saved_evaluation *evaluation)
{
    const char *path = simile_json__text(simile_json__get(evaluation->json, "against"), NULL);
    evaluation->against = path && *path ? simile_base_name__of(&evaluation->arena, path) : NULL;
    return path && *path && !evaluation->against ? SIMILE_ERROR_MEMORY : SIMILE_OK;
}

static simile_status load(simile_saved_evaluation *evaluation, simile_map *inputs)
{
    const bool is_folder = simile_file__is_folder(evaluation->path);
    char *file = is_folder ? simile_path__join(evaluation->path, FILE_NAME)
                           : simile_memory__copy_text(evaluation->path, strlen(evaluation->path));
    char *folder = simile_memory__copy_text(evaluation->path, strlen(evaluation->path));
    simile_status status = file && folder ? note_input(inputs, file) : SIMILE_ERROR_MEMORY;
    status = status == SIMILE_OK ? simile_json__load(&evaluation->json, file) : status;
    if (status == SIMILE_OK) {
        char *slash = strrchr(folder, '/');
        if (!is_folder && slash) {
            *slash = '\0';
        }
        status = read_tasks(evaluation, file, is_folder || slash ? folder : ".", inputs);
        evaluation->name = find_name(evaluation);
        status = status == SIMILE_OK && !evaluation->name ? SIMILE_ERROR_MEMORY : status;
        status = status == SIMILE_OK ? find_against(evaluation) : status;
    }
    simile_memory__free(file);
    simile_memory__free(folder);
    return status;
}

simile_status simile_saved_evaluation__load(simile_saved_evaluation **evaluation, const char *path, simile_map *inputs)
{
    simile_saved_evaluation *e = simile_memory__alloc(1, sizeof *e);
    *evaluation = NULL;
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->path = simile_memory__copy_text(path, strlen(path));
    const simile_status status = e->path ? load(e, inputs) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_saved_evaluation__free(e);
        return status;
    }
    *evaluation = e;
    return SIMILE_OK;
}

void simile_saved_evaluation__free(simile_saved_evaluation *evaluation)
{
    if (!evaluation) {
        return;
    }
    for (size_t i = 0; i < evaluation->n_tasks; i++) {
        simile_saved_rows__free(evaluation->tasks[i].rows);
    }
    simile_memory__free(evaluation->tasks);
    simile_memory__free(evaluation->path);
    simile_json__free(evaluation->json);
    simile_arena__dispose(&evaluation->arena);
    simile_memory__free(evaluation);
}
