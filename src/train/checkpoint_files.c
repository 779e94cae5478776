/* The files of checkpoints. */
#include "checkpoint_files.h"
#include "file.h"
#include "memory.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a file of the folder is. */
typedef enum file_kind { FILE_OTHER, FILE_STATE, FILE_SLABS } file_kind;

static file_kind kind_of(uint64_t *step, const char *name)
{
    static const struct {
        const char *prefix, *suffix;
        file_kind kind;
    } kinds[] = {{"state-", ".json", FILE_STATE}, {"slabs-", ".safetensors", FILE_SLABS}};
    for (size_t i = 0; i < 2; i++) {
        const size_t n = strlen(kinds[i].prefix);
        char *end;
        if (strncmp(name, kinds[i].prefix, n) == 0) {
            *step = strtoull(name + n, &end, 10);
            return end != name + n && strcmp(end, kinds[i].suffix) == 0 ? kinds[i].kind : FILE_OTHER;
        }
    }
    return FILE_OTHER;
}

char *simile_checkpoint_files__folder(const char *folder)
{
    return simile_path__join(folder, "checkpoint");
}

static char *path_of(const char *folder, const char *prefix, uint64_t step, const char *suffix)
{
    char name[64];
    char *inner = simile_checkpoint_files__folder(folder);
    snprintf(name, sizeof name, "%s%llu%s", prefix, (unsigned long long)step, suffix);
    char *path = inner ? simile_path__join(inner, name) : NULL;
    simile_memory__free(inner);
    return path;
}

char *simile_checkpoint_files__state(const char *folder, uint64_t step)
{
    return path_of(folder, "state-", step, ".json");
}

char *simile_checkpoint_files__slabs(const char *folder, uint64_t step)
{
    return path_of(folder, "slabs-", step, ".safetensors");
}

static int compare_descending(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Steps of all files of that kind, in the folder's order. */
static simile_status list_kind(uint64_t **steps, size_t *n, const char *folder, file_kind kind)
{
    char *path = simile_checkpoint_files__folder(folder);
    DIR *directory = path ? opendir(path) : NULL;
    simile_status status = path ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    size_t capacity = 0;
    *steps = NULL;
    *n = 0;
    if (path && !directory && errno != ENOENT) {
        status = simile_file__fail(path, "read", errno);
    }
    for (const struct dirent *entry; status == SIMILE_OK && directory && (entry = readdir(directory));) {
        uint64_t step = 0;
        if (kind_of(&step, entry->d_name) == kind) {
            status = simile_memory__grow(steps, &capacity, *n + 1, sizeof **steps);
            if (status == SIMILE_OK) {
                (*steps)[(*n)++] = step;
            }
        }
    }
    if (directory) {
        closedir(directory);
    }
    simile_memory__free(path);
    if (status != SIMILE_OK) {
        simile_memory__free(*steps);
        *steps = NULL;
        *n = 0;
    }
    return status;
}

simile_status simile_checkpoint_files__list(uint64_t **steps, size_t *n, const char *folder)
{
    simile_status status = list_kind(steps, n, folder, FILE_STATE);
    if (*n > 0) {
        qsort(*steps, *n, sizeof **steps, compare_descending);
    }
    return status;
}

static simile_status remove_one(char *path)
{
    simile_status status = path ? simile_file__remove(path) : SIMILE_ERROR_MEMORY;
    simile_memory__free(path);
    return status;
}

/* States that are not to be kept; *n is then the number of those that are, in front. */
static simile_status prune_states(uint64_t *steps, size_t *n, const char *folder, uint64_t step, size_t keep)
{
    simile_status status = SIMILE_OK;
    size_t n_kept = 0;
    for (size_t i = 0; i < *n && status == SIMILE_OK; i++) {
        if (steps[i] <= step && n_kept < keep) {
            steps[n_kept++] = steps[i];
        } else {
            status = remove_one(simile_checkpoint_files__state(folder, steps[i]));
        }
    }
    *n = n_kept;
    return status;
}

/* Slabs without a state. */
static simile_status prune_slabs(const uint64_t *kept, size_t n_kept, const char *folder)
{
    uint64_t *slabs;
    size_t n;
    simile_status status = list_kind(&slabs, &n, folder, FILE_SLABS);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        bool is_kept = false;
        for (size_t k = 0; k < n_kept; k++) {
            is_kept = is_kept || kept[k] == slabs[i];
        }
        if (!is_kept) {
            status = remove_one(simile_checkpoint_files__slabs(folder, slabs[i]));
        }
    }
    simile_memory__free(slabs);
    return status;
}

simile_status simile_checkpoint_files__prune(const char *folder, uint64_t step, size_t keep)
{
    uint64_t *steps;
    size_t n;
    simile_status status = simile_checkpoint_files__list(&steps, &n, folder);
    if (status == SIMILE_OK) {
        status = prune_states(steps, &n, folder, step, keep);
    }
    if (status == SIMILE_OK) {
        status = prune_slabs(steps, n, folder);
    }
    simile_memory__free(steps);
    return status;
}
