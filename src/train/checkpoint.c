/* Checkpoints. */
#include "checkpoint.h"
#include "checkpoint_files.h"
#include "fail.h"
#include "file.h"
#include "json.h"
#include "memory.h"
#include "safetensors.h"
#include <stdio.h>
#include <string.h>

static const char *const slab_names[] = {"weights", "adam_m", "adam_v", "average", "best"};
#define N_SLABS 5

/* NULL: the run has none. */
static float *slab(const simile_checkpoint *checkpoint, size_t index)
{
    float *const slabs[N_SLABS] = {checkpoint->weights, checkpoint->moments[0], checkpoint->moments[1],
                                   checkpoint->average, checkpoint->has_best ? checkpoint->best : NULL};
    return slabs[index];
}

bool simile_checkpoint__exists(const char *folder)
{
    uint64_t *steps;
    size_t n;
    bool exists = simile_checkpoint_files__list(&steps, &n, folder) == SIMILE_OK && n > 0;
    simile_memory__free(steps);
    return exists;
}

simile_status simile_checkpoint__remove(const char *folder)
{
    char *path = simile_checkpoint_files__folder(folder);
    simile_status status = path ? simile_folder__remove(path) : SIMILE_ERROR_MEMORY;
    simile_memory__free(path);
    return status;
}

static simile_status save_slabs(const simile_checkpoint *checkpoint, const char *folder)
{
    simile_tensor_entry entries[N_SLABS];
    size_t n = 0;
    for (size_t i = 0; i < N_SLABS; i++) {
        if (slab(checkpoint, i)) {
            entries[n++] = (simile_tensor_entry){
                .name = slab_names[i], .shape = {checkpoint->n_values}, .n_dimensions = 1, .data = slab(checkpoint, i)};
        }
    }
    char *path = simile_checkpoint_files__slabs(folder, checkpoint->step);
    simile_status status = path ? simile_safetensors__save(path, entries, n) : SIMILE_ERROR_MEMORY;
    simile_memory__free(path);
    return status;
}

/* Numbers of the state: counts are uint64_t, the others double. */
static const struct state_number {
    const char *key;
    size_t offset;
    bool is_count;
} state_numbers[] = {
    {"step", offsetof(simile_checkpoint, step), true},
    {"tokens", offsetof(simile_checkpoint, n_tokens), true},
    {"log_size", offsetof(simile_checkpoint, log_size), true},
    {"seconds", offsetof(simile_checkpoint, seconds), false},
    {"best_score", offsetof(simile_checkpoint, best_score), false},
    {"best_step", offsetof(simile_checkpoint, best_step), true},
    {"waited", offsetof(simile_checkpoint, n_waited), true},
};
#define N_STATE_NUMBERS (sizeof state_numbers / sizeof *state_numbers)

static simile_json *new_state_number(const simile_checkpoint *checkpoint, const struct state_number *number)
{
    const void *field = (const char *)checkpoint + number->offset;
    return simile_json__new_number(number->is_count ? (double)*(const uint64_t *)field : *(const double *)field);
}

static void read_state_number(simile_checkpoint *checkpoint, const struct state_number *number,
                              const simile_json *state)
{
    const double value = simile_json__number(simile_json__get(state, number->key), 0);
    void *field = (char *)checkpoint + number->offset;
    if (number->is_count) {
        *(uint64_t *)field = (uint64_t)value;
    } else {
        *(double *)field = value;
    }
}

/* Items of the state's lists. */
typedef simile_json *(*list_item)(const simile_checkpoint *checkpoint, size_t index);

static simile_json *new_drawn(const simile_checkpoint *checkpoint, size_t index)
{
    return simile_json__new_integer((int64_t)checkpoint->drawn[index]);
}

static simile_json *new_temperature(const simile_checkpoint *checkpoint, size_t index)
{
    return simile_json__new_number(checkpoint->temperatures[index]);
}

static simile_json *new_watched(const simile_checkpoint *checkpoint, size_t index)
{
    return simile_json__new_number(checkpoint->watch[index]);
}

static simile_json *new_hash(const simile_checkpoint *checkpoint, size_t index)
{
    return simile_json__new_text(checkpoint->hashes[index]);
}

/* NULL on failure. */
static simile_json *new_list(const simile_checkpoint *checkpoint, size_t n, list_item new_item)
{
    simile_json *list = simile_json__new_array();
    for (size_t i = 0; i < n && list; i++) {
        if (simile_json__append(list, new_item(checkpoint, i)) != SIMILE_OK) {
            simile_json__free(list);
            list = NULL;
        }
    }
    return list;
}

static simile_status fill_state(simile_json *state, const simile_checkpoint *checkpoint)
{
    const struct {
        const char *key;
        size_t n;
        list_item new_item;
    } lists[] = {{"drawn", checkpoint->n_sources, new_drawn},
                 {"temperatures", checkpoint->n_temperatures, new_temperature},
                 {"watch", checkpoint->n_watch, new_watched},
                 {"data", checkpoint->n_sources, new_hash}};
    simile_status status = simile_json__set(state, "has_best", simile_json__new_bool(checkpoint->has_best));
    for (size_t i = 0; i < N_STATE_NUMBERS && status == SIMILE_OK; i++) {
        status = simile_json__set(state, state_numbers[i].key, new_state_number(checkpoint, &state_numbers[i]));
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists && status == SIMILE_OK; i++) {
        status = simile_json__set(state, lists[i].key, new_list(checkpoint, lists[i].n, lists[i].new_item));
    }
    return status;
}

static simile_status save_state(const simile_checkpoint *checkpoint, const char *folder)
{
    char *path = simile_checkpoint_files__state(folder, checkpoint->step);
    simile_json *state = simile_json__new_object();
    simile_status status = path && state ? fill_state(state, checkpoint) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_json__save(state, path, 2);
    }
    simile_json__free(state);
    simile_memory__free(path);
    return status;
}

simile_status simile_checkpoint__save(const simile_checkpoint *checkpoint, const char *folder, size_t keep)
{
    char *inner = simile_checkpoint_files__folder(folder);
    simile_status status = inner ? simile_folder__make(inner) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = save_slabs(checkpoint, folder);
    }
    if (status == SIMILE_OK) {
        status = save_state(checkpoint, folder);
    }
    if (status == SIMILE_OK) {
        status = simile_checkpoint_files__prune(folder, checkpoint->step, keep);
    }
    simile_memory__free(inner);
    return status;
}

static simile_status load_slabs(simile_checkpoint *checkpoint, const char *folder, uint64_t step)
{
    simile_safetensors *file = NULL;
    char *path = simile_checkpoint_files__slabs(folder, step);
    simile_status status = path ? simile_safetensors__open(&file, path) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < N_SLABS && status == SIMILE_OK; i++) {
        if (!slab(checkpoint, i)) {
            continue;
        }
        const simile_tensor_view *view = simile_safetensors__find(file, slab_names[i]);
        if (!view || view->n_elements != checkpoint->n_values) {
            status = simile_status__fail(SIMILE_ERROR_FORMAT,
                                         "%s: slab %s does not fit this configuration's encoder (it is of another run)",
                                         path, slab_names[i]);
        } else {
            status = simile_safetensors__read(slab(checkpoint, i), file, view);
        }
    }
    simile_safetensors__free(file);
    simile_memory__free(path);
    return status;
}

/* The files that the run has learned from so far are those that it goes on with. */
static simile_status check_hashes(const simile_checkpoint *checkpoint, const simile_json *state, const char *path)
{
    const simile_json *hashes = simile_json__get(state, "data");
    for (size_t i = 0; i < checkpoint->n_sources; i++) {
        if (strcmp(simile_json__text(simile_json__at(hashes, i), ""), checkpoint->hashes[i]) != 0) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "%s: the file of data.sources[%zu] is not the one that the run was started with "
                                       "(its SHA-256 was %.12s…, now it is %.12s…)",
                                       path, i, simile_json__text(simile_json__at(hashes, i), "unknown"),
                                       checkpoint->hashes[i]);
        }
    }
    return SIMILE_OK;
}

static void read_numbers(double *numbers, size_t n, const simile_json *list)
{
    for (size_t i = 0; i < n; i++) {
        numbers[i] = simile_json__number(simile_json__at(list, i), 0);
    }
}

static simile_status read_state(simile_checkpoint *checkpoint, const simile_json *state, const char *path)
{
    const simile_json *drawn = simile_json__get(state, "drawn");
    if (simile_json__size(drawn) != checkpoint->n_sources) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: is of a run with %zu sources, the configuration has %zu",
                                   path, simile_json__size(drawn), checkpoint->n_sources);
    }
    for (size_t i = 0; i < checkpoint->n_sources; i++) {
        checkpoint->drawn[i] = (uint64_t)simile_json__integer(simile_json__at(drawn, i), 0);
    }
    read_numbers(checkpoint->temperatures, checkpoint->n_temperatures, simile_json__get(state, "temperatures"));
    read_numbers(checkpoint->watch, checkpoint->n_watch, simile_json__get(state, "watch"));
    for (size_t i = 0; i < N_STATE_NUMBERS; i++) {
        read_state_number(checkpoint, &state_numbers[i], state);
    }
    checkpoint->has_best = simile_json__bool(simile_json__get(state, "has_best"), false);
    return SIMILE_OK;
}

/* A checkpoint that cannot be read is not passed over silently: who resumes decides. */
static simile_status explain_damage(simile_status status, const char *path, const uint64_t *steps, size_t n)
{
    char message[256], what[64] = "begin anew, for there is no other checkpoint";
    if (status == SIMILE_ERROR_CONFIG || status == SIMILE_ERROR_MEMORY) {
        return status;
    }
    if (n > 1) {
        snprintf(what, sizeof what, "go on from the checkpoint of step %llu", (unsigned long long)steps[1]);
    }
    snprintf(message, sizeof message, "%s", simile_status_message());
    return simile_status__fail(status, "%s (remove %s to %s)", message, path, what);
}

static simile_status load_step(simile_checkpoint *checkpoint, const char *folder, const uint64_t *steps, size_t n)
{
    simile_json *state = NULL;
    char *path = simile_checkpoint_files__state(folder, steps[0]);
    simile_status status = path ? simile_json__load(&state, path) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = read_state(checkpoint, state, path);
    }
    if (status == SIMILE_OK) {
        status = check_hashes(checkpoint, state, path);
    }
    if (status == SIMILE_OK) {
        status = load_slabs(checkpoint, folder, steps[0]);
    }
    status = status == SIMILE_OK ? status : explain_damage(status, path, steps, n);
    simile_json__free(state);
    simile_memory__free(path);
    return status;
}

simile_status simile_checkpoint__load(simile_checkpoint *checkpoint, const char *folder)
{
    uint64_t *steps;
    size_t n;
    simile_status status = simile_checkpoint_files__list(&steps, &n, folder);
    if (status == SIMILE_OK) {
        status = n > 0 ? load_step(checkpoint, folder, steps, n)
                       : simile_status__fail(SIMILE_ERROR_IO, "%s: holds no checkpoint", folder);
    }
    simile_memory__free(steps);
    return status;
}
