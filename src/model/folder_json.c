/* JSON files of a model folder. */
#include "folder_json.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <string.h>

#define LARGEST_SIZE 100000000

simile_status simile_folder_json__load(simile_json **json, const char *folder, const char *name, bool may_lack)
{
    char *path = simile_path__join(folder, name);
    simile_status status = SIMILE_OK;
    *json = NULL;
    if (!path) {
        return SIMILE_ERROR_MEMORY;
    }
    if (!may_lack || simile_file__exists(path)) {
        status = simile_json__load(json, path);
    }
    if (status == SIMILE_OK && *json && simile_json__kind(*json) != SIMILE_JSON_OBJECT &&
        simile_json__kind(*json) != SIMILE_JSON_ARRAY) {
        status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: is no JSON object", path);
        simile_json__free(*json);
        *json = NULL;
    }
    simile_memory__free(path);
    return status;
}

simile_status simile_folder_json__refuse_others(const simile_json *object, const char *const *known, const char *folder,
                                                const char *name)
{
    simile_json_walk walk = {.object = object};
    if (simile_json__kind(object) != SIMILE_JSON_OBJECT) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/%s: is no JSON object", folder, name);
    }
    while (simile_json__next(&walk)) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], walk.key) != 0) {
            i++;
        }
        if (!known[i]) {
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/%s: %s is not known", folder, name, walk.key);
        }
    }
    return SIMILE_OK;
}

simile_status simile_folder_json__read_size(size_t *size, const simile_json *object, const char *key,
                                            const char *folder, const char *name)
{
    int64_t value = simile_json__integer(simile_json__get(object, key), -1);
    if (value < 1 || value > LARGEST_SIZE) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/%s: %s is missing or out of range (1 to %d)", folder, name,
                                   key, LARGEST_SIZE);
    }
    *size = (size_t)value;
    return SIMILE_OK;
}

simile_status simile_folder_json__read_bool(bool *value, const simile_json *object, const char *key, const char *folder,
                                            const char *name)
{
    const simile_json *found = simile_json__get(object, key);
    if (simile_json__kind(found) != SIMILE_JSON_NULL && simile_json__kind(found) != SIMILE_JSON_BOOL) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s/%s: %s is neither true nor false", folder, name, key);
    }
    *value = simile_json__bool(found, *value);
    return SIMILE_OK;
}

simile_status simile_folder_json__read_text(const char **text, const simile_json *object, const char *key,
                                            const char *folder, const char *name)
{
    *text = simile_json__text(simile_json__get(object, key), NULL);
    return *text ? SIMILE_OK
                 : simile_status__fail(SIMILE_ERROR_FORMAT, "%s/%s: %s is missing or no text", folder, name, key);
}
