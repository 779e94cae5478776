/* Probes of polarity. */
#include "polarity.h"
#include "memory.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>

/* accuracy_KIND, with letters, digits, - and _ alone. */
static void name_kind(char *name, size_t size, const char *kind)
{
    snprintf(name, size, "accuracy_%s", kind);
    for (char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c) && *c != '-') {
            *c = '_';
        }
    }
}

/* The share of right rows of one label; −1: of all. */
static simile_status add_share(simile_measures *measures, const char *name, double *right, const double *margins,
                               const simile_eval_rows *rows, int64_t label)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        right[i] = label < 0 || rows->labels[i] == label ? margins[i] > 0 : NAN;
    }
    return simile_measures__add_mean(measures, name, right, rows->n_rows, NULL);
}

simile_status simile_polarity__measure(simile_outcome *outcome, const simile_eval_item *item,
                                       const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    double *right = simile_memory__alloc(rows->n_rows, sizeof *right), *margins;
    simile_status status =
        right ? simile_outcome__add_column(&margins, outcome, "margin", SIMILE_COLUMN_REAL, rows->n_rows)
              : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        const size_t sentence = rows->row_starts[i];
        margins[i] = simile_eval_view__cosine(view, sentence, sentence + 1) -
                     simile_eval_view__cosine(view, sentence, sentence + 2);
    }
    if (status == SIMILE_OK) {
        status = add_share(&outcome->measures, "accuracy", right, margins, rows, -1);
    }
    for (size_t label = 0; label < rows->n_labels && status == SIMILE_OK; label++) {
        char name[64];
        name_kind(name, sizeof name, simile_eval_rows__label_name(rows, (int64_t)label));
        status = add_share(&outcome->measures, name, right, margins, rows, (int64_t)label);
    }
    simile_memory__free(right);
    return status;
}
