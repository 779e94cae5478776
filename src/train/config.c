/* Reading, checking and printing of a training configuration. */
#include "config.h"
#include "arena.h"
#include "fail.h"
#include "memory.h"
#include "yaml_reader.h"
#include <string.h>

static simile_status need_path(char **path, const simile_yaml *place)
{
    if (!*path || !**path) {
        simile_status__fail(SIMILE_ERROR_CONFIG, "path: is missing");
        return simile_yaml__at(place, SIMILE_ERROR_CONFIG);
    }
    return simile_yaml_reader__expand(path, place);
}

static simile_status read_source(simile_config_source *source, const simile_config *config, const simile_yaml *item)
{
    simile_yaml_reader reader = {.targets = {{simile_source__rows, simile_source__n_rows, &source->source},
                                             {simile_objective__rows, simile_objective__n_rows, &source->objective}},
                                 .n_targets = 2,
                                 .explain = simile_config__explain_foreign};
    source->objective = config->objective;
    simile_status status = simile_option_set_defaults(simile_source__rows, simile_source__n_rows, &source->source);
    if (status == SIMILE_OK) {
        status = simile_yaml_reader__read(&reader, item);
    }
    bool names_loss = simile_yaml__get(item, "loss") != NULL;
    if (status == SIMILE_OK && !names_loss && source->source.kind == SIMILE_ROWS_LABELLED &&
        config->mode != SIMILE_MODE_SELF_SUPERVISED) {
        source->objective.loss = SIMILE_LOSS_SUPCON;
    }
    return status == SIMILE_OK ? need_path(&source->source.path, item) : status;
}

static simile_status read_sources(simile_config *config, const simile_yaml *list)
{
    size_t n;
    simile_status status = simile_yaml_reader__count(&n, list, "path: …");
    if (status == SIMILE_OK) {
        config->sources = simile_memory__alloc(n, sizeof *config->sources);
        status = config->sources ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    for (const simile_yaml *item = n > 0 ? list->first : NULL; item && status == SIMILE_OK; item = item->next) {
        status = read_source(&config->sources[config->n_sources++], config, item);
    }
    return status;
}

static simile_status read_dev(simile_config *config, const simile_yaml *list)
{
    size_t n;
    simile_status status = simile_yaml_reader__count(&n, list, "path: …");
    if (status == SIMILE_OK) {
        config->dev = simile_memory__alloc(n, sizeof *config->dev);
        status = config->dev ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    for (const simile_yaml *item = n > 0 ? list->first : NULL; item && status == SIMILE_OK; item = item->next) {
        simile_dev_options *dev = &config->dev[config->n_dev++];
        simile_yaml_reader reader = {.targets = {{simile_config__dev_rows, simile_config__n_dev_rows, dev}},
                                     .n_targets = 1,
                                     .explain = simile_config__explain_foreign};
        status = simile_option_set_defaults(simile_config__dev_rows, simile_config__n_dev_rows, dev);
        if (status == SIMILE_OK) {
            status = simile_yaml_reader__read(&reader, item);
        }
        if (status == SIMILE_OK) {
            status = need_path(&dev->path, item);
        }
    }
    return status;
}

static const char *const top_sections[] = {"model",   "tokenizer", "objective", "data",
                                           "augment", "train",     "compute",   NULL};
static const char *const data_sections[] = {"sources", "dev", NULL};

static simile_status read_groups(simile_config *config, const simile_yaml *root)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_config__n_groups && status == SIMILE_OK; i++) {
        const simile_config_group *group = &simile_config__groups[i];
        simile_yaml_reader reader = {.targets = {{group->rows, *group->n_rows, (char *)config + group->offset},
                                                 {&simile_config__mode_row, 1, config}},
                                     .n_targets = strcmp(group->name, "objective") == 0 ? 2 : 1,
                                     .explain = simile_config__explain_foreign};
        status = simile_yaml_reader__read(&reader, simile_yaml__get(root, group->name));
    }
    return status;
}

static simile_status read_tree(simile_config *config, const simile_yaml *root)
{
    simile_yaml_reader top = {.targets = {{&simile_config__seed_row, 1, config}},
                              .n_targets = 1,
                              .sections = top_sections,
                              .explain = simile_config__explain_foreign};
    simile_yaml_reader data = {.targets = {{&simile_config__mix_row, 1, config}},
                               .n_targets = 1,
                               .sections = data_sections,
                               .explain = simile_config__explain_foreign};
    const simile_yaml *data_map = simile_yaml__get(root, "data");
    simile_status status = simile_yaml_reader__read(&top, root);
    if (status == SIMILE_OK) {
        status = read_groups(config, root);
    }
    const simile_yaml *model_map = simile_yaml__get(root, "model");
    if (status == SIMILE_OK && config->model.init) {
        status = simile_yaml_reader__expand(&config->model.init, simile_yaml__get(model_map, "init"));
    }
    const simile_yaml *tokenizer_map = simile_yaml__get(root, "tokenizer");
    if (status == SIMILE_OK && config->tokenizer.vocab && tokenizer_map) {
        status = simile_yaml_reader__expand(&config->tokenizer.vocab, simile_yaml__get(tokenizer_map, "vocab"));
    }
    if (status == SIMILE_OK) {
        status = simile_yaml_reader__read(&data, data_map);
    }
    bool has_data = data_map && data_map->kind == SIMILE_YAML_MAP;
    if (status == SIMILE_OK) {
        status = read_sources(config, has_data ? simile_yaml__get(data_map, "sources") : NULL);
    }
    return status == SIMILE_OK ? read_dev(config, has_data ? simile_yaml__get(data_map, "dev") : NULL) : status;
}

static simile_status set_defaults(simile_config *config)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < simile_config__n_groups && status == SIMILE_OK; i++) {
        const simile_config_group *group = &simile_config__groups[i];
        status = simile_option_set_defaults(group->rows, *group->n_rows, (char *)config + group->offset);
    }
    const simile_option *const single[] = {&simile_config__mode_row, &simile_config__mix_row, &simile_config__seed_row};
    for (size_t i = 0; i < 3 && status == SIMILE_OK; i++) {
        status = simile_option_set_defaults(single[i], 1, config);
    }
    return status;
}

static simile_status read_config(simile_config *config, simile_arena *arena, const char *path,
                                 const char *const *assignments, size_t n)
{
    simile_yaml *root = NULL;
    simile_status status = simile_yaml__load(&root, arena, path);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = simile_yaml__assign(root, arena, assignments[i]);
    }
    if (status == SIMILE_OK) {
        status = set_defaults(config);
    }
    if (status == SIMILE_OK) {
        status = read_tree(config, root);
    }
    if (status == SIMILE_OK) {
        status = simile_config__check(config);
        status = status == SIMILE_OK ? status : simile_status__add_context(status, "%s", path);
    }
    return status;
}

simile_status simile_config_load(simile_config **config, const char *path, const char *const *assignments, size_t n)
{
    simile_arena arena = {0};
    simile_config *c = simile_memory__alloc(1, sizeof *c);
    *config = NULL;
    if (!c) {
        return SIMILE_ERROR_MEMORY;
    }
    simile_status status = read_config(c, &arena, path, assignments, n);
    simile_arena__dispose(&arena);
    if (status != SIMILE_OK) {
        simile_config_free(c);
        return status;
    }
    *config = c;
    return SIMILE_OK;
}

void simile_config_free(simile_config *config)
{
    if (!config) {
        return;
    }
    for (size_t i = 0; i < simile_config__n_groups; i++) {
        const simile_config_group *group = &simile_config__groups[i];
        simile_option_dispose_all(group->rows, *group->n_rows, (char *)config + group->offset);
    }
    for (size_t i = 0; i < config->n_sources; i++) {
        simile_option_dispose_all(simile_source__rows, simile_source__n_rows, &config->sources[i].source);
    }
    for (size_t i = 0; i < config->n_dev; i++) {
        simile_option_dispose_all(simile_config__dev_rows, simile_config__n_dev_rows, &config->dev[i]);
    }
    simile_memory__free(config->sources);
    simile_memory__free(config->dev);
    simile_memory__free(config);
}

const char *simile_config_section(const simile_option **rows, size_t *n_rows, size_t index)
{
    const simile_config_group *groups = simile_config__groups;
    const struct {
        const char *name;
        const simile_option *rows;
        size_t n_rows;
    } sections[] = {{"", &simile_config__seed_row, 1},
                    {groups[0].name, groups[0].rows, *groups[0].n_rows},
                    {groups[1].name, groups[1].rows, *groups[1].n_rows},
                    {groups[2].name, &simile_config__mode_row, 1},
                    {groups[2].name, groups[2].rows, *groups[2].n_rows},
                    {"data", &simile_config__mix_row, 1},
                    {"data.sources[]", simile_source__rows, simile_source__n_rows},
                    {"data.dev[]", simile_config__dev_rows, simile_config__n_dev_rows},
                    {groups[3].name, groups[3].rows, *groups[3].n_rows},
                    {groups[4].name, groups[4].rows, *groups[4].n_rows},
                    {groups[5].name, groups[5].rows, *groups[5].n_rows}};
    if (index >= sizeof sections / sizeof *sections) {
        return NULL;
    }
    *rows = sections[index].rows;
    *n_rows = sections[index].n_rows;
    return sections[index].name;
}
