/* Reading what is given, making the document once, writing it in two ways. */
#include "fail.h"
#include "file.h"
#include "html_page.h"
#include "memory.h"
#include "report_state.h"
#include "sections.h"
#include "text_page.h"
#include <string.h>

simile_status simile_report_new(simile_report **report, const simile_report_options *options)
{
    simile_report *r = simile_memory__alloc(1, sizeof *r);
    *report = NULL;
    if (!r) {
        return SIMILE_ERROR_MEMORY;
    }
    r->options = options ? *options : (simile_report_options){0};
    if (r->options.title) {
        r->title = simile_memory__copy_text(r->options.title, strlen(r->options.title));
        if (!r->title) {
            simile_report_free(r);
            return SIMILE_ERROR_MEMORY;
        }
    }
    *report = r;
    return SIMILE_OK;
}

void simile_report_free(simile_report *report)
{
    if (!report) {
        return;
    }
    for (size_t i = 0; i < report->n_runs; i++) {
        simile_trained_run__free(report->runs[i]);
    }
    for (size_t i = 0; i < report->n_evaluations; i++) {
        simile_saved_evaluation__free(report->evaluations[i]);
    }
    simile_memory__free(report->runs);
    simile_memory__free(report->evaluations);
    simile_memory__free(report->title);
    simile_map__dispose(&report->inputs);
    simile_document__dispose(&report->document);
    simile_memory__free(report);
}

static simile_status add_run(simile_report *report, const char *path)
{
    simile_trained_run *run;
    simile_status status =
        simile_memory__grow((void *)&report->runs, &report->runs_capacity, report->n_runs + 1, sizeof *report->runs);
    status = status == SIMILE_OK ? simile_trained_run__load(&run, path, &report->inputs) : status;
    if (status == SIMILE_OK) {
        report->runs[report->n_runs++] = run;
    }
    return status;
}

static simile_status add_evaluation(simile_report *report, const char *path)
{
    simile_saved_evaluation *evaluation;
    simile_status status = simile_memory__grow((void *)&report->evaluations, &report->evaluations_capacity,
                                               report->n_evaluations + 1, sizeof *report->evaluations);
    status = status == SIMILE_OK ? simile_saved_evaluation__load(&evaluation, path, &report->inputs) : status;
    if (status == SIMILE_OK) {
        report->evaluations[report->n_evaluations++] = evaluation;
    }
    return status;
}

simile_status simile_report_add(simile_report *report, const char *path)
{
    if (report->is_made) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: the report is made already; add it before", path);
    }
    if (!simile_file__is_folder(path)) {
        return add_evaluation(report, path);
    }
    bool is_run = false, is_evaluation = false;
    simile_status status = simile_trained_run__find(&is_run, path);
    if (status == SIMILE_OK) {
        status = simile_saved_evaluation__find(&is_evaluation, path);
    }
    if (status == SIMILE_OK && !is_run && !is_evaluation) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: holds neither a training run (train.jsonl) nor a saved evaluation "
                                   "(evaluation.json, which simile eval --save writes)",
                                   path);
    }
    status = status == SIMILE_OK && is_run ? add_run(report, path) : status;
    return status == SIMILE_OK && is_evaluation ? add_evaluation(report, path) : status;
}

const char *simile_report_input(const simile_report *report, size_t index)
{
    return index < report->inputs.n_entries ? report->inputs.entries[index].key : NULL;
}

/* Those of one name are told apart by their paths: names [n], a pointer to each, with the path it stands for. */
static void tell_apart(simile_document *document, const char **const *names, const char *const *paths, size_t n)
{
    bool *is_shared = simile_document__alloc(document, n, sizeof *is_shared);
    for (size_t i = 0; is_shared && i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            is_shared[i] = is_shared[i] || (i != j && strcmp(*names[i], *names[j]) == 0);
        }
    }
    for (size_t i = 0; is_shared && i < n; i++) {
        if (is_shared[i]) {
            *names[i] = simile_document__format(document, "%s (%s)", *names[i], paths[i]);
        }
    }
}

static void tell_all_apart(simile_report *report)
{
    simile_document *document = &report->document;
    const size_t n = report->n_runs + report->n_evaluations;
    const char ***names = simile_document__alloc(document, n, sizeof *names);
    const char **paths = simile_document__alloc(document, n, sizeof *paths);
    if (!names || !paths) {
        return;
    }
    for (size_t r = 0; r < report->n_runs; r++) {
        names[r] = &report->runs[r]->name;
        paths[r] = report->runs[r]->folder;
    }
    for (size_t e = 0; e < report->n_evaluations; e++) {
        names[report->n_runs + e] = &report->evaluations[e]->name;
        paths[report->n_runs + e] = report->evaluations[e]->path;
    }
    tell_apart(document, names, paths, report->n_runs);
    tell_apart(document, names + report->n_runs, paths + report->n_runs, report->n_evaluations);
}

/* "Evaluation of A", "Training of A and B", "Evaluation of A and 3 more" */
static const char *make_title(simile_report *report)
{
    simile_document *document = &report->document;
    const bool is_evaluation = report->n_evaluations > 0;
    const size_t n = is_evaluation ? report->n_evaluations : report->n_runs;
    const char *word = is_evaluation ? "Evaluation" : "Training";
    const char *first = is_evaluation ? report->evaluations[0]->name : report->runs[0]->name;
    if (report->title) {
        return report->title;
    }
    if (n > 2) {
        return simile_document__format(document, "%s of %s and %zu more", word, first, n - 1);
    }
    const char *second = n == 1 ? "" : is_evaluation ? report->evaluations[1]->name : report->runs[1]->name;
    return simile_document__format(document, "%s of %s%s%s", word, first, n == 2 ? " and " : "", second);
}

static simile_status make(simile_report *report)
{
    simile_document *document = &report->document;
    simile_subject *subjects;
    size_t n_subjects;
    if (report->n_runs + report->n_evaluations == 0) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "a report needs a training run or an evaluation");
    }
    simile_document__note(document, simile_pool__new(&report->pool, report->options.n_threads));
    tell_all_apart(report);
    document->title = make_title(report);
    simile_subject__gather(&subjects, &n_subjects, document, report->evaluations, report->n_evaluations);
    simile_section__put_overview(report, subjects, n_subjects);
    simile_section__put_training(report);
    for (size_t s = 0; s < n_subjects; s++) {
        simile_section__put_subject(report, &subjects[s]);
    }
    simile_section__put_sources(report);
    simile_pool__free(report->pool);
    report->pool = NULL;
    return document->status;
}

static simile_status write(simile_report *report, const char *path,
                           simile_status (*print)(simile_buffer *out, const simile_document *document))
{
    simile_buffer out = {0};
    simile_status status = report->is_made ? report->document.status : make(report);
    report->is_made = report->n_runs + report->n_evaluations > 0;
    if (status == SIMILE_OK) {
        status = print(&out, &report->document);
    }
    if (status == SIMILE_OK) {
        status = simile_file__write(path, out.data, out.size);
    }
    simile_buffer__dispose(&out);
    return status;
}

simile_status simile_report_write_html(simile_report *report, const char *path)
{
    return write(report, path, simile_html__print_page);
}

simile_status simile_report_write_text(simile_report *report, const char *path)
{
    return write(report, path, simile_text__print_page);
}
