/* Gathering. */
#include "subject.h"
#include <string.h>

static bool is_same_test(const simile_saved_task *a, const simile_saved_task *b)
{
    return strcmp(a->task, b->task) == 0 && strcmp(a->base_name, b->base_name) == 0 &&
           (!a->sha256 || !b->sha256 || strcmp(a->sha256, b->sha256) == 0);
}

static const char *describe(simile_document *document, const simile_saved_task *task)
{
    static const char *const words[][2] = {{"sts", "Similarity of pairs"},    {"pairs", "Pair classification"},
                                           {"labelled", "Grouping by label"}, {"triples", "Triples"},
                                           {"retrieval", "Retrieval"},        {"reranking", "Reranking"},
                                           {"groups", "Finding the group"},   {"mining", "Paraphrase mining"},
                                           {"probes", "Changed sentences"},   {"anomaly", "Odd ones out"}};
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
            const simile_finding finding = {
                .task = &evaluations[e]->tasks[t], .name = evaluations[e]->name, .against = evaluations[e]->against};
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

const char *simile_finding__rival_name(const simile_finding *finding, const simile_rival *rival)
{
    const bool is_named =
        rival == &simile_rivals[0] && finding->against && strcmp(finding->against, finding->name) != 0;
    return is_named ? finding->against : rival->word;
}

bool simile_subject__is_score(const char *metric)
{
    static const char *const words[] = {"spearman", "pearson",   "accuracy",  "average_precision",
                                        "f1",       "purity",    "v_measure", "nmi",
                                        "ami",      "ari",       "auroc",     "ndcg",
                                        "mrr",      "map",       "recall",    "precision",
                                        "_ap",      "odd_first", "silhouette"};
    bool is_score = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        is_score = is_score || strstr(metric, words[i]);
    }
    return is_score && !strstr(metric, "threshold") && !strstr(metric, "_std");
}
