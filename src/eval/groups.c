/* Texts that belong together look for each other: by their label, or by judgements. */
#include "document_search.h"
#include "fail.h"
#include "judgements.h"
#include "memory.h"
#include "mining.h"
#include "rankings.h"

#define MOST_FOUND 100

/* Who belongs to whom. */
typedef struct groups_context {
    const simile_eval_rows *rows;
    size_t *sizes; /* [n_labels]: rows of each; by label alone */
} groups_context;

static bool belong(const void *context, size_t a, size_t b)
{
    const groups_context *c = context;
    const simile_eval_rows *rows = c->rows;
    return rows->judgements ? simile_judgements__grade(rows, a, b) > 0 : rows->labels[a] == rows->labels[b];
}

static double grade_of(const void *context, size_t query, size_t document)
{
    return belong(context, query, document);
}

static size_t list_ideal(double *grades, const void *context, size_t query)
{
    const groups_context *c = context;
    const size_t n = c->rows->judgements ? (size_t)c->rows->scores[query] : c->sizes[c->rows->labels[query]] - 1;
    for (size_t i = 0; i < n; i++) {
        grades[i] = 1;
    }
    return n;
}

/* Pairs that belong together. */
static double count_together(const groups_context *context)
{
    const simile_eval_rows *rows = context->rows;
    double n = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        n += rows->judgements ? rows->scores[i] : (double)context->sizes[rows->labels[i]] - 1;
    }
    return n / 2;
}

/* Of all pairs at once; they are no rows that could be drawn, so the figures have no intervals. */
static simile_status add_mining(simile_measures *measures, const simile_neighbour *found, size_t k,
                                const groups_context *context)
{
    simile_mining mining = {0};
    simile_status status =
        simile_mining__measure(&mining, found, context->rows->n_rows, k, belong, context, count_together(context));
    const struct {
        const char *name;
        double value;
    } figures[] = {{"mining_average_precision", mining.average_precision},
                   {"mining_f1", mining.f1},
                   {"mining_precision", mining.precision},
                   {"mining_recall", mining.recall},
                   {"mining_threshold", mining.threshold}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures && status == SIMILE_OK; i++) {
        status = simile_measures__add(measures, figures[i].name, figures[i].value, NULL);
    }
    return status;
}

static simile_status count_sizes(groups_context *context, const simile_eval_rows *rows, size_t n_labels)
{
    context->rows = rows;
    context->sizes = simile_memory__alloc(n_labels + 1, sizeof *context->sizes);
    for (size_t i = 0; i < rows->n_rows && context->sizes; i++) {
        context->sizes[rows->labels[i]]++;
    }
    return context->sizes ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

simile_status simile_groups__measure(simile_outcome *outcome, const simile_eval_item *item,
                                     const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    const size_t n = rows->n_rows, k = n - 1 < MOST_FOUND ? n - 1 : MOST_FOUND;
    groups_context context = {0};
    const simile_relevance relevance = {grade_of, list_ideal, &context, n, n};
    simile_neighbour *found = simile_memory__alloc(n, k * sizeof *found);
    simile_status status = found ? count_sizes(&context, rows, item->names.n_entries) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK && !(count_together(&context) > 0)) {
        status = simile_status__fail(SIMILE_ERROR_DATA, "%s: no two texts belong together", rows->path);
    }
    if (status == SIMILE_OK) {
        status = simile_eval_view__find(found, view, n, 0, n, k);
    }
    if (status == SIMILE_OK) {
        status = simile_rankings__measure(outcome, found, k, &relevance);
    }
    if (status == SIMILE_OK) {
        status = add_mining(&outcome->measures, found, k, &context);
    }
    simile_memory__free(found);
    simile_memory__free(context.sizes);
    return status;
}
