/* Similarities and neighbours, whatever they come from. */
#include "eval_view.h"
#include "memory.h"
#include <math.h>
#include <stdint.h>

double simile_eval_view__cosine(const simile_eval_view *view, size_t a, size_t b)
{
    return view->cosine(view->context, a, b);
}

static double cosine_of_vectors(const void *context, size_t a, size_t b)
{
    const simile_eval_view *view = context;
    const float *x = view->vectors + a * view->width, *y = view->vectors + b * view->width;
    double sum = 0;
    for (size_t i = 0; i < view->width; i++) {
        sum += (double)x[i] * (double)y[i];
    }
    return sum;
}

void simile_eval_view__use_vectors(simile_eval_view *view)
{
    view->cosine = cosine_of_vectors;
    view->context = view;
}

typedef struct view_search {
    simile_neighbour *found; /* [n_queries, k] */
    const simile_eval_view *view;
    size_t first, n, k;
    double *similarities; /* [workers, n] */
} view_search;

static void find_similarities(double *similarities, const simile_eval_view *view, size_t query, size_t first, size_t n)
{
    if (view->cosines) {
        view->cosines(similarities, view->context, query, first, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        similarities[i] = simile_eval_view__cosine(view, query, first + i);
    }
}

static simile_status search_one(void *context, size_t query, size_t worker)
{
    const view_search *search = context;
    simile_neighbour *best = search->found + query * search->k;
    double *similarities = search->similarities + worker * search->n;
    size_t n_found = 0;
    find_similarities(similarities, search->view, query, search->first, search->n);
    for (size_t i = 0; i < search->k; i++) {
        best[i] = (simile_neighbour){-INFINITY, SIZE_MAX};
    }
    for (size_t i = 0; i < search->n; i++) {
        const float score = (float)similarities[i];
        if (search->first + i == query || (n_found == search->k && score <= best[n_found - 1].score)) {
            continue;
        }
        size_t place = n_found < search->k ? n_found++ : n_found - 1;
        for (; place > 0 && best[place - 1].score < score; place--) {
            best[place] = best[place - 1];
        }
        best[place] = (simile_neighbour){score, i};
    }
    return SIMILE_OK;
}

simile_status simile_eval_view__find(simile_neighbour *found, const simile_eval_view *view, size_t n_queries,
                                     size_t first, size_t n, size_t k)
{
    if (view->vectors && (first >= n_queries || (first == 0 && n == n_queries))) {
        return simile_topk__find(found, view->vectors, n_queries, view->vectors + first * view->width, n, view->width,
                                 k, first == 0, view->pool);
    }
    view_search search = {.found = found, .view = view, .first = first, .n = n, .k = k};
    search.similarities = simile_memory__alloc(simile_pool__size(view->pool), n * sizeof *search.similarities);
    simile_status status =
        search.similarities ? simile_pool__run(view->pool, n_queries, search_one, &search) : SIMILE_ERROR_MEMORY;
    simile_memory__free(search.similarities);
    return status;
}
