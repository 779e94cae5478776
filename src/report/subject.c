/* Gathering. */
#include "subject.h"
#include "path.h"
#include <math.h>
#include <string.h>

static bool is_same_test(const simile_saved_task *a, const simile_saved_task *b)
{
    return strcmp(a->task, b->task) == 0 && strcmp(a->base_name, b->base_name) == 0 &&
           (!a->sha256 || !b->sha256 || strcmp(a->sha256, b->sha256) == 0);
}

static const char *describe(simile_document *document, const simile_saved_task *task)
{
    static const char *const words[][2] = {{"sts", "Similarity of pairs"},
                                           {"pairs", "Pair classification"},
                                           {"labelled", "Grouping by label"},
                                           {"triples", "Triples"}};
    const char *word = *task->task ? task->task : "test";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        word = strcmp(task->task, words[i][0]) == 0 ? words[i][1] : word;
    }
    const char *name = task->name ? task->name : task->base_name;
    return *name ? simile_document__format(document, "%s: %s", word, name) : word;
}

/* The same test as every finding has: two that differ may each be the same as one that does not tell its contents. */
static bool belongs(const simile_subject *subject, const simile_saved_task *task)
{
    bool belongs = true;
    for (size_t f = 0; f < subject->n; f++) {
        belongs = belongs && is_same_test(subject->findings[f].task, task);
    }
    return belongs;
}

/* A test that this evaluation has had already is another one: it was measured twice. */
static simile_subject *find(simile_subject *subjects, size_t n, const simile_finding *finding)
{
    for (size_t s = 0; s < n; s++) {
        simile_subject *subject = &subjects[s];
        if (belongs(subject, finding->task) && subject->findings[subject->n - 1].name != finding->name) {
            return subject;
        }
    }
    return NULL;
}

void simile_subject__gather(simile_subject **subjects, size_t *n_subjects, simile_document *document,
                            simile_saved_evaluation *const *evaluations, size_t n)
{
    size_t n_tasks = 0;
    for (size_t e = 0; e < n; e++) {
        n_tasks += evaluations[e]->n_tasks;
    }
    *n_subjects = 0;
    *subjects = simile_document__alloc(document, n_tasks, sizeof **subjects);
    for (size_t e = 0; e < n && *subjects; e++) {
        for (size_t t = 0; t < evaluations[e]->n_tasks; t++) {
            const simile_finding finding = {&evaluations[e]->tasks[t], evaluations[e]->name};
            simile_subject *subject = find(*subjects, *n_subjects, &finding);
            if (!subject) {
                subject = &(*subjects)[*n_subjects];
                subject->title = describe(document, finding.task);
                subject->findings = simile_document__alloc(document, n, sizeof *subject->findings);
                *n_subjects += subject->findings != NULL;
            }
            if (subject->findings) {
                subject->findings[subject->n++] = finding;
            }
        }
    }
}

const char *simile_subject__figure_title(simile_document *document, const simile_subject *subject,
                                         const simile_finding *finding, const char *title)
{
    return subject->n > 1 ? simile_document__format(document, "%s: %s", title, finding->name) : title;
}

bool simile_subject__is_score(const char *metric)
{
    static const char *const words[] = {"spearman", "pearson", "accuracy",  "average_precision",
                                        "f1",       "purity",  "v_measure", "nmi",
                                        "ami",      "ari",     "auroc",     "ndcg",
                                        "mrr",      "map",     "recall",    "precision"};
    bool is_score = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        is_score = is_score || strstr(metric, words[i]);
    }
    return is_score && !strstr(metric, "threshold") && !strstr(metric, "_std") &&
           !simile_path__ends_with(metric, "_p"); /* of a difference: the smaller, the surer */
}

static const char *print_interval(simile_document *document, const simile_saved_metric *metric)
{
    return isfinite(metric->low) && isfinite(metric->high)
               ? simile_document__format(document, "%s to %s", simile_document__number(document, metric->low, 4),
                                         simile_document__number(document, metric->high, 4))
               : NULL;
}

static void put_value(simile_document *document, simile_grid *grid, size_t row, size_t column,
                      const simile_saved_metric *metric, double best)
{
    const char *text = !metric || !isfinite(metric->value) ? "–" : simile_document__number(document, metric->value, 4);
    simile_cell *cell = simile_grid__set(grid, row, column, text);
    if (cell && metric) {
        cell->detail = print_interval(document, metric);
        cell->is_strong = metric->value >= best && simile_subject__is_score(metric->name);
    }
}

static void put_row(simile_document *document, simile_grid *grid, size_t row, const simile_subject *subject,
                    const char *name)
{
    double best = subject->n > 1 ? -INFINITY : INFINITY;
    for (size_t f = 0; f < subject->n; f++) {
        const simile_saved_metric *metric = simile_saved_task__metric(subject->findings[f].task, name);
        best = metric && isfinite(metric->value) ? fmax(best, metric->value) : best;
    }
    simile_grid__set(grid, row, 0, name);
    for (size_t f = 0; f < subject->n; f++) {
        put_value(document, grid, row, f + 1, simile_saved_task__metric(subject->findings[f].task, name), best);
    }
}

/* The names of all findings' metrics, each once. */
static size_t collect_names(const char **names, const simile_subject *subject)
{
    size_t n = 0;
    for (size_t f = 0; f < subject->n; f++) {
        for (size_t m = 0; m < subject->findings[f].task->n_metrics; m++) {
            const char *name = subject->findings[f].task->metrics[m].name;
            size_t i = 0;
            while (i < n && strcmp(names[i], name) != 0) {
                i++;
            }
            names[i] = name;
            n += i == n;
        }
    }
    return n;
}

static void put_faults(simile_document *document, const simile_subject *subject)
{
    for (size_t f = 0; f < subject->n; f++) {
        const simile_finding *finding = &subject->findings[f];
        const char *error = finding->task->error;
        if (error || finding->task->n_metrics == 0) {
            simile_document__paragraph(document,
                                       simile_document__format(document, "%s: there are no figures%s%s", finding->name,
                                                               error ? ": " : ".", error ? error : ""));
        }
    }
}

void simile_subject__put_metrics(simile_document *document, const simile_subject *subject)
{
    size_t n_names = 0;
    for (size_t f = 0; f < subject->n; f++) {
        n_names += subject->findings[f].task->n_metrics;
    }
    const char **names = simile_document__alloc(document, n_names + 1, sizeof *names);
    const size_t n = names ? collect_names(names, subject) : 0;
    put_faults(document, subject);
    if (n == 0) {
        return;
    }
    simile_grid *grid = simile_document__grid(document, "Figures, with 95 % intervals", n, subject->n + 1);
    simile_grid__name(grid, 0, "Figure", false);
    for (size_t f = 0; f < subject->n; f++) {
        simile_grid__name(grid, f + 1, subject->n > 1 ? subject->findings[f].name : "Value", true);
    }
    for (size_t i = 0; i < n; i++) {
        put_row(document, grid, i, subject, names[i]);
    }
}
