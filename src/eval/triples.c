/* The triples task. */
#include "triples.h"
#include "memory.h"

/* What each row has. */
typedef struct triples_columns {
    double *margins, *negatives, *positive_similarities, *negative_similarities; /* [n] */
} triples_columns;

static simile_status add_columns(triples_columns *columns, simile_outcome *outcome, size_t n)
{
    simile_status status = simile_outcome__add_column(&columns->margins, outcome, "margin", SIMILE_COLUMN_REAL, n);
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&columns->negatives, outcome, "negative", SIMILE_COLUMN_TEXT, n);
    }
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&columns->positive_similarities, outcome, "positive_similarity",
                                            SIMILE_COLUMN_REAL, n);
    }
    if (status == SIMILE_OK) {
        status = simile_outcome__add_column(&columns->negative_similarities, outcome, "negative_similarity",
                                            SIMILE_COLUMN_REAL, n);
    }
    return status;
}

static void measure_row(triples_columns *columns, const simile_eval_rows *rows, size_t row,
                        const simile_eval_view *view)
{
    const size_t anchor = rows->row_starts[row];
    size_t nearest = anchor + 2;
    double best = simile_eval_view__cosine(view, anchor, nearest);
    for (size_t text = anchor + 3; text < rows->row_starts[row + 1]; text++) {
        const double cosine = simile_eval_view__cosine(view, anchor, text);
        if (cosine > best) {
            best = cosine;
            nearest = text;
        }
    }
    columns->positive_similarities[row] = simile_eval_view__cosine(view, anchor, anchor + 1);
    columns->negative_similarities[row] = best;
    columns->negatives[row] = (double)nearest;
    columns->margins[row] = columns->positive_similarities[row] - best;
}

simile_status simile_triples__measure(simile_outcome *outcome, const simile_eval_item *item,
                                      const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    triples_columns columns;
    double *right = simile_memory__alloc(rows->n_rows, sizeof *right);
    simile_status status = right ? add_columns(&columns, outcome, rows->n_rows) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < rows->n_rows && status == SIMILE_OK; i++) {
        measure_row(&columns, rows, i, view);
        right[i] = columns.margins[i] > 0;
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add_mean(&outcome->measures, "accuracy", right, rows->n_rows, NULL);
    }
    simile_memory__free(right);
    return status;
}
