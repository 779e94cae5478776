/* Which options of two configurations differ. */
#include "config.h"
#include <stdio.h>
#include <string.h>

#define VALUE_SIZE 512

/* Two structs that the same rows describe. `prefix` stands before a key's name. */
typedef struct struct_pair {
    const char *prefix;
    const simile_option *rows;
    size_t n_rows;
    const void *before, *now;
    const void *before_default, *now_default; /* what a source's keys are when it does not set them; NULL: not known */
} struct_pair;

/* Options that may change between a run and its resumption. */
static bool changes_no_bits(const char *key)
{
    static const char *const keys[] = {"compute.threads",        "compute.data_memory",    "compute.memory",
                                       "compute.rank_timeout",   "train.checkpoint_every", "train.checkpoint_minutes",
                                       "train.keep_checkpoints", "train.log_every"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static simile_status append(simile_buffer *out, size_t *n, const char *key, const char *before, const char *now)
{
    return simile_buffer__append_format(out, "%s%s: %s → %s", (*n)++ > 0 ? "; " : "", key, before, now);
}

/* The field as text; a missing text is null. */
static void print_value(char value[VALUE_SIZE], const simile_option *row, const void *target)
{
    if (row->type == SIMILE_OPTION_TEXT && !*(char *const *)((const char *)target + row->offset)) {
        snprintf(value, VALUE_SIZE, "null");
    } else {
        simile_option_print(row, target, value, VALUE_SIZE);
    }
}

/* Whether a field is, in both, what it is without being set: then the section that it is from tells the difference. */
static bool is_inherited(const struct_pair *pair, const simile_option *row, const char *before, const char *now)
{
    char value[VALUE_SIZE];
    if (!pair->before_default) {
        return false;
    }
    print_value(value, row, pair->before_default);
    const bool is_before = strcmp(value, before) == 0;
    print_value(value, row, pair->now_default);
    return is_before && strcmp(value, now) == 0;
}

static simile_status compare_rows(simile_buffer *out, size_t *n, const struct_pair *pair)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < pair->n_rows && status == SIMILE_OK; i++) {
        char key[128], before[VALUE_SIZE], now[VALUE_SIZE];
        snprintf(key, sizeof key, "%s%s", pair->prefix, pair->rows[i].name);
        print_value(before, &pair->rows[i], pair->before);
        print_value(now, &pair->rows[i], pair->now);
        if (strcmp(before, now) != 0 && !changes_no_bits(key) && !is_inherited(pair, &pair->rows[i], before, now)) {
            status = append(out, n, key, before, now);
        }
    }
    return status;
}

static simile_status compare_groups(simile_buffer *out, size_t *n, const simile_config *before,
                                    const simile_config *now)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_config__n_groups && status == SIMILE_OK; i++) {
        const simile_config_group *group = &simile_config__groups[i];
        char prefix[64];
        snprintf(prefix, sizeof prefix, "%s.", group->name);
        const struct_pair structs = {.prefix = prefix,
                                     .rows = group->rows,
                                     .n_rows = *group->n_rows,
                                     .before = (const char *)before + group->offset,
                                     .now = (const char *)now + group->offset};
        status = compare_rows(out, n, &structs);
    }
    return status;
}

/* The items that both have; beyond them only the numbers are told. */
static simile_status compare_counts(simile_buffer *out, size_t *n, const char *key, size_t before, size_t now)
{
    char texts[2][32];
    if (before == now) {
        return SIMILE_OK;
    }
    snprintf(texts[0], sizeof texts[0], "%zu items", before);
    snprintf(texts[1], sizeof texts[1], "%zu", now);
    return append(out, n, key, texts[0], texts[1]);
}

static simile_status compare_sources(simile_buffer *out, size_t *n, const simile_config *before,
                                     const simile_config *now)
{
    simile_status status = compare_counts(out, n, "data.sources", before->n_sources, now->n_sources);
    for (size_t i = 0; i < before->n_sources && i < now->n_sources && status == SIMILE_OK; i++) {
        const simile_config_source *a = &before->sources[i], *b = &now->sources[i];
        char prefix[64];
        snprintf(prefix, sizeof prefix, "data.sources[%zu].", i);
        const struct_pair source = {.prefix = prefix,
                                    .rows = simile_source__rows,
                                    .n_rows = simile_source__n_rows,
                                    .before = &a->source,
                                    .now = &b->source};
        const struct_pair objective = {.prefix = prefix,
                                       .rows = simile_objective__rows,
                                       .n_rows = simile_objective__n_rows,
                                       .before = &a->objective,
                                       .now = &b->objective,
                                       .before_default = &before->objective,
                                       .now_default = &now->objective};
        status = compare_rows(out, n, &source);
        status = status == SIMILE_OK ? compare_rows(out, n, &objective) : status;
    }
    return status;
}

static simile_status compare_dev(simile_buffer *out, size_t *n, const simile_config *before, const simile_config *now)
{
    simile_status status = compare_counts(out, n, "data.dev", before->n_dev, now->n_dev);
    for (size_t i = 0; i < before->n_dev && i < now->n_dev && status == SIMILE_OK; i++) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "data.dev[%zu].", i);
        const struct_pair dev = {.prefix = prefix,
                                 .rows = simile_config__dev_rows,
                                 .n_rows = simile_config__n_dev_rows,
                                 .before = &before->dev[i],
                                 .now = &now->dev[i]};
        status = compare_rows(out, n, &dev);
    }
    return status;
}

simile_status simile_config__compare_objectives(simile_buffer *out, size_t *n, const simile_objective_options *before,
                                                const simile_objective_options *now)
{
    const struct_pair objective = {
        .prefix = "", .rows = simile_objective__rows, .n_rows = simile_objective__n_rows, .before = before, .now = now};
    *n = 0;
    return compare_rows(out, n, &objective);
}

simile_status simile_config__compare(simile_buffer *out, size_t *n, const simile_config *before,
                                     const simile_config *now)
{
    const struct_pair single[] = {
        {.prefix = "", .rows = &simile_config__seed_row, .n_rows = 1, .before = before, .now = now},
        {.prefix = "objective.", .rows = &simile_config__mode_row, .n_rows = 1, .before = before, .now = now},
        {.prefix = "data.", .rows = &simile_config__mix_row, .n_rows = 1, .before = before, .now = now}};
    simile_status status = SIMILE_OK;
    *n = 0;
    for (size_t i = 0; i < sizeof single / sizeof *single && status == SIMILE_OK; i++) {
        status = compare_rows(out, n, &single[i]);
    }
    if (status == SIMILE_OK) {
        status = compare_groups(out, n, before, now);
    }
    if (status == SIMILE_OK) {
        status = compare_sources(out, n, before, now);
    }
    return status == SIMILE_OK ? compare_dev(out, n, before, now) : status;
}
