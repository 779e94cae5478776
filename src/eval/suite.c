/* Suites: files to measure, listed in YAML. */
#include "eval_task.h"
#include "evaluation.h"
#include "fail.h"
#include "memory.h"
#include "yaml_reader.h"

/* One item of the list: a file under the word of its task, and what belongs to it. */
typedef struct suite_item {
    char *files[SIMILE_EVALUATION_N_KINDS];
    char *train, *dev, *queries, *corpus, *name, *split, *language, *shots;
    int64_t draws;
} suite_item;

#define FIELD(name) offsetof(suite_item, name)
static const simile_option others[] = {
    {"train", SIMILE_OPTION_TEXT, FIELD(train), NULL, 0, 0, NULL, "path", "rows to learn from"},
    {"dev", SIMILE_OPTION_TEXT, FIELD(dev), NULL, 0, 0, NULL, "path", "rows to take thresholds from"},
    {"queries", SIMILE_OPTION_TEXT, FIELD(queries), NULL, 0, 0, NULL, "path", "queries that judgements are about"},
    {"corpus", SIMILE_OPTION_TEXT, FIELD(corpus), NULL, 0, 0, NULL, "path", "documents that judgements are about"},
    {"name", SIMILE_OPTION_TEXT, FIELD(name), NULL, 0, 0, NULL, NULL, "what results call it"},
    {"split", SIMILE_OPTION_TEXT, FIELD(split), "test", 0, 0, NULL, NULL, "the split in MTEB's form"},
    {"shots", SIMILE_OPTION_TEXT, FIELD(shots), NULL, 0, 0, NULL, NULL, "rows a label of few-shot probes"},
    {"draws", SIMILE_OPTION_INT, FIELD(draws), "0", 0, 1000, NULL, NULL, "how often they are drawn"},
    {"language", SIMILE_OPTION_TEXT, FIELD(language), "eng-Latn", 0, 0, NULL, NULL, "the language in MTEB's form"},
};
#define N_OTHERS (sizeof others / sizeof *others)
#define N_ROWS   (SIMILE_EVALUATION_N_KINDS + N_OTHERS)

/* A row for each task's word, and the others. */
static void list_rows(simile_option rows[N_ROWS])
{
    for (size_t kind = 0; kind < SIMILE_EVALUATION_N_KINDS; kind++) {
        rows[kind] = (simile_option){.name = simile_evaluation_kind_name((simile_evaluation_kind)kind),
                                     .type = SIMILE_OPTION_TEXT,
                                     .offset = FIELD(files) + kind * sizeof(char *)};
    }
    for (size_t i = 0; i < N_OTHERS; i++) {
        rows[SIMILE_EVALUATION_N_KINDS + i] = others[i];
    }
}

static simile_status refuse(const simile_yaml *place, const char *what)
{
    simile_status__fail(SIMILE_ERROR_CONFIG, "%s", what);
    return simile_yaml__at(place, SIMILE_ERROR_CONFIG);
}

/* The one kind that has a file. */
static simile_status find_kind(size_t *kind, const suite_item *item, const simile_yaml *place)
{
    size_t n = 0;
    for (size_t k = 0; k < SIMILE_EVALUATION_N_KINDS; k++) {
        if (item->files[k]) {
            *kind = k;
            n++;
        }
    }
    if (n != 1) {
        return refuse(place, n == 0 ? "a task needs a file under its word, e.g. \"sts: FILE\""
                                    : "a task has one file: begin another item for the other one");
    }
    return SIMILE_OK;
}

static simile_status expand(suite_item *item, size_t kind, const simile_yaml *place)
{
    char **const paths[] = {&item->files[kind], &item->train, &item->dev, &item->queries, &item->corpus};
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < sizeof paths / sizeof *paths && status == SIMILE_OK; i++) {
        status = *paths[i] ? simile_yaml_reader__expand(paths[i], place) : SIMILE_OK;
    }
    return status;
}

static simile_status add_item(simile_evaluation *evaluation, const simile_option rows[N_ROWS], suite_item *item,
                              const simile_yaml *node)
{
    const simile_yaml_reader reader = {.targets = {{rows, N_ROWS, item}}, .n_targets = 1};
    size_t kind = 0;
    simile_status status = simile_option_set_defaults(rows, N_ROWS, item);
    if (status == SIMILE_OK) {
        status = simile_yaml_reader__read(&reader, node);
    }
    if (status == SIMILE_OK) {
        status = find_kind(&kind, item, node);
    }
    if (status == SIMILE_OK) {
        status = expand(item, kind, node);
    }
    if (status == SIMILE_OK) {
        const simile_evaluation_files files = {.file = item->files[kind],
                                               .name = item->name,
                                               .train = item->train,
                                               .dev = item->dev,
                                               .queries = item->queries,
                                               .corpus = item->corpus,
                                               .split = item->split,
                                               .language = item->language,
                                               .shots = item->shots,
                                               .n_draws = (size_t)item->draws};
        status = simile_evaluation_add(evaluation, (simile_evaluation_kind)kind, &files);
        status = status == SIMILE_ERROR_CONFIG ? simile_yaml__at(node, status) : status;
    }
    return status;
}

static simile_status add_items(simile_evaluation *evaluation, const simile_yaml *root)
{
    static const char *const sections[] = {"tasks", NULL};
    const simile_yaml_reader reader = {.sections = sections};
    const simile_yaml *list = simile_yaml__get(root, "tasks");
    simile_option rows[N_ROWS];
    size_t n = 0;
    list_rows(rows);
    simile_status status = simile_yaml_reader__read(&reader, root);
    if (status == SIMILE_OK) {
        status = simile_yaml_reader__count(&n, list, "sts: FILE");
    }
    if (status == SIMILE_OK && n == 0) {
        status = refuse(list ? list : root, "tasks: names no files (\"tasks:\", below it \"- {sts: FILE}\")");
    }
    for (const simile_yaml *node = n > 0 ? list->first : NULL; node && status == SIMILE_OK; node = node->next) {
        suite_item item = {0};
        status = add_item(evaluation, rows, &item, node);
        simile_option_dispose_all(rows, N_ROWS, &item);
    }
    return status;
}

simile_status simile_evaluation_add_suite(simile_evaluation *evaluation, const char *path)
{
    simile_arena arena = {0};
    simile_yaml *root = NULL;
    simile_status status = simile_yaml__load(&root, &arena, path);
    if (status == SIMILE_OK) {
        status = add_items(evaluation, root);
    }
    simile_arena__dispose(&arena);
    return status;
}
