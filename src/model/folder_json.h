/* The JSON files of a model folder: loading, and the errors that name file and key. */
#ifndef SIMILE_MODEL_FOLDER_JSON_H
#define SIMILE_MODEL_FOLDER_JSON_H

#include "json.h"
#include "simile/status.h"
#include <stddef.h>

/* Loads folder/name, which holds an object or a list; *json NULL when there is no such file and it `may_lack`. The
 * caller frees. */
simile_status simile_folder_json__load(simile_json **json, const char *folder, const char *name, bool may_lack);

/* Refuses keys of the object that are not in `known` (ends with NULL): what they ask for would be left out. */
simile_status simile_folder_json__refuse_others(const simile_json *object, const char *const *known, const char *folder,
                                                const char *name);

/* A whole number under `key` from 1 to 100,000,000, which no real model passes. */
simile_status simile_folder_json__read_size(size_t *size, const simile_json *object, const char *key,
                                            const char *folder, const char *name);

/* true or false under `key`; missing or null: *value stays. */
simile_status simile_folder_json__read_bool(bool *value, const simile_json *object, const char *key, const char *folder,
                                            const char *name);

/* A text under `key`, which must be there; owned by the object. */
simile_status simile_folder_json__read_text(const char **text, const simile_json *object, const char *key,
                                            const char *folder, const char *name);

#endif
