/* How the thing that is measured sees the texts of a file: as vectors, or as words. */
#ifndef SIMILE_EVAL_EVAL_VIEW_H
#define SIMILE_EVAL_EVAL_VIEW_H

#include "simile/status.h"
#include "threads.h"
#include "topk.h"
#include <stddef.h>

/* Texts are numbered through: those of the file, of its training file, of its dev file. */
typedef struct simile_eval_view {
    double (*cosine)(const void *context, size_t a, size_t b); /* or what stands for it. Safe from several threads */
    /* the same for a text and each of the n texts from `first` on: similarities [n] (=); NULL: there is no shorter way
     */
    void (*cosines)(double *similarities, const void *context, size_t text, size_t first, size_t n);
    const void *context;
    const float *vectors; /* [n, width], of unit length; NULL: there are none, only similarities */
    size_t width;
    const double *lengths; /* [n]: of the vectors as they came, before they were scaled */
    simile_pool *pool;
} simile_eval_view;

/* The similarity of two texts. */
double simile_eval_view__cosine(const simile_eval_view *view, size_t a, size_t b);

/* Fills a view of vectors, of which vectors, width, lengths and pool are set. It must stay where it is. */
void simile_eval_view__use_vectors(simile_eval_view *view);

/* As simile_topk__find, for the first n_queries texts as queries and the n texts from `first` on as corpus; indices
 * count from `first`. A text is not a neighbour of itself. */
simile_status simile_eval_view__find(simile_neighbour *found, const simile_eval_view *view, size_t n_queries,
                                     size_t first, size_t n, size_t k);

#endif
