/* Configurations: what is shipped loads, what is wrong is told with its place, what is printed reads back the same. */
#include "config.h"
#include "expect.h"
#include "memory.h"
#include "run.h"
#include "scratch.h"
#include "suite.h"
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES "data: {sources: [{path: corpora/sts.dev.tsv, kind: sts}]}\n"

static simile_status load(simile_config **config, const char *yaml, const char *set)
{
    return simile_config_load(config, scratch_write_text("c.yaml", yaml), &set, set ? 1 : 0);
}

static void expect_refusal(const char *yaml, const char *set, const char *part)
{
    simile_config *config;
    const int64_t live = simile_memory__live();
    expect_failure(load(&config, yaml, set), SIMILE_ERROR_CONFIG, part);
    ck_assert_ptr_null(config);
    ck_assert_int_eq(simile_memory__live(), live);
}

/* Printed, read and printed again is the same text. */
static void expect_stable(const simile_config *config)
{
    simile_config *again;
    char *text = simile_config_print(config);
    ck_assert_ptr_nonnull(text);
    expect_ok(load(&again, text, NULL));
    char *second = simile_config_print(again);
    ck_assert_str_eq(text, second);
    simile_config_free_text(text);
    simile_config_free_text(second);
    simile_config_free(again);
}

static void set_places(void)
{
    setenv("SIMILE_DATA", "/outside", 1);
    setenv("SIMILE_INIT", "tests/golden/bert", 1);
}

/* Everything that the configuration names beside data from outside is there, and its parts fit together. */
static void expect_setup(const simile_config *config, const char *name)
{
    bool is_done;
    simile_run *run;
    const simile_train_request request = {.folder = scratch_path(name), .n_threads = 1};
    expect_ok(simile_run__new(&run, &is_done, config, &request));
    simile_run__free(run);
}

START_TEST(configuration__shipped_files_load)
{
    size_t n = 0, n_set_up = 0;
    DIR *folder = opendir("configs");
    ck_assert_ptr_nonnull(folder);
    set_places();
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        simile_config *config;
        if (!strstr(entry->d_name, ".yaml")) {
            continue;
        }
        snprintf(path, sizeof path, "configs/%s", entry->d_name);
        expect_ok(simile_config_load(&config, path, NULL, 0));
        expect_stable(config);
        if (!strstr(config->sources[0].source.path, "/outside")) {
            expect_setup(config, entry->d_name);
            n_set_up++;
        }
        simile_config_free(config);
        n++;
    }
    closedir(folder);
    ck_assert_uint_ge(n, 6);
    ck_assert_uint_ge(n_set_up, 4);
}
END_TEST

START_TEST(configuration__takes_paths_from_the_environment)
{
    simile_config *config;
    const char *yaml = "data: {sources: [{path: \"${SIMILE_DATA}/a${SIMILE_INIT}b\"}]}\n";
    set_places();
    expect_ok(load(&config, yaml, NULL));
    ck_assert_str_eq(config->sources[0].source.path, "/outside/atests/golden/bertb");
    simile_config_free(config);
    unsetenv("SIMILE_DATA");
    expect_refusal(yaml, NULL, "SIMILE_DATA");
    expect_refusal(yaml, NULL, "c.yaml:1:");
}
END_TEST

START_TEST(configuration__names_an_unknown_key)
{
    const struct {
        const char *yaml, *place, *nearest;
    } cases[] = {
        {SOURCES "modle: {layers: 2}\n", "c.yaml:2:1: unknown key \"modle\"", "model"},
        {SOURCES "model:\n  lairs: 2\n", "c.yaml:3:3: unknown key \"lairs\"", "layers"},
        {SOURCES "objective: {temprature: 1}\n", "c.yaml:2:13: unknown key \"temprature\"", "temperature"},
        {SOURCES "train: {learning-rate: 1}\n", "c.yaml:2:9: unknown key \"learning-rate\"", "learning_rate"},
        {"data:\n  sources:\n    - {path: a, knid: sts}\n", "c.yaml:3:17: unknown key \"knid\"", "kind"},
        {"data:\n  sources: [{path: a, tempertaure: 1}]\n", "c.yaml:2:23: unknown key \"tempertaure\"", "temperature"},
        {SOURCES "compute: {thread: 1}\n", "c.yaml:2:11: unknown key \"thread\"", "threads"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char nearest[64];
        snprintf(nearest, sizeof nearest, "did you mean %s?", cases[i].nearest);
        expect_refusal(cases[i].yaml, NULL, cases[i].place);
        expect_refusal(cases[i].yaml, NULL, nearest);
    }
    expect_refusal(SOURCES "model: {zzzzzzzz: 1}\n", NULL, "\"zzzzzzzz\"");
    ck_assert_ptr_null(strstr(simile_status_message(), "did you mean"));
}
END_TEST

START_TEST(configuration__answers_keys_of_other_tools)
{
    expect_refusal(SOURCES "train: {accumulate: 4}\n", NULL, "c.yaml:2:9: no key \"accumulate\": a batch is never");
    expect_refusal(SOURCES, "train.gradient_accumulation_steps=4", "compute.memory");
    expect_refusal(SOURCES "train: {warmup_steps: 4}\n", NULL, "set train.warmup");
}
END_TEST

START_TEST(configuration__reads_dimensions)
{
    static const char *const wrong[] = {"0x10",
                                        " 64",
                                        "64: 1",
                                        "16,",
                                        "16:",
                                        ",16",
                                        "0",
                                        "16:0",
                                        "16:-1",
                                        "1.5",
                                        "16 8",
                                        "x",
                                        "16:x",
                                        "16::1",
                                        "nan",
                                        "16:nan",
                                        "1,2,3,4,5,6,7,8,9"};
    const simile_train_options right = {.dimensions = "128:0.25,64"};
    simile_objective_options objective;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char yaml[256];
        snprintf(yaml, sizeof yaml, SOURCES "train: {dimensions: \"%s\"}\n", wrong[i]);
        expect_refusal(yaml, NULL, "train.dimensions");
    }
    expect_ok(simile_config__read_cuts(&objective, &right));
    ck_assert_uint_eq(objective.n_cuts, 2);
    ck_assert_uint_eq(objective.cuts[0].width, 128);
    ck_assert_double_eq(objective.cuts[0].weight, 0.25);
    ck_assert_uint_eq(objective.cuts[1].width, 64);
    ck_assert_double_eq(objective.cuts[1].weight, 1);
}
END_TEST

START_TEST(configuration__shows_the_range_of_a_value)
{
    expect_refusal(SOURCES "model:\n  layers: 65\n", NULL, "c.yaml:3:");
    expect_refusal(SOURCES "model: {layers: 65}\n", NULL, "layers: 65 is out of range (1 to 64)");
    expect_refusal(SOURCES "model: {layers: 0}\n", NULL, "(1 to 64)");
    expect_refusal(SOURCES "model: {dropout: 0.95}\n", NULL, "dropout: 0.95 is out of range (0 to 0.9)");
    expect_refusal(SOURCES "compute: {memory: 1000}\n", NULL, "memory: 1000 is out of range");
    expect_refusal(SOURCES "model: {layers: two}\n", NULL, "\"two\"");
    expect_refusal(SOURCES "model: {layers: 2.5}\n", NULL, "\"2.5\"");
    expect_refusal(SOURCES "model: {layers: 2x}\n", NULL, "\"2x\"");
    expect_refusal(SOURCES "model: {layers: }\n", NULL, "null");
    expect_refusal(SOURCES "model: {layers: [2]}\n", NULL, "takes one value");
    expect_refusal(SOURCES "model: {pooling: meen}\n", NULL, "mean");
    expect_refusal(SOURCES "model: 3\n", NULL, "model: takes keys and values");
    expect_refusal("data: {sources: 3}\n", NULL, "sources: takes a list");
    expect_refusal(SOURCES "train: {learning_rate: nan}\n", NULL, "learning_rate");
}
END_TEST

START_TEST(configuration__needs_sources_and_paths)
{
    expect_refusal("seed: 1\n", NULL, "data.sources");
    expect_refusal("data: {sources: []}\n", NULL, "data.sources");
    expect_refusal("data:\n  sources:\n    - {kind: sts}\n", NULL, "c.yaml:3:7: path: is missing");
    expect_refusal(SOURCES, "data.dev=[{kind: sts}]", "path: is missing");
    expect_refusal(SOURCES "train: {steps: 0}\n", NULL, "steps, epochs and minutes");
}
END_TEST

START_TEST(configuration__refuses_contradictions)
{
    expect_refusal(SOURCES "model: {hidden: 30, heads: 4}\n", NULL, "model.heads");
    expect_refusal(SOURCES "objective: {mode: self-supervised}\nmodel: {dropout: 0}\n", NULL, "dropout");
    expect_refusal(SOURCES "objective: {loss: supcon}\n", NULL, "data.sources[0]");
    expect_refusal("data: {sources: [{path: a, kind: text}]}\n", NULL, "no positives");
    expect_refusal(SOURCES "train: {patience: 3}\n", NULL, "needs data.dev");
    expect_refusal(SOURCES "train: {dimensions: \"16\"}\nmodel: {projection: tanh}\n", NULL, "model.projection");
    expect_refusal(SOURCES "objective: {learn_temperature: true, temperature: 2}\n", NULL, "temperature_high");
}
END_TEST

START_TEST(configuration__assignments_override_the_file)
{
    simile_config *config;
    const char *sets[] = {"model.layers=3", "data.sources[0].weight=7", "model.layers=5", "seed=9",
                          "data.dev=[{path: x}]"};
    const char *path = scratch_write_text("c.yaml", "seed: 2\nmodel: {layers: 2, hidden: 64}\n" SOURCES);
    expect_ok(simile_config_load(&config, path, sets, 5));
    ck_assert_int_eq(config->model.layers, 5);
    ck_assert_int_eq(config->model.hidden, 64);
    ck_assert_int_eq(config->model.heads, 4); /* a default */
    ck_assert_uint_eq(config->seed, 9);
    ck_assert(fabs(config->sources[0].source.weight - 7) < 1e-12);
    ck_assert_uint_eq(config->n_dev, 1);
    simile_config_free(config);
    expect_refusal(SOURCES, "model.layers=99", "--set model.layers: ");
    expect_refusal(SOURCES, "model.layer=9", "layers");
    expect_refusal(SOURCES, "model.layers", "model.layers");
}
END_TEST

START_TEST(configuration__sources_inherit_the_objective)
{
    simile_config *config;
    expect_ok(load(&config,
                   "objective: {temperature: 0.5, loss: nt-xent}\n"
                   "data: {sources: [{path: a}, {path: b, kind: labelled, temperature: 0.25}]}\n",
                   NULL));
    ck_assert(fabs(config->sources[0].objective.temperature - 0.5) < 1e-12);
    ck_assert_int_eq(config->sources[0].objective.loss, SIMILE_LOSS_NT_XENT);
    ck_assert(fabs(config->sources[1].objective.temperature - 0.25) < 1e-12);
    ck_assert_int_eq(config->sources[1].objective.loss, SIMILE_LOSS_SUPCON); /* what labels are for */
    expect_stable(config);
    simile_config_free(config);
}
END_TEST

START_TEST(configuration__odd_texts_read_back)
{
    simile_config *config;
    const char *const paths[] = {"a b: c", "#x", "null", "1", "it's", "say \\\"x\\\"", "\\u00e9\\t\\\\", "- a", "[x]"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char yaml[256];
        snprintf(yaml, sizeof yaml, "data: {sources: [{path: \"%s\", columns: \"1,2\"}], dev: [{path: \"%s\"}]}\n",
                 paths[i], paths[i]);
        expect_ok(load(&config, yaml, NULL));
        ck_assert_str_eq(config->sources[0].source.path, config->dev[0].path);
        expect_stable(config);
        simile_config_free(config);
    }
}
END_TEST

/* One option set to one value: when the configuration stands, it must read back. Answers whether it stands. */
static size_t try_value(const char *section, const char *name, const char *value)
{
    char set[512];
    simile_config *config;
    const char *item = strchr(section, '[') ? "[0]" : "";
    snprintf(set, sizeof set, "%.*s%s%s%s=%s", (int)strcspn(section, "["), section, item, *section ? "." : "", name,
             value);
    const char *yaml = "data: {sources: [{path: a}], dev: [{path: b}]}\n";
    if (load(&config, yaml, set) != SIMILE_OK) {
        ck_assert_msg(strstr(simile_status_message(), "unknown key") == NULL, "%s: %s", set, simile_status_message());
        return 0;
    }
    expect_stable(config);
    simile_config_free(config);
    return 1;
}

static size_t try_option(const char *section, const simile_option *row)
{
    char low[64], high[64];
    size_t n = 0;
    snprintf(low, sizeof low, "%.17g", row->low);
    snprintf(high, sizeof high, "%.17g", row->high);
    switch (row->type) {
    case SIMILE_OPTION_CHOICE:
        for (size_t i = 0; row->choices[i]; i++) {
            n += try_value(section, row->name, row->choices[i]);
        }
        return n;
    case SIMILE_OPTION_BOOL:
        return try_value(section, row->name, "true") + try_value(section, row->name, "false");
    case SIMILE_OPTION_TEXT:
        return try_value(section, row->name, "\"1\"");
    default:
        return try_value(section, row->name, low) + try_value(section, row->name, high);
    }
}

START_TEST(configuration__every_option_reads_back_at_its_bounds)
{
    const simile_option *rows;
    const char *section;
    size_t n_rows;
    for (size_t i = 0; (section = simile_config_section(&rows, &n_rows, i)); i++) {
        for (size_t r = 0; r < n_rows; r++) {
            ck_assert_msg(try_option(section, &rows[r]) > 0, "%s %s takes no value", section, rows[r].name);
        }
    }
}
END_TEST

static simile_status load_and_free(void *path)
{
    simile_config *config;
    simile_status status = simile_config_load(&config, path, NULL, 0);
    simile_config_free(config);
    return status;
}

START_TEST(configuration__survives_a_lack_of_memory)
{
    char path[] = "configs/quickstart.yaml";
    ck_assert_uint_gt(expect_memory_failures(load_and_free, path), 10);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {configuration__shipped_files_load,
                                  configuration__takes_paths_from_the_environment,
                                  configuration__names_an_unknown_key,
                                  configuration__shows_the_range_of_a_value,
                                  configuration__needs_sources_and_paths,
                                  configuration__answers_keys_of_other_tools,
                                  configuration__reads_dimensions,
                                  configuration__refuses_contradictions,
                                  configuration__assignments_override_the_file,
                                  configuration__sources_inherit_the_objective,
                                  configuration__odd_texts_read_back,
                                  configuration__every_option_reads_back_at_its_bounds,
                                  configuration__survives_a_lack_of_memory};
    return suite_run("configuration", tests, sizeof tests / sizeof *tests);
}
