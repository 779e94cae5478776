/* What a report compares: one test, and what each evaluation found on it. */
#ifndef SIMILE_REPORT_SUBJECT_H
#define SIMILE_REPORT_SUBJECT_H

#include "document.h"
#include "saved_evaluation.h"
#include <stdbool.h>
#include <stddef.h>

/* What one evaluation found. */
typedef struct simile_finding {
    const simile_saved_task *task;
    const char *name;     /* of the evaluation */
    const char *against;  /* what --against named; NULL: not known */
    const void *computed; /* by simile_section__compute */
} simile_finding;

typedef struct simile_subject {
    const char *title;        /* "Similarity of pairs: stsb.dev.tsv"; a name in a suite goes before that of the file */
    simile_finding *findings; /* [n], in the order of the evaluations */
    size_t n;
} simile_subject;

/* The tests of the evaluations [n], in order of appearance: the same task on a file of the same name is the same test,
 * unless both say that its contents differ. *subjects [*n_subjects] is in the document's arena. */
void simile_subject__gather(simile_subject **subjects, size_t *n_subjects, simile_document *document,
                            simile_saved_evaluation *const *evaluations, size_t n);

/* "TITLE", or "TITLE: NAME" where several evaluations are compared. */
const char *simile_subject__figure_title(simile_document *document, const simile_subject *subject,
                                         const simile_finding *finding, const char *title);

/* What a rival of the finding is called: the other model by its name, unless that is also the model's own. */
const char *simile_finding__rival_name(const simile_finding *finding, const simile_rival *rival);

/* Whether more is better, as far as it is known: the best of several may be set in bold. */
bool simile_subject__is_score(const char *metric);

#endif
