/* YAML as a tree of nodes with places. libyaml, whose own header is called yaml.h, stands behind this one alone.
 * Anchors, aliases, tags and more than one document are refused with their place. */
#ifndef SIMILE_FORMAT_YAML_TREE_H
#define SIMILE_FORMAT_YAML_TREE_H

#include "arena.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

typedef enum simile_yaml_kind { SIMILE_YAML_SCALAR, SIMILE_YAML_LIST, SIMILE_YAML_MAP } simile_yaml_kind;

typedef struct simile_yaml simile_yaml;
struct simile_yaml {
    simile_yaml_kind kind;
    const char *key;             /* its name in a map, else NULL */
    const char *text;            /* SCALAR: its text; NULL for a plain null (null, ~, empty) */
    simile_yaml *first;          /* LIST, MAP: first child */
    simile_yaml *next;           /* next sibling */
    const char *file;            /* where it stands: a path, or "--set" and the key's path */
    size_t line, column;         /* 1-based; line 0: from --set */
    size_t key_line, key_column; /* of its key; 0: it has none, or is from --set */
};

/* Parses into the arena; *root is a MAP (an empty text gives an empty one). Duplicate keys are errors.
 * Messages start with "NAME:line:column: ". */
simile_status simile_yaml__parse(simile_yaml **root, simile_arena *arena, const char *text, size_t size,
                                 const char *name);
/* The same for any value: *root may be of every kind, an empty text gives a null. */
simile_status simile_yaml__parse_value(simile_yaml **root, simile_arena *arena, const char *text, size_t size,
                                       const char *name);
simile_status simile_yaml__load(simile_yaml **root, simile_arena *arena, const char *path);

/* Applies "a.b[0].c=value" to the tree: the value is YAML (a list or map may be given in flow form); missing maps are
 * made; an index may be at most the list's length (that appends). */
simile_status simile_yaml__assign(simile_yaml *root, simile_arena *arena, const char *assignment);

/* The child of that key, or NULL. */
simile_yaml *simile_yaml__get(const simile_yaml *map, const char *key);
size_t simile_yaml__size(const simile_yaml *list_or_map);

/* SIMILE_ERROR_CONFIG with "file:line:column: " in front of the current message. */
simile_status simile_yaml__at(const simile_yaml *node, simile_status status);
/* The same with the place of the node's key. */
simile_status simile_yaml__at_key(const simile_yaml *node, simile_status status);

/* Quotes a text for YAML when it needs it (empty, null-like, number-like or with special signs); appends to `out`. */
struct simile_buffer;
simile_status simile_yaml__print_text(struct simile_buffer *out, const char *text);

#endif
