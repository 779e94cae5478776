/* The retrieval task. */
#include "document_search.h"
#include "fail.h"
#include "judgements.h"
#include "memory.h"
#include "rankings.h"
#include <stdlib.h>

#define MOST_FOUND 100

static int higher_first(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double grade_of(const void *context, size_t query, size_t document)
{
    return simile_judgements__grade(context, query, document);
}

static size_t list_ideal(double *grades, const void *context, size_t query)
{
    const simile_eval_rows *rows = context;
    size_t n = 0;
    for (size_t i = rows->judgement_starts[query]; i < rows->judgement_starts[query + 1]; i++) {
        if (rows->judgements[i].grade > 0) {
            grades[n++] = rows->judgements[i].grade;
        }
    }
    qsort(grades, n, sizeof *grades, higher_first);
    return n;
}

simile_status simile_document_search__measure(simile_outcome *outcome, const simile_eval_item *item,
                                              const simile_eval_view *view)
{
    const simile_eval_rows *rows = &item->rows;
    const size_t n = rows->n_rows, n_documents = rows->n_texts - n;
    const size_t k = n_documents < MOST_FOUND ? n_documents : MOST_FOUND;
    const simile_relevance relevance = {grade_of, list_ideal, rows, n, n_documents};
    simile_neighbour *found = simile_memory__alloc(n, k * sizeof *found);
    simile_status status = found ? simile_eval_view__find(found, view, n, n, n_documents, k) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = simile_rankings__measure(outcome, found, k, &relevance);
        status = status == SIMILE_OK ? status : simile_status__add_context(status, "%s", rows->path);
    }
    simile_memory__free(found);
    return status;
}
