/* Results in the form of MTEB's files (the TaskResult of its library). */
#include "eval_task.h"
#include "evaluation.h"
#include "file.h"
#include "memory.h"
#include "unique_name.h"
#include <math.h>
#include <string.h>

/* The first version of MTEB whose files have this form. */
#define FORM_VERSION "1.12.48"

static simile_status set_text(simile_json *object, const char *key, const char *text)
{
    return simile_json__set(object, key, simile_evaluation__new_text(text));
}

static const char *mteb_name(const simile_eval_task *task, const char *name)
{
    for (size_t i = 0; task->mteb && task->mteb[i][0]; i++) {
        if (strcmp(task->mteb[i][0], name) == 0) {
            return task->mteb[i][1];
        }
    }
    return name;
}

static simile_status set_scores(simile_json *scores, const simile_eval_item *item)
{
    const simile_eval_task *task = item->task;
    const simile_measures *measures = &item->outcomes[0].measures;
    const simile_evaluation_metric *main = simile_measures__find(measures, task->mteb ? task->mteb[0][0] : task->main);
    simile_json *languages = simile_json__new_array();
    simile_status status = simile_json__set(scores, "main_score", simile_json__new_number(main ? main->value : NAN));
    for (size_t i = 0; i < measures->n && status == SIMILE_OK; i++) {
        status = simile_json__set(scores, mteb_name(task, measures->items[i].name),
                                  simile_json__new_number(measures->items[i].value));
    }
    if (status == SIMILE_OK) {
        status = set_text(scores, "hf_subset", "default");
    }
    if (status == SIMILE_OK) {
        status = languages ? simile_json__append(
                                 languages, simile_evaluation__new_text(item->language ? item->language : "eng-Latn"))
                           : SIMILE_ERROR_MEMORY;
    }
    if (status == SIMILE_OK) {
        return simile_json__set(scores, "languages", languages);
    }
    simile_json__free(languages);
    return status;
}

/* "split": [{…}] */
static simile_status set_split(simile_json *splits, const simile_eval_item *item)
{
    simile_json *list = simile_json__new_array(), *scores = simile_json__new_object();
    simile_status status = list && scores ? set_scores(scores, item) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_json__append(list, scores);
        scores = NULL;
    }
    simile_json__free(scores);
    if (status == SIMILE_OK) {
        return simile_json__set(splits, item->split ? item->split : "test", list);
    }
    simile_json__free(list);
    return status;
}

static simile_status fill(simile_json *result, const simile_eval_item *item, const char *name)
{
    simile_json *splits = simile_json__new_object();
    simile_status status =
        set_text(result, "dataset_revision", *item->sha256 ? item->sha256 : "revision not available");
    if (status == SIMILE_OK) {
        status = set_text(result, "task_name", name);
    }
    if (status == SIMILE_OK) {
        status = set_text(result, "mteb_version", FORM_VERSION);
    }
    if (status == SIMILE_OK) {
        status = splits ? set_split(splits, item) : SIMILE_ERROR_MEMORY;
    }
    if (status != SIMILE_OK) {
        simile_json__free(splits);
        return status;
    }
    status = simile_json__set(result, "scores", splits);
    if (status == SIMILE_OK) {
        status = simile_json__set(result, "evaluation_time", simile_json__new_number(item->seconds));
    }
    return status == SIMILE_OK ? simile_json__set(result, "kg_co2_emissions", simile_json__new_null()) : status;
}

/* The name it was given, with what no file name takes replaced, or the file's up to its first dot. */
static simile_status append_name(simile_buffer *name, const simile_eval_item *item)
{
    const char *slash = strrchr(item->rows.path, '/'), *stem = slash ? slash + 1 : item->rows.path;
    const size_t length = strcspn(stem, ".");
    simile_status status = item->name ? simile_buffer__append_text(name, item->name)
                                      : simile_buffer__append(name, stem, length > 0 ? length : strlen(stem));
    for (size_t i = 0; status == SIMILE_OK && i < name->size; i++) {
        name->data[i] = name->data[i] == '/' ? '_' : name->data[i];
    }
    return status;
}

static simile_status make_name(simile_buffer *name, simile_map *used, const simile_eval_item *item)
{
    simile_buffer__clear(name);
    simile_status status = append_name(name, item);
    return status == SIMILE_OK ? simile_unique_name__take(name, used) : status;
}

static simile_status write_item(const simile_eval_item *item, const char *folder, const char *name)
{
    simile_buffer path = {0};
    simile_json *result = simile_json__new_object();
    simile_status status = result ? fill(result, item, name) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_buffer__append_format(&path, "%s/%s.json", folder, name);
    }
    if (status == SIMILE_OK) {
        status = simile_json__save(result, path.data, 2);
    }
    simile_json__free(result);
    simile_buffer__dispose(&path);
    return status;
}

simile_status simile_evaluation_write_mteb(const simile_evaluation *evaluation, const char *folder)
{
    simile_buffer name = {0};
    simile_map used = {0};
    simile_status status = simile_folder__make(folder);
    for (size_t i = 0; i < evaluation->n_items && status == SIMILE_OK; i++) {
        const simile_eval_item *item = evaluation->items[i];
        if (item->outcomes) {
            status = make_name(&name, &used, item);
            status = status == SIMILE_OK ? write_item(item, folder, name.data) : status;
        }
    }
    simile_buffer__dispose(&name);
    simile_map__dispose(&used);
    return status;
}
