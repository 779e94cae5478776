/* Probes of polarity. */
#include "polarity.h"
#include "memory.h"
#include "unique_name.h"
#include "utf8.h"
#include <ctype.h>
#include <math.h>

#define MOST_BYTES 48 /* of a name, before its number */

/* The end of the last character that ends within that many bytes of valid text. */
static size_t cut(const simile_buffer *text, size_t most)
{
    size_t end = text->size < most ? text->size : most;
    while (end < text->size && ((unsigned char)text->data[end] & 0xC0) == 0x80) {
        end--;
    }
    return end;
}

/* accuracy_KIND, of ASCII with letters, digits, - and _ alone; two kinds of one name get different ones. */
static simile_status name_kind(simile_buffer *name, simile_map *used, const char *kind)
{
    simile_buffer text = {0};
    simile_status status = simile_buffer__append_format(&text, "accuracy_%s", kind);
    if (status == SIMILE_OK) {
        status = simile_utf8__repair(name, text.data, text.size);
    }
    if (status == SIMILE_OK) {
        name->size = cut(name, MOST_BYTES);
        for (size_t i = 0; i < name->size; i++) {
            const unsigned char c = (unsigned char)name->data[i];
            name->data[i] = c < 0x80 && !isalnum(c) && c != '-' ? '_' : name->data[i];
        }
        name->data[name->size] = '\0';
        status = simile_unique_name__take(name, used);
    }
    simile_buffer__dispose(&text);
    return status;
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

static simile_status add_kinds(simile_measures *measures, double *right, const double *margins,
                               const simile_eval_rows *rows)
{
    simile_buffer name = {0};
    simile_map used = {0};
    simile_status status = SIMILE_OK;
    for (size_t label = 0; label < rows->n_labels && status == SIMILE_OK; label++) {
        status = name_kind(&name, &used, simile_eval_rows__label_name(rows, (int64_t)label));
        if (status == SIMILE_OK) {
            status = add_share(measures, name.data, right, margins, rows, (int64_t)label);
        }
    }
    simile_buffer__dispose(&name);
    simile_map__dispose(&used);
    return status;
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
    if (status == SIMILE_OK) {
        status = add_kinds(&outcome->measures, right, margins, rows);
    }
    simile_memory__free(right);
    return status;
}
