/* Telling figures apart by their names. */
#include "saved_task.h"
#include "base_name.h"
#include "path.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define KEY_SIZE 256

const simile_rival simile_rivals[SIMILE_N_RIVALS] = {
    {"against", "the other model, of --against", true}, {"static", "mean of the model’s token rows", true},
    {"tfidf", "words in common, by rarity", false},     {"jaccard", "words in common", false},
    {"random", "vectors drawn by chance", true},
};

/* The value of PREFIX_NAMEENDING; NULL: there is none. */
static const simile_json *get(const simile_json *object, const char *prefix, const char *name, const char *ending)
{
    char key[KEY_SIZE];
    const int size = snprintf(key, sizeof key, "%s%s%s%s", prefix, *prefix ? "_" : "", name, ending);
    return size > 0 && (size_t)size < sizeof key ? simile_json__get(object, key) : NULL;
}

/* Whether the key is NAMEENDING and there is a figure called NAME, and of that prefix too. */
static bool ends_with(const simile_json *object, const char *key, const char *ending, const char *prefix)
{
    char name[KEY_SIZE];
    const size_t size = strlen(key), cut = strlen(ending);
    if (!simile_path__ends_with(key, ending) || size == cut || size >= sizeof name) {
        return false;
    }
    memcpy(name, key, size - cut);
    name[size - cut] = '\0';
    return simile_json__get(object, name) && get(object, prefix, name, "");
}

/* A bound, a difference, or a figure of what stands beside the model: told with the figure that it belongs to. */
static bool belongs_to_figure(const simile_json *object, const char *key)
{
    bool belongs = ends_with(object, key, "_low", "") || ends_with(object, key, "_high", "") ||
                   ends_with(object, key, "_difference", simile_rivals[0].word) ||
                   ends_with(object, key, "_p", simile_rivals[0].word);
    for (size_t r = 0; r < SIMILE_N_RIVALS && !belongs; r++) {
        const size_t size = strlen(simile_rivals[r].word);
        belongs = strncmp(key, simile_rivals[r].word, size) == 0 && key[size] == '_' &&
                  simile_json__get(object, key + size + 1);
    }
    return belongs;
}

/* What is told of a task beside its figures. */
static bool is_fact(const char *key)
{
    static const char *const facts[] = {"task", "file", "rows", "name", "main", "data", "seconds", "error", "sha256"};
    bool is_fact = simile_path__ends_with(key, "_file");
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        is_fact = is_fact || strcmp(key, facts[i]) == 0;
    }
    return is_fact;
}

static bool is_metric(const simile_json *object, const simile_json_walk *walk)
{
    const simile_json_kind kind = simile_json__kind(walk->value);
    return (kind == SIMILE_JSON_NUMBER || kind == SIMILE_JSON_NULL) && !is_fact(walk->key) &&
           !belongs_to_figure(object, walk->key);
}

static simile_saved_metric read_metric(const simile_json *object, const char *prefix, const char *name,
                                       const char *ending)
{
    char bounded[KEY_SIZE];
    const int size = snprintf(bounded, sizeof bounded, "%s%s", name, ending);
    const bool has_bounds = size > 0 && (size_t)size < sizeof bounded;
    return (simile_saved_metric){
        .name = name,
        .value = simile_json__number(get(object, prefix, name, ending), NAN),
        .low = has_bounds ? simile_json__number(get(object, prefix, bounded, "_low"), NAN) : NAN,
        .high = has_bounds ? simile_json__number(get(object, prefix, bounded, "_high"), NAN) : NAN,
    };
}

static simile_status read_metrics(simile_saved_task *task, simile_arena *arena)
{
    task->metrics = simile_arena__alloc(arena, simile_json__size(task->json) + 1, sizeof *task->metrics);
    if (!task->metrics) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_json_walk walk = {.object = task->json};
    while (simile_json__next(&walk)) {
        if (is_metric(task->json, &walk)) {
            task->metrics[task->n_metrics] = read_metric(task->json, "", walk.key, "");
            task->metrics[task->n_metrics++].value = simile_json__number(walk.value, NAN);
        }
    }
    const char *main = simile_json__text(simile_json__get(task->json, "main"), "");
    for (size_t i = task->n_metrics; i-- > 0;) {
        task->main = strcmp(task->metrics[i].name, main) == 0 ? i : task->main;
    }
    return SIMILE_OK;
}

simile_status simile_saved_task__read(simile_saved_task *task, const simile_json *object, simile_arena *arena)
{
    const simile_json *data = simile_json__get(object, "data");
    task->json = object;
    task->task = simile_json__text(simile_json__get(object, "task"), "");
    task->file = simile_json__text(simile_json__get(object, "file"), "");
    task->base_name = simile_base_name__of(arena, task->file);
    task->name = simile_json__text(simile_json__get(object, "name"), NULL);
    task->error = simile_json__text(simile_json__get(object, "error"), NULL);
    task->sha256 = simile_json__text(simile_json__get(object, "sha256"), NULL);
    task->n_rows = simile_json__integer(simile_json__get(object, "rows"), -1);
    task->n_duplicates = simile_json__integer(simile_json__get(data, "duplicates"), -1);
    task->duplicates_share = simile_json__number(simile_json__get(data, "duplicates_share"), NAN);
    return task->base_name ? read_metrics(task, arena) : SIMILE_ERROR_MEMORY;
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

simile_saved_metric simile_saved_task__rival_metric(const simile_saved_task *task, const simile_rival *rival,
                                                    const char *name)
{
    return read_metric(task->json, rival->word, name, "");
}

bool simile_saved_task__has_rival(const simile_saved_task *task, const simile_rival *rival)
{
    bool has = false;
    for (size_t i = 0; i < task->n_metrics && !has; i++) {
        has = get(task->json, rival->word, task->metrics[i].name, "") != NULL;
    }
    return has;
}

simile_saved_metric simile_saved_task__difference(double *p, const simile_saved_task *task, const char *name)
{
    *p = simile_json__number(get(task->json, "", name, "_p"), NAN);
    return read_metric(task->json, "", name, "_difference");
}
