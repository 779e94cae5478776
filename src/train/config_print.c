/* A configuration as YAML that reads back to the same. */
#include "buffer.h"
#include "config.h"
#include "memory.h"
#include "yaml_tree.h"
#include <string.h>

#define VALUE_SIZE 4096

static simile_status print_row(simile_buffer *out, const simile_option *row, const void *target, const char *indent)
{
    char value[VALUE_SIZE];
    bool is_text = row->type == SIMILE_OPTION_TEXT;
    const char *text = is_text ? *(char *const *)((const char *)target + row->offset) : NULL;
    simile_status status = simile_buffer__append_format(out, "%s%s: ", indent, row->name);
    if (status == SIMILE_OK && text) {
        status = simile_yaml__print_text(out, text);
    } else if (status == SIMILE_OK) {
        simile_option_print(row, target, value, sizeof value);
        status = simile_buffer__append_text(out, value);
    }
    return status == SIMILE_OK ? simile_buffer__append_text(out, "\n") : status;
}

static simile_status print_rows(simile_buffer *out, const simile_option *rows, size_t n_rows, const void *target,
                                const char *indent)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n_rows && status == SIMILE_OK; i++) {
        status = print_row(out, &rows[i], target, indent);
    }
    return status;
}

/* A list item: its first row behind the dash. */
static simile_status print_item(simile_buffer *out, const simile_option *rows, size_t n_rows, const void *target)
{
    simile_status status = print_row(out, rows, target, "    - ");
    return status == SIMILE_OK ? print_rows(out, rows + 1, n_rows - 1, target, "      ") : status;
}

static simile_status print_data(simile_buffer *out, const simile_config *config)
{
    simile_status status = simile_buffer__append_text(out, "data:\n");
    if (status == SIMILE_OK) {
        status = print_row(out, &simile_config__mix_row, config, "  ");
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(out, config->n_sources > 0 ? "  sources:\n" : "  sources: []\n");
    }
    for (size_t i = 0; i < config->n_sources && status == SIMILE_OK; i++) {
        status = print_item(out, simile_source__rows, simile_source__n_rows, &config->sources[i].source);
        if (status == SIMILE_OK) {
            status = print_rows(out, simile_objective__rows, simile_objective__n_rows, &config->sources[i].objective,
                                "      ");
        }
    }
    if (status == SIMILE_OK) {
        status = simile_buffer__append_text(out, config->n_dev > 0 ? "  dev:\n" : "  dev: []\n");
    }
    for (size_t i = 0; i < config->n_dev && status == SIMILE_OK; i++) {
        status = print_item(out, simile_config__dev_rows, simile_config__n_dev_rows, &config->dev[i]);
    }
    return status;
}

char *simile_config_print(const simile_config *config)
{
    simile_buffer out = {0};
    simile_status status = print_row(&out, &simile_config__seed_row, config, "");
    for (size_t i = 0; i < simile_config__n_groups && status == SIMILE_OK; i++) {
        const simile_config_group *group = &simile_config__groups[i];
        status = simile_buffer__append_format(&out, "%s:\n", group->name);
        if (status == SIMILE_OK && strcmp(group->name, "objective") == 0) {
            status = print_row(&out, &simile_config__mode_row, config, "  ");
        }
        if (status == SIMILE_OK) {
            status = print_rows(&out, group->rows, *group->n_rows, (const char *)config + group->offset, "  ");
        }
    }
    if (status == SIMILE_OK) {
        status = print_data(&out, config);
    }
    if (status != SIMILE_OK) {
        simile_buffer__dispose(&out);
        return NULL;
    }
    return out.data;
}

void simile_config_free_text(char *text)
{
    simile_memory__free(text);
}
