/* YAML trees from libyaml's events. The tree lives in the caller's arena; only libyaml's own state is its own memory.
 * What a configuration has no use for and what hides mistakes (anchors, aliases, tags, several documents, a key given
 * twice) is refused with its place. */
#include "yaml_tree.h"
#include "buffer.h"
#include "fail.h"
#include "file.h"
#include <stdint.h>
#include <string.h>
#include <yaml.h>

#define LARGEST_FILE  ((size_t)16 << 20)
#define DEEPEST_LEVEL 64

/* An open list or map. */
typedef struct yaml_level {
    simile_yaml *node;
    simile_yaml *last; /* its last child so far */
    const char *key;   /* MAP: the key that waits for its value */
    yaml_mark_t key_mark;
} yaml_level;

typedef struct yaml_builder {
    simile_arena *arena;
    const char *name; /* of the text, in messages */
    const char *text;
    size_t size;
    simile_yaml *root;
    yaml_level levels[DEEPEST_LEVEL];
    size_t n_levels;
    bool has_document;
    bool is_done;
} yaml_builder;

static simile_status fail_at(const yaml_builder *builder, yaml_mark_t mark, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s:%zu:%zu: %s", builder->name, mark.line + 1, mark.column + 1,
                               what);
}

/* Whether the white space that line `line` (0-based) starts with holds a tab. */
static bool is_indented_by_tab(const yaml_builder *builder, size_t line)
{
    const char *at = builder->text, *end = builder->text + builder->size;

    for (; line > 0 && at; line--) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    while (at && at < end && *at == ' ')
        at++;
    return at && at < end && *at == '\t';
}

static simile_status fail_parse(const yaml_builder *builder, const yaml_parser_t *parser)
{
    const char *problem = parser->problem ? parser->problem : "bad YAML";
    yaml_mark_t mark = parser->problem_mark;
    bool has_context = parser->context && parser->error != YAML_READER_ERROR;

    if (parser->error == YAML_MEMORY_ERROR)
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: no memory to read the YAML", builder->name);
    if (parser->error == YAML_READER_ERROR)
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s:%zu:%zu: %s (byte %zu); the text has to be UTF-8",
                                   builder->name, parser->mark.line + 1, parser->mark.column + 1, problem,
                                   parser->problem_offset);
    if (is_indented_by_tab(builder, mark.line))
        return fail_at(builder, mark, "the line is indented with a tab; YAML wants spaces");
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s:%zu:%zu: %s%s%s%s", builder->name, mark.line + 1,
                               mark.column + 1, problem, has_context ? " (" : "", has_context ? parser->context : "",
                               has_context ? ")" : "");
}

static simile_status new_node(simile_yaml **node, const yaml_builder *builder, simile_yaml_kind kind, yaml_mark_t mark)
{
    *node = simile_arena__alloc(builder->arena, 1, sizeof(**node));
    if (!*node)
        return SIMILE_ERROR_MEMORY;
    **node = (simile_yaml){.kind = kind, .file = builder->name, .line = mark.line + 1, .column = mark.column + 1};
    return SIMILE_OK;
}

/* Hangs a node under the innermost open level, or makes it the root. */
static void attach(yaml_builder *builder, simile_yaml *node)
{
    yaml_level *level = builder->n_levels > 0 ? &builder->levels[builder->n_levels - 1] : NULL;

    if (!level) {
        builder->root = node;
        return;
    }
    node->key = level->key;
    if (node->key) {
        node->key_line = level->key_mark.line + 1;
        node->key_column = level->key_mark.column + 1;
    }
    level->key = NULL;
    if (level->last)
        level->last->next = node;
    else
        level->node->first = node;
    level->last = node;
}

static bool expects_key(const yaml_builder *builder)
{
    const yaml_level *level = builder->n_levels > 0 ? &builder->levels[builder->n_levels - 1] : NULL;

    return level && level->node->kind == SIMILE_YAML_MAP && !level->key;
}

static simile_status add_key(yaml_builder *builder, const char *text, size_t size, yaml_mark_t mark)
{
    yaml_level *level = &builder->levels[builder->n_levels - 1];
    const simile_yaml *twin;

    level->key = simile_arena__copy_text(builder->arena, text, size);
    if (!level->key)
        return SIMILE_ERROR_MEMORY;
    level->key_mark = mark;
    twin = simile_yaml__get(level->node, level->key);
    if (!twin)
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_CONFIG, "%s:%zu:%zu: key \"%s\" is given twice, first in line %zu",
                               builder->name, mark.line + 1, mark.column + 1, level->key, twin->key_line);
}

static bool is_null(const char *text, size_t size)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i]) == size && memcmp(words[i], text, size) == 0)
            return true;
    return false;
}

static simile_status add_scalar(yaml_builder *builder, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;
    simile_yaml *node;
    simile_status status;

    if (memchr(text, '\0', size))
        return fail_at(builder, event->start_mark, "a NUL has no place in a text");
    if (expects_key(builder))
        return add_key(builder, text, size, event->start_mark);
    status = new_node(&node, builder, SIMILE_YAML_SCALAR, event->start_mark);
    if (status != SIMILE_OK)
        return status;
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || !is_null(text, size)) {
        node->text = simile_arena__copy_text(builder->arena, text, size);
        if (!node->text)
            return SIMILE_ERROR_MEMORY;
    }
    attach(builder, node);
    return SIMILE_OK;
}

static simile_status open_level(yaml_builder *builder, simile_yaml_kind kind, yaml_mark_t mark)
{
    simile_yaml *node;
    simile_status status;

    if (expects_key(builder))
        return fail_at(builder, mark, "a key has to be a plain word, not a list or map");
    if (builder->n_levels == DEEPEST_LEVEL)
        return fail_at(builder, mark, "more than 64 lists and maps inside each other");
    status = new_node(&node, builder, kind, mark);
    if (status != SIMILE_OK)
        return status;
    attach(builder, node);
    builder->levels[builder->n_levels++] = (yaml_level){.node = node};
    return SIMILE_OK;
}

/* Refuses what the tree has no place for. */
static simile_status check_properties(const yaml_builder *builder, const yaml_event_t *event, const yaml_char_t *anchor,
                                      const yaml_char_t *tag)
{
    if (anchor)
        return fail_at(builder, event->start_mark,
                       "anchors (&name) are not supported; quote a text that starts with &");
    if (tag)
        return fail_at(builder, event->start_mark, "tags (!name) are not supported; quote a text that starts with !");
    return SIMILE_OK;
}

static simile_status begin_document(yaml_builder *builder, yaml_mark_t mark)
{
    if (builder->has_document)
        return fail_at(builder, mark, "a second document starts here; a file holds one");
    builder->has_document = true;
    return SIMILE_OK;
}

static simile_status take_event(yaml_builder *builder, const yaml_event_t *event)
{
    simile_status status;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return begin_document(builder, event->start_mark);
    case YAML_ALIAS_EVENT:
        return fail_at(builder, event->start_mark,
                       "aliases (*name) are not supported; quote a text that starts with *");
    case YAML_SCALAR_EVENT:
        status = check_properties(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
        return status == SIMILE_OK ? add_scalar(builder, event) : status;
    case YAML_SEQUENCE_START_EVENT:
        status = check_properties(builder, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        return status == SIMILE_OK ? open_level(builder, SIMILE_YAML_LIST, event->start_mark) : status;
    case YAML_MAPPING_START_EVENT:
        status = check_properties(builder, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        return status == SIMILE_OK ? open_level(builder, SIMILE_YAML_MAP, event->start_mark) : status;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->n_levels--;
        return SIMILE_OK;
    case YAML_STREAM_END_EVENT:
        builder->is_done = true;
        return SIMILE_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return SIMILE_OK;
}

static simile_status build(yaml_builder *builder)
{
    yaml_parser_t parser;
    simile_status status = SIMILE_OK;

    if (!yaml_parser_initialize(&parser))
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: no memory to read the YAML", builder->name);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)builder->text, builder->size);
    while (status == SIMILE_OK && !builder->is_done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = fail_parse(builder, &parser);
            break;
        }
        status = take_event(builder, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

simile_status simile_yaml__parse_value(simile_yaml **root, simile_arena *arena, const char *text, size_t size,
                                       const char *name)
{
    yaml_builder builder = {.arena = arena, .text = size > 0 ? text : "", .size = size};
    simile_status status;

    *root = NULL;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        builder.text += 3;
        builder.size -= 3;
    }
    builder.name = simile_arena__copy_text(arena, name, strlen(name));
    if (!builder.name)
        return SIMILE_ERROR_MEMORY;
    status = build(&builder);
    if (status == SIMILE_OK && !builder.root)
        status = new_node(&builder.root, &builder, SIMILE_YAML_SCALAR, (yaml_mark_t){0});
    if (status == SIMILE_OK)
        *root = builder.root;
    return status;
}

simile_status simile_yaml__parse(simile_yaml **root, simile_arena *arena, const char *text, size_t size,
                                 const char *name)
{
    simile_status status = simile_yaml__parse_value(root, arena, text, size, name);

    if (status != SIMILE_OK)
        return status;
    if ((*root)->kind == SIMILE_YAML_SCALAR && !(*root)->text)
        (*root)->kind = SIMILE_YAML_MAP;
    if ((*root)->kind == SIMILE_YAML_MAP)
        return SIMILE_OK;
    (void)simile_status__fail(SIMILE_ERROR_CONFIG, "the top level has to be a map of \"key: value\" lines");
    status = simile_yaml__at(*root, SIMILE_ERROR_CONFIG);
    *root = NULL;
    return status;
}

simile_status simile_yaml__load(simile_yaml **root, simile_arena *arena, const char *path)
{
    simile_buffer bytes = {0};
    simile_status status = simile_file__read(&bytes, path, LARGEST_FILE);

    *root = NULL;
    if (status == SIMILE_OK)
        status = simile_yaml__parse(root, arena, bytes.data, bytes.size, path);
    simile_buffer__dispose(&bytes);
    return status;
}

simile_yaml *simile_yaml__get(const simile_yaml *map, const char *key)
{
    if (!map || map->kind != SIMILE_YAML_MAP)
        return NULL;
    for (simile_yaml *child = map->first; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

size_t simile_yaml__size(const simile_yaml *list_or_map)
{
    size_t size = 0;

    for (const simile_yaml *child = list_or_map ? list_or_map->first : NULL; child; child = child->next)
        size++;
    return size;
}

static simile_status add_place(const char *file, size_t line, size_t column, simile_status status)
{
    if (status == SIMILE_OK)
        return status;
    if (line == 0)
        (void)simile_status__add_context(status, "%s", file);
    else
        (void)simile_status__add_context(status, "%s:%zu:%zu", file, line, column);
    return status == SIMILE_ERROR_MEMORY ? status : SIMILE_ERROR_CONFIG;
}

simile_status simile_yaml__at(const simile_yaml *node, simile_status status)
{
    return add_place(node->file, node->line, node->column, status);
}

simile_status simile_yaml__at_key(const simile_yaml *node, simile_status status)
{
    return add_place(node->file, node->key_line, node->key_column, status);
}
