/* YAML of any bytes. Every text that was read can be printed so that it reads back the same. */
#include "buffer.h"
#include "fuzz.h"
#include "yaml_tree.h"
#include <string.h>

static void check_text(const char *text)
{
    simile_arena arena = {0};
    simile_buffer printed = {0};
    simile_yaml *again = NULL;
    FUZZ_CHECK(fuzz_is_ok(simile_yaml__print_text(&printed, text)));
    FUZZ_CHECK(fuzz_is_ok(simile_yaml__parse_value(&again, &arena, printed.data, printed.size, "print")));
    FUZZ_CHECK(again->kind == SIMILE_YAML_SCALAR && again->text && strcmp(again->text, text) == 0);
    simile_buffer__dispose(&printed);
    simile_arena__dispose(&arena);
}

static void walk(const simile_yaml *node, bool in_map)
{
    size_t n = 0;
    FUZZ_CHECK((node->key != NULL) == in_map);
    if (node->kind == SIMILE_YAML_SCALAR) {
        FUZZ_CHECK(node->first == NULL);
        if (node->text) {
            check_text(node->text);
        }
        return;
    }
    for (const simile_yaml *child = node->first; child; child = child->next, n++) {
        walk(child, node->kind == SIMILE_YAML_MAP);
        FUZZ_CHECK(child->line > 0 && child->column > 0);
        FUZZ_CHECK(node->kind != SIMILE_YAML_MAP || simile_yaml__get(node, child->key) == child);
    }
    FUZZ_CHECK(simile_yaml__size(node) == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_balance before = fuzz_begin();
    simile_arena arena = {0};
    simile_yaml *root = NULL;
    if (fuzz_is_ok(simile_yaml__parse(&root, &arena, (const char *)data, size, "input"))) {
        FUZZ_CHECK(root->kind == SIMILE_YAML_MAP);
        walk(root, false);
    }
    simile_arena__reset(&arena);
    if (fuzz_is_ok(simile_yaml__parse_value(&root, &arena, (const char *)data, size, "input"))) {
        walk(root, false);
    }
    simile_arena__dispose(&arena);
    fuzz_end(before);
    return 0;
}
