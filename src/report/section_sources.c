/* What the figures rest on. */
#include "sections.h"
#include <string.h>

static void put_training_data(simile_document *document, const simile_trained_run *run)
{
    const simile_json *data = simile_json__get(run->record, "data");
    const size_t n = simile_json__size(data);
    if (n == 0 || simile_json__kind(data) != SIMILE_JSON_ARRAY) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, "Training data", n, 3);
    simile_grid__name(grid, 0, "File", false);
    simile_grid__name(grid, 1, "Rows", true);
    simile_grid__name(grid, 2, "SHA-256", false);
    for (size_t i = 0; i < n; i++) {
        const simile_json *source = simile_json__at(data, i);
        simile_grid__set(grid, i, 0, simile_json__text(simile_json__get(source, "path"), "–"));
        simile_grid__set(
            grid, i, 1, simile_document__number(document, simile_json__number(simile_json__get(source, "rows"), 0), 0));
        simile_grid__set(grid, i, 2, simile_json__text(simile_json__get(source, "sha256"), "–"));
    }
}

static void put_run(simile_document *document, const simile_trained_run *run)
{
    simile_document__heading(document, 3, simile_document__format(document, "Run %s", run->folder));
    if (run->record) {
        simile_document__paragraph(
            document,
            simile_document__format(
                document, "Trained with simile %s, %s kernels, seed %s: %s steps, %s tokens.",
                simile_json__text(simile_json__get(run->record, "simile"), "–"),
                simile_json__text(simile_json__get(run->record, "kernels"), "–"),
                simile_document__number(document, simile_json__number(simile_json__get(run->record, "seed"), 0), 0),
                simile_document__number(document, simile_json__number(simile_json__get(run->record, "steps"), 0), 0),
                simile_document__number(document, simile_json__number(simile_json__get(run->record, "tokens"), 0), 0)));
    } else {
        simile_document__paragraph(document, "The run is not finished: there is no training.json yet.");
    }
    put_training_data(document, run);
    if (run->configuration.size > 0) {
        simile_document__code(document, "Configuration (resolved.yaml)", run->configuration.data);
    }
}

static void put_fact(simile_document *document, simile_grid *grid, size_t row, const simile_json *json, const char *key,
                     const char *name)
{
    const simile_json *value = simile_json__get(json, key);
    const char *text = simile_json__text(value, NULL);
    simile_grid__set(grid, row, 0, name);
    if (simile_json__kind(value) == SIMILE_JSON_NUMBER) {
        const double number = simile_json__number(value, 0);
        text = strcmp(key, "seconds") == 0 ? simile_document__seconds(document, number)
                                           : simile_document__number(document, number, 0);
    }
    simile_grid__set(grid, row, 1, text ? text : "–");
}

static void put_evaluation(simile_document *document, const simile_saved_evaluation *evaluation)
{
    static const char *const facts[][2] = {{"simile", "Version of simile"},
                                           {"model", "Model"},
                                           {"vectors", "Vectors"},
                                           {"against", "Held against"},
                                           {"kernels", "Kernels"},
                                           {"dimension", "Dimension"},
                                           {"seconds", "Time"}};
    const size_t n_facts = sizeof facts / sizeof *facts;
    simile_document__heading(document, 3, simile_document__format(document, "Evaluation %s", evaluation->path));
    if (simile_json__kind(evaluation->json) == SIMILE_JSON_OBJECT) {
        simile_grid *grid = simile_document__grid(document, "How it was made", n_facts, 2);
        simile_grid__name(grid, 0, "Fact", false);
        simile_grid__name(grid, 1, "Value", false);
        for (size_t i = 0; i < n_facts; i++) {
            put_fact(document, grid, i, evaluation->json, facts[i][0], facts[i][1]);
        }
    }
    simile_grid *grid = simile_document__grid(document, "Test data", evaluation->n_tasks, 4);
    simile_grid__name(grid, 0, "Task", false);
    simile_grid__name(grid, 1, "File", false);
    simile_grid__name(grid, 2, "Rows", true);
    simile_grid__name(grid, 3, "SHA-256", false);
    for (size_t t = 0; t < evaluation->n_tasks; t++) {
        const simile_saved_task *task = &evaluation->tasks[t];
        simile_grid__set(grid, t, 0, *task->task ? task->task : "–");
        simile_grid__set(grid, t, 1, *task->file ? task->file : "–");
        simile_grid__set(grid, t, 2,
                         task->n_rows >= 0 ? simile_document__number(document, (double)task->n_rows, 0) : "–");
        simile_grid__set(grid, t, 3, task->sha256 ? task->sha256 : "–");
    }
}

void simile_section__put_sources(simile_report *report)
{
    simile_document *document = &report->document;
    simile_document__heading(document, 2, "Configuration and data");
    for (size_t r = 0; r < report->n_runs; r++) {
        put_run(document, report->runs[r]);
    }
    for (size_t e = 0; e < report->n_evaluations; e++) {
        put_evaluation(document, report->evaluations[e]);
    }
}
