/* Maps of YAML into structs, by option rows. */
#ifndef SIMILE_FORMAT_YAML_READER_H
#define SIMILE_FORMAT_YAML_READER_H

#include "simile/option.h"
#include "yaml_tree.h"

/* Where a key may lead: option rows with their struct. */
typedef struct simile_yaml_target {
    const simile_option *rows;
    size_t n_rows;
    void *target;
} simile_yaml_target;

#define SIMILE_YAML_MAX_TARGETS 3

/* What a map may hold. */
typedef struct simile_yaml_reader {
    simile_yaml_target targets[SIMILE_YAML_MAX_TARGETS]; /* [n_targets] */
    size_t n_targets;
    const char *const *sections; /* keys that are read apart, ended by NULL; NULL: none */
    const char *(*explain)(
        const char *key); /* what to do instead, for a key that is known to be wrong; NULL: nothing */
} simile_yaml_reader;

/* Sets what the map says. An unknown key is SIMILE_ERROR_CONFIG, with its place and the nearest name, and so is a value
 * that its row refuses. map NULL or null: nothing is said. */
simile_status simile_yaml_reader__read(const simile_yaml_reader *reader, const simile_yaml *map);

/* Puts the environment's values in place of ${NAME}; a variable that is not set is SIMILE_ERROR_CONFIG at that place.
 */
simile_status simile_yaml_reader__expand(char **path, const simile_yaml *place);

/* The number of items of a list; 0 for NULL and null. Anything else is SIMILE_ERROR_CONFIG; `example` shows an item. */
simile_status simile_yaml_reader__count(size_t *n, const simile_yaml *list, const char *example);

#endif
