/* Counting labels. */
#include "label_order.h"
#include "sections.h"

bool simile_label_order__make(simile_label_order *order, simile_document *document, const simile_saved_rows *rows,
                              size_t n_wanted)
{
    const size_t n = rows->labels.n_entries;
    simile_ranked_row *ranked = simile_document__alloc(document, n, sizeof *ranked);
    *order = (simile_label_order){.n_shown = n < n_wanted ? n : n_wanted, .has_other = n > n_wanted};
    order->labels = simile_document__alloc(document, n, sizeof *order->labels);
    order->places = simile_document__alloc(document, n, sizeof *order->places);
    if (document->status != SIMILE_OK) {
        return false;
    }
    for (size_t label = 0; label < n; label++) {
        ranked[label].row = label;
    }
    for (size_t i = 0; i < rows->n; i++) {
        ranked[rows->rows[i].label].weight++;
    }
    simile_section__sort(ranked, n);
    for (size_t place = 0; place < n; place++) {
        order->labels[place] = (int64_t)ranked[place].row;
        order->places[ranked[place].row] = place < order->n_shown ? place : order->n_shown;
    }
    return true;
}

size_t simile_label_order__place(const simile_label_order *order, int64_t label)
{
    return label < 0 ? order->n_shown : order->places[label];
}

const char *simile_label_order__name(const simile_label_order *order, const simile_saved_rows *rows, size_t place)
{
    return place < order->n_shown ? simile_saved_rows__label(rows, order->labels[place]) : "other";
}
