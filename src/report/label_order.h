/* The labels of a task by how often they occur: the frequent ones get colours and rows of their own. */
#ifndef SIMILE_REPORT_LABEL_ORDER_H
#define SIMILE_REPORT_LABEL_ORDER_H

#include "document.h"
#include "saved_rows.h"

typedef struct simile_label_order {
    size_t n_shown;  /* at most the number wanted; the rest are "other" */
    int64_t *labels; /* [labels of the rows]: the most frequent first, ties in order of appearance */
    size_t *places;  /* [labels of the rows]: of each label in `labels`, or n_shown for what is not shown */
    bool has_other;
} simile_label_order;

/* The n_wanted most frequent labels are shown, or all; of more, the rest are "other", even if it is a single one. false
 * when the document has failed. */
bool simile_label_order__make(simile_label_order *order, simile_document *document, const simile_saved_rows *rows,
                              size_t n_wanted);

/* The place of a label; none (-1) is "other" too. */
size_t simile_label_order__place(const simile_label_order *order, int64_t label);

/* The name at a place: a label, or "other". */
const char *simile_label_order__name(const simile_label_order *order, const simile_saved_rows *rows, size_t place);

#endif
