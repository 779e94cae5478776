/* "a.b[0].c=value": a path into a YAML tree and a value for what it names. */
#include "fail.h"
#include "yaml_tree.h"
#include <string.h>

/* Walks the path. `text` is the whole assignment, for messages; `at` what is left of its path. */
typedef struct yaml_path {
    simile_arena *arena;
    const char *text;
    const char *end; /* the "=" */
    const char *at;
    const char *file; /* "--set a.b[0].c", for the nodes that are made */
} yaml_path;

static simile_status fail_path(const yaml_path *path, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG, "--set %.*s=…: %s", (int)(path->end - path->text), path->text,
                               what);
}

/* The path up to the part that is read next, for messages. */
static int measure_done(const yaml_path *path)
{
    return (int)(path->at - path->text);
}

static simile_status fail_kind(const yaml_path *path, const char *needed)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG, "--set %.*s=…: \"%.*s\" is not a %s", (int)(path->end - path->text),
                               path->text, measure_done(path), path->text, needed);
}

static simile_yaml *new_null(const yaml_path *path)
{
    simile_yaml *node = simile_arena__alloc(path->arena, 1, sizeof(*node));

    if (node)
        *node = (simile_yaml){.kind = SIMILE_YAML_SCALAR, .file = path->file, .column = 1};
    return node;
}

static void append(simile_yaml *parent, simile_yaml *node)
{
    simile_yaml **link = &parent->first;

    while (*link)
        link = &(*link)->next;
    *link = node;
}

/* A null becomes what the path needs; anything else has to be it. */
static bool become(simile_yaml *node, simile_yaml_kind kind)
{
    if (node->kind == SIMILE_YAML_SCALAR && !node->text)
        node->kind = kind;
    return node->kind == kind;
}

/* Reads "key" and goes to the child of that name, made when it is missing. */
static simile_status step_key(simile_yaml **node, yaml_path *path)
{
    size_t size = 0;
    const char *key;
    simile_yaml *child;

    while (path->at + size < path->end && !strchr(".[]", path->at[size]))
        size++;
    if (size == 0)
        return fail_path(path, "a key is missing in the path; it goes like a.b[0].c");
    key = simile_arena__copy_text(path->arena, path->at, size);
    if (!key)
        return SIMILE_ERROR_MEMORY;
    if (!become(*node, SIMILE_YAML_MAP))
        return fail_kind(path, "map");
    child = simile_yaml__get(*node, key);
    if (!child) {
        child = new_null(path);
        if (!child)
            return SIMILE_ERROR_MEMORY;
        child->key = key;
        append(*node, child);
    }
    path->at += size;
    *node = child;
    return SIMILE_OK;
}

/* Reads "[7]" and goes to that item; the item behind the last one is made. */
static simile_status step_index(simile_yaml **node, yaml_path *path)
{
    const char *digit = path->at + 1;
    size_t index = 0, size;
    simile_yaml *child;

    for (; digit < path->end && *digit >= '0' && *digit <= '9' && index < 1000000; digit++)
        index = 10 * index + (size_t)(*digit - '0');
    if (digit == path->at + 1 || digit == path->end || *digit != ']')
        return fail_path(path, "an index goes like [0]");
    if (!become(*node, SIMILE_YAML_LIST))
        return fail_kind(path, "list");
    size = simile_yaml__size(*node);
    if (index > size)
        return simile_status__fail(SIMILE_ERROR_CONFIG,
                                   "--set %.*s=…: list has %zu item%s; the highest index is %zu, which appends",
                                   (int)(path->end - path->text), path->text, size, size == 1 ? "" : "s", size);
    if (index == size) {
        child = new_null(path);
        if (!child)
            return SIMILE_ERROR_MEMORY;
        append(*node, child);
    }
    child = (*node)->first;
    for (; index > 0; index--)
        child = child->next;
    path->at = digit + 1;
    *node = child;
    return SIMILE_OK;
}

static simile_status walk(simile_yaml **node, yaml_path *path)
{
    simile_status status = step_key(node, path);

    while (status == SIMILE_OK && path->at < path->end) {
        if (*path->at == '[') {
            status = step_index(node, path);
        } else if (*path->at == '.') {
            path->at++;
            status = step_key(node, path);
        } else {
            status = fail_path(path, "the path goes like a.b[0].c");
        }
    }
    return status;
}

/* The nodes of a value carry no place: line 0. */
static void clear_places(simile_yaml *node, const char *file)
{
    for (; node; node = node->next) {
        node->file = file;
        node->line = 0;
        clear_places(node->first, file);
    }
}

simile_status simile_yaml__assign(simile_yaml *root, simile_arena *arena, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    yaml_path path = {.arena = arena, .text = assignment, .end = equals, .at = assignment};
    simile_yaml *node = root, *value;
    simile_status status;
    char *file;

    if (!equals)
        return simile_status__fail(SIMILE_ERROR_CONFIG, "--set %s: has no \"=\"; it goes like train.steps=100",
                                   assignment);
    file = simile_arena__alloc(arena, 1, sizeof("--set ") + (size_t)(equals - assignment));
    if (!file)
        return SIMILE_ERROR_MEMORY;
    memcpy(file, "--set ", 6);
    memcpy(file + 6, assignment, (size_t)(equals - assignment));
    file[6 + (equals - assignment)] = '\0';
    path.file = file;
    /* The value first: a bad one leaves the tree as it is. */
    status = simile_yaml__parse_value(&value, arena, equals + 1, strlen(equals + 1), file);
    if (status == SIMILE_OK)
        status = walk(&node, &path);
    if (status != SIMILE_OK)
        return status;
    clear_places(value, file);
    value->key = node->key;
    value->next = node->next;
    *node = *value;
    return SIMILE_OK;
}
