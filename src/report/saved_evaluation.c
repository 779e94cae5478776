/* Reading evaluation.json. */
#include "saved_evaluation.h"
#include "base_name.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <math.h>
#include <string.h>

#define FILE_NAME "evaluation.json"

simile_status simile_saved_evaluation__find(bool *is_there, const char *folder)
{
    char *path = simile_path__join(folder, FILE_NAME);
    *is_there = path && simile_file__exists(path);
    simile_memory__free(path);
    return path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

/* NAME_low and NAME_high are bounds where there is a figure called NAME. */
static bool is_bound(const simile_json *object, const char *key)
{
    char name[128];
    const bool is_low = simile_path__ends_with(key, "_low"), is_high = simile_path__ends_with(key, "_high");
    const size_t cut = is_low ? 4 : is_high ? 5 : 0, n = strlen(key);
    if (cut == 0 || n >= sizeof name) {
        return false;
    }
    memcpy(name, key, n - cut);
    name[n - cut] = '\0';
    return simile_json__get(object, name) != NULL;
}

static bool is_metric(const simile_json *object, const simile_json_walk *walk)
{
    const simile_json_kind kind = simile_json__kind(walk->value);
    return strcmp(walk->key, "rows") != 0 && strcmp(walk->key, "seconds") != 0 &&
           !simile_path__ends_with(walk->key, "_file") && strcmp(walk->key, "sha256") != 0 &&
           (kind == SIMILE_JSON_NUMBER || kind == SIMILE_JSON_NULL) && !is_bound(object, walk->key);
}

static double bound(const simile_json *object, const char *name, const char *ending)
{
    char key[128];
    const size_t n = strlen(name), m = strlen(ending);
    if (n + m >= sizeof key) {
        return NAN;
    }
    memcpy(key, name, n);
    memcpy(key + n, ending, m + 1);
    return simile_json__number(simile_json__get(object, key), NAN);
}

static simile_status read_metrics(simile_saved_task *task, const simile_json *object, simile_arena *arena)
{
    task->metrics = simile_arena__alloc(arena, simile_json__size(object) + 1, sizeof *task->metrics);
    if (!task->metrics) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_json_walk walk = {.object = object};
    while (simile_json__next(&walk)) {
        if (is_metric(object, &walk)) {
            task->metrics[task->n_metrics++] =
                (simile_saved_metric){walk.key, simile_json__number(walk.value, NAN), bound(object, walk.key, "_low"),
                                      bound(object, walk.key, "_high")};
        }
    }
    const char *main = simile_json__text(simile_json__get(object, "main"), "");
    for (size_t i = task->n_metrics; i-- > 0;) {
        task->main = strcmp(task->metrics[i].name, main) == 0 ? i : task->main;
    }
    return SIMILE_OK;
}

/* The path of a file that the task names, beside evaluation.json; *path NULL: it names none. */
static simile_status find_file(char **path, const simile_json *object, const char *key, const char *folder)
{
    const char *name = simile_json__text(simile_json__get(object, key), NULL);
    *path = NULL;
    if (!name || !folder) {
        return SIMILE_OK;
    }
    *path = simile_path__join(folder, name);
    return *path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static simile_status read_rows(simile_saved_task *task, const simile_json *object, const char *folder)
{
    char *rows = NULL, *vectors = NULL;
    simile_saved_kind kind;
    simile_status status = find_file(&rows, object, "rows_file", folder);
    if (status == SIMILE_OK) {
        status = find_file(&vectors, object, "vectors_file", folder);
    }
    if (status == SIMILE_OK && rows && simile_saved_rows__find_kind(&kind, task->task)) {
        status = simile_saved_rows__load(&task->rows, kind, rows, vectors);
    }
    simile_memory__free(rows);
    simile_memory__free(vectors);
    return status;
}

static simile_status read_task(simile_saved_task *task, const simile_json *object, const char *folder,
                               simile_arena *arena)
{
    task->task = simile_json__text(simile_json__get(object, "task"), "");
    task->file = simile_json__text(simile_json__get(object, "file"), "");
    task->base_name = simile_base_name__of(arena, task->file);
    if (!task->base_name) {
        return SIMILE_ERROR_MEMORY;
    }
    task->name = simile_json__text(simile_json__get(object, "name"), NULL);
    task->error = simile_json__text(simile_json__get(object, "error"), NULL);
    task->sha256 = simile_json__text(simile_json__get(object, "sha256"), NULL);
    task->n_rows = simile_json__integer(simile_json__get(object, "rows"), -1);
    const simile_status status = read_metrics(task, object, arena);
    return status == SIMILE_OK ? read_rows(task, object, folder) : status;
}

static simile_status read_tasks(simile_saved_evaluation *evaluation, const char *file, const char *folder)
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
    evaluation->tasks = simile_memory__alloc(n, sizeof *evaluation->tasks);
    simile_status status = evaluation->tasks ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        const simile_json *object = simile_json__at(list, i);
        if (simile_json__kind(object) != SIMILE_JSON_OBJECT) {
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: task %zu is no object", file, i + 1);
        }
        evaluation->n_tasks = i + 1;
        status = read_task(&evaluation->tasks[i], object, folder, &evaluation->arena);
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

static simile_status load(simile_saved_evaluation *evaluation)
{
    const bool is_folder = simile_file__is_folder(evaluation->path);
    char *file = is_folder ? simile_path__join(evaluation->path, FILE_NAME)
                           : simile_memory__copy_text(evaluation->path, strlen(evaluation->path));
    char *folder = simile_memory__copy_text(evaluation->path, strlen(evaluation->path));
    simile_status status = file && folder ? simile_json__load(&evaluation->json, file) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        char *slash = strrchr(folder, '/');
        if (!is_folder && slash) {
            *slash = '\0';
        }
        status = read_tasks(evaluation, file, is_folder || slash ? folder : ".");
        evaluation->name = find_name(evaluation);
        status = status == SIMILE_OK && !evaluation->name ? SIMILE_ERROR_MEMORY : status;
    }
    simile_memory__free(file);
    simile_memory__free(folder);
    return status;
}

simile_status simile_saved_evaluation__load(simile_saved_evaluation **evaluation, const char *path)
{
    simile_saved_evaluation *e = simile_memory__alloc(1, sizeof *e);
    *evaluation = NULL;
    if (!e) {
        return SIMILE_ERROR_MEMORY;
    }
    e->path = simile_memory__copy_text(path, strlen(path));
    const simile_status status = e->path ? load(e) : SIMILE_ERROR_MEMORY;
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

const simile_saved_metric *simile_saved_task__metric(const simile_saved_task *task, const char *name)
{
    for (size_t i = 0; i < task->n_metrics; i++) {
        if (strcmp(task->metrics[i].name, name) == 0) {
            return &task->metrics[i];
        }
    }
    return NULL;
}
