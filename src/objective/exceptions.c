/* Exceptions. relation.c is what decides; here stands only where it has to be asked. N rows, C columns. */
#include "exceptions.h"

simile_status simile_exceptions__build(simile_exceptions *exceptions, const simile_objective_batch *batch,
                                       const simile_objective_options *options)
{
    simile_status status = SIMILE_OK;
    exceptions->batch = batch;
    exceptions->by_text = options->mask_false_negatives && batch->text_hashes;
    exceptions->by_group = batch->groups && (options->mask_false_negatives || options->loss == SIMILE_LOSS_SUPCON);
    if (exceptions->by_text) {
        status = simile_classes__build(&exceptions->texts, batch->text_hashes, batch->n_columns * batch->n_rows);
    }
    if (status == SIMILE_OK && exceptions->by_group) {
        status = simile_classes__build(&exceptions->groups, (const uint64_t *)batch->groups, batch->n_rows);
    }
    return status;
}

void simile_exceptions__dispose(simile_exceptions *exceptions)
{
    simile_classes__dispose(&exceptions->texts);
    simile_classes__dispose(&exceptions->groups);
}

/* A list that grows. */
typedef struct listing {
    uint32_t *list;
    size_t n;
    unsigned char *seen;
    size_t first, end;
} listing;

static void add(listing *l, size_t text)
{
    const size_t place = text - l->first;
    if (text >= l->first && text < l->end && !l->seen[place]) {
        l->seen[place] = 1;
        l->list[l->n++] = (uint32_t)place;
    }
}

/* The members of an item's class, each `shift` further on in the batch (modulo the size of size_t). */
static void add_class(listing *l, const simile_classes *classes, size_t item, size_t shift)
{
    size_t n;
    const uint32_t *members = simile_classes__within(&n, classes, item, l->first - shift, l->end - shift);
    for (size_t i = 0; i < n; i++) {
        add(l, members[i] + shift);
    }
}

void simile_exceptions__list(uint32_t *list, size_t *n, unsigned char *seen, const simile_exceptions *exceptions,
                             size_t q, size_t first, size_t end)
{
    const simile_objective_batch *batch = exceptions->batch;
    const size_t n_rows = batch->n_rows, column = first / n_rows, row = q % n_rows;
    const bool has_partners = batch->n_columns > 1;
    listing l = {.list = list, .seen = seen, .first = first, .end = end};
    add(&l, column * n_rows + row);
    if (exceptions->by_text) {
        add_class(&l, &exceptions->texts, q, 0);
        if (has_partners && q < 2 * n_rows) { /* texts equal to the query's partner */
            add_class(&l, &exceptions->texts, q < n_rows ? q + n_rows : q - n_rows, 0);
        }
        if (has_partners && column < 2) { /* texts whose partner equals the query */
            add_class(&l, &exceptions->texts, q, column == 0 ? (size_t)0 - n_rows : n_rows);
        }
    }
    if (exceptions->by_group && column < 2 && batch->groups[row] >= 0) {
        add_class(&l, &exceptions->groups, row, column * n_rows);
    }
    for (size_t i = 0; i < l.n; i++) {
        seen[list[i]] = 0;
    }
    *n = l.n;
}
