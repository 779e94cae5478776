/* Runs. */
#include "trained_run.h"
#include "base_name.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <string.h>

#define LOG_NAME            "train.jsonl"
#define CONFIGURATION_LIMIT ((size_t)16 << 20)

simile_status simile_trained_run__find(bool *is_there, const char *folder)
{
    char *path = simile_path__join(folder, LOG_NAME);
    *is_there = path && simile_file__exists(path);
    simile_memory__free(path);
    return path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

/* The path of a file of the run, which becomes a key of `inputs`. */
static simile_status find_file(char **path, const simile_trained_run *run, const char *name, simile_map *inputs)
{
    simile_map_entry *entry;
    *path = simile_path__join(run->folder, name);
    return *path ? simile_map__insert(&entry, NULL, inputs, *path, strlen(*path)) : SIMILE_ERROR_MEMORY;
}

/* Files that a run writes at its start or at its end may be missing. */
static simile_status load_configuration(simile_trained_run *run, simile_map *inputs)
{
    char *path;
    simile_status status = find_file(&path, run, "resolved.yaml", inputs);
    if (status == SIMILE_OK && simile_file__exists(path)) {
        status = simile_file__read(&run->configuration, path, CONFIGURATION_LIMIT);
    }
    simile_memory__free(path);
    return status;
}

static simile_status load_record(simile_trained_run *run, simile_map *inputs)
{
    char *path;
    simile_status status = find_file(&path, run, "training.json", inputs);
    if (status == SIMILE_OK && simile_file__exists(path)) {
        status = simile_json__load(&run->record, path);
        if (status == SIMILE_OK && simile_json__kind(run->record) != SIMILE_JSON_OBJECT) {
            status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is no record of a training run: an object is", path);
        }
    }
    simile_memory__free(path);
    return status;
}

static simile_status load_log(simile_trained_run *run, simile_map *inputs)
{
    char *path;
    simile_status status = find_file(&path, run, LOG_NAME, inputs);
    if (status == SIMILE_OK) {
        status = simile_training_log__load(&run->log, path);
    }
    simile_memory__free(path);
    return status;
}

simile_status simile_trained_run__load(simile_trained_run **run, const char *folder, simile_map *inputs)
{
    simile_trained_run *r = simile_memory__alloc(1, sizeof *r);
    *run = NULL;
    if (!r) {
        return SIMILE_ERROR_MEMORY;
    }
    r->folder = simile_memory__copy_text(folder, strlen(folder));
    r->name = r->folder ? simile_base_name__of(&r->arena, r->folder) : NULL;
    simile_status status = r->name ? load_log(r, inputs) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = load_configuration(r, inputs);
    }
    if (status == SIMILE_OK) {
        status = load_record(r, inputs);
    }
    if (status != SIMILE_OK) {
        simile_trained_run__free(r);
        return status;
    }
    *run = r;
    return SIMILE_OK;
}

void simile_trained_run__free(simile_trained_run *run)
{
    if (run) {
        simile_memory__free(run->folder);
        simile_arena__dispose(&run->arena);
        simile_training_log__dispose(&run->log);
        simile_buffer__dispose(&run->configuration);
        simile_json__free(run->record);
        simile_memory__free(run);
    }
}
