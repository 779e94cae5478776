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

/* All pairs of texts that were found, for draws of texts. */
typedef struct mining_context {
    simile_mined mined;
    const groups_context *groups;
    size_t n_labels;
} mining_context;

/* Pairs that belong together, each as often as the product of its texts' weights. sums [2, n_labels] is scratch. */
static double weigh_together(const mining_context *mining, const double *weights, double *sums)
{
    const simile_eval_rows *rows = mining->groups->rows;
    double *squares = sums + mining->n_labels, twice = 0;
    for (size_t i = 0; i < rows->n_rows && rows->judgements; i++) {
        for (size_t j = rows->judgement_starts[i]; j < rows->judgement_starts[i + 1]; j++) {
            twice += rows->judgements[j].grade > 0 ? weights[i] * weights[rows->judgements[j].document] : 0;
        }
    }
    for (size_t l = 0; l < 2 * mining->n_labels; l++) {
        sums[l] = 0;
    }
    for (size_t i = 0; i < rows->n_rows && !rows->judgements; i++) {
        sums[rows->labels[i]] += weights[i];
        squares[rows->labels[i]] += weights[i] * weights[i];
    }
    for (size_t l = 0; l < mining->n_labels; l++) {
        twice += sums[l] * sums[l] - squares[l];
    }
    return twice / 2;
}

static void find_mining(double *values, const void *context, const double *weights, double *scratch)
{
    const mining_context *c = context;
    simile_mining mining;
    simile_mining__measure(&mining, &c->mined, weights, weigh_together(c, weights, scratch));
    values[0] = mining.average_precision;
    values[1] = mining.f1;
    values[2] = mining.precision;
    values[3] = mining.recall;
    values[4] = mining.threshold;
}

/* Of all pairs at once. Pairs share texts, so the texts are drawn (Snijders and Borgatti 1999, "Non-Parametric Standard
 * Errors and Tests for Network Statistics"). */
static simile_status add_mining(simile_measures *measures, const simile_neighbour *found, size_t k,
                                const groups_context *groups, size_t n_labels)
{
    static const char *const names[] = {"mining_average_precision", "mining_f1", "mining_precision", "mining_recall",
                                        "mining_threshold"};
    const size_t n = groups->rows->n_rows;
    mining_context context = {.groups = groups, .n_labels = n_labels};
    const simile_resampling resampling = {.figures = find_mining,
                                          .context = &context,
                                          .n_rows = n,
                                          .n_values = sizeof names / sizeof *names,
                                          .n_scratch = 2 * n_labels};
    simile_status status = simile_mined__gather(&context.mined, found, n, k, belong, groups);
    if (status == SIMILE_OK) {
        status = simile_measures__add_resampled(measures, names, &resampling,
                                                "undefined: no pair that was found belongs together");
    }
    simile_mined__dispose(&context.mined);
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
        status = add_mining(&outcome->measures, found, k, &context, item->names.n_entries);
    }
    simile_memory__free(found);
    simile_memory__free(context.sizes);
    return status;
}
