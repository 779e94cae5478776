/* Maps of YAML into structs. */
#include "yaml_reader.h"
#include "buffer.h"
#include "fail.h"
#include "memory.h"
#include <stdlib.h>
#include <string.h>

static bool is_section(const simile_yaml_reader *reader, const char *key)
{
    for (size_t i = 0; reader->sections && reader->sections[i]; i++) {
        if (strcmp(reader->sections[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static const char *nearest_key(const simile_yaml_reader *reader, const char *key)
{
    simile_option sections[16] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < reader->n_targets; i++) {
        const char *name = simile_option_nearest(reader->targets[i].rows, reader->targets[i].n_rows, key);
        if (name) {
            return name;
        }
    }
    for (; reader->sections && reader->sections[n] && n < 16; n++) {
        sections[n].name = reader->sections[n];
    }
    return simile_option_nearest(sections, n, key);
}

static simile_status read_key(const simile_yaml_reader *reader, const simile_yaml *node)
{
    for (size_t i = 0; i < reader->n_targets; i++) {
        const simile_yaml_target *target = &reader->targets[i];
        const simile_option *row = simile_option_find(target->rows, target->n_rows, node->key);
        if (!row) {
            continue;
        }
        if (node->kind != SIMILE_YAML_SCALAR) {
            simile_status__fail(SIMILE_ERROR_CONFIG, "%s: takes one value, not a list or map", node->key);
            return simile_yaml__at(node, SIMILE_ERROR_CONFIG);
        }
        simile_status status = simile_option_set(row, target->target, node->text);
        return status == SIMILE_ERROR_CONFIG ? simile_yaml__at(node, status) : status;
    }
    const char *answer = reader->explain ? reader->explain(node->key) : NULL;
    if (answer) {
        simile_status__fail(SIMILE_ERROR_CONFIG, "no key \"%s\": %s", node->key, answer);
        return simile_yaml__at_key(node, SIMILE_ERROR_CONFIG);
    }
    const char *nearest = nearest_key(reader, node->key);
    simile_status__fail(SIMILE_ERROR_CONFIG, "unknown key \"%s\"%s%s%s", node->key, nearest ? " (did you mean " : "",
                        nearest ? nearest : "", nearest ? "?)" : "");
    return simile_yaml__at_key(node, SIMILE_ERROR_CONFIG);
}

simile_status simile_yaml_reader__read(const simile_yaml_reader *reader, const simile_yaml *map)
{
    simile_status status = SIMILE_OK;
    if (!map) {
        return SIMILE_OK;
    }
    if (map->kind != SIMILE_YAML_MAP) {
        if (map->kind == SIMILE_YAML_SCALAR && !map->text) {
            return SIMILE_OK;
        }
        simile_status__fail(SIMILE_ERROR_CONFIG, "%s: takes keys and values", map->key ? map->key : "an item");
        return simile_yaml__at(map, SIMILE_ERROR_CONFIG);
    }
    for (const simile_yaml *node = map->first; node && status == SIMILE_OK; node = node->next) {
        if (!is_section(reader, node->key)) {
            status = read_key(reader, node);
        }
    }
    return status;
}

simile_status simile_yaml_reader__expand(char **path, const simile_yaml *place)
{
    simile_buffer expanded = {0};
    const char *at = *path;
    simile_status status = SIMILE_OK;
    while (status == SIMILE_OK && *at) {
        const char *start = strstr(at, "${"), *end = start ? strchr(start, '}') : NULL;
        if (!end) {
            status = simile_buffer__append_text(&expanded, at);
            break;
        }
        status = simile_buffer__append(&expanded, at, (size_t)(start - at));
        char name[128];
        size_t size = (size_t)(end - start - 2);
        size = size < sizeof name ? size : sizeof name - 1;
        memcpy(name, start + 2, size);
        name[size] = '\0';
        const char *value = getenv(name);
        if (status == SIMILE_OK && !value) {
            simile_status__fail(SIMILE_ERROR_CONFIG, "path: the environment variable %s is not set (%s)", name, *path);
            status = simile_yaml__at(place, SIMILE_ERROR_CONFIG);
        } else if (status == SIMILE_OK) {
            status = simile_buffer__append_text(&expanded, value);
        }
        at = end + 1;
    }
    if (status == SIMILE_OK && expanded.data) {
        simile_memory__free(*path);
        *path = expanded.data;
        return SIMILE_OK;
    }
    simile_buffer__dispose(&expanded);
    return status;
}

simile_status simile_yaml_reader__count(size_t *n, const simile_yaml *list, const char *example)
{
    *n = 0;
    if (!list || (list->kind == SIMILE_YAML_SCALAR && !list->text)) {
        return SIMILE_OK;
    }
    if (list->kind != SIMILE_YAML_LIST) {
        simile_status__fail(SIMILE_ERROR_CONFIG, "%s: takes a list (\"- %s\")", list->key, example);
        return simile_yaml__at(list, SIMILE_ERROR_CONFIG);
    }
    *n = simile_yaml__size(list);
    return SIMILE_OK;
}
