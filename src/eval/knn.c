/* Nearest neighbours as a classifier. */
#include "knn.h"
#include "memory.h"

/* A label wins against an equally frequent one that appears later. */
int64_t simile_knn__vote(const simile_neighbour *neighbours, const int64_t *labels, size_t k)
{
    int64_t winner = -1;
    size_t most = 0;
    for (size_t i = 0; i < k && neighbours[i].index != SIZE_MAX; i++) {
        const int64_t label = labels[neighbours[i].index];
        size_t count = 0;
        for (size_t j = 0; j < k && neighbours[j].index != SIZE_MAX; j++) {
            count += labels[neighbours[j].index] == label;
        }
        if (count > most) {
            most = count;
            winner = label;
        }
    }
    return winner;
}

simile_status simile_knn__predict(int64_t *predicted, const simile_labelled *test, const simile_labelled *train,
                                  size_t k, simile_pool *pool)
{
    const simile_labelled *corpus = train ? train : test;
    simile_neighbour *found = simile_memory__alloc(test->n * k, sizeof *found);
    simile_status status = found ? simile_topk__find(found, test->vectors, test->n, corpus->vectors, corpus->n,
                                                     corpus->width, k, !train, pool)
                                 : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < test->n && status == SIMILE_OK; i++) {
        predicted[i] = simile_knn__vote(found + i * k, corpus->labels, k);
    }
    simile_memory__free(found);
    return status;
}

double simile_knn__accuracy(const int64_t *predicted, const int64_t *labels, size_t n)
{
    size_t n_right = 0;
    for (size_t i = 0; i < n; i++) {
        n_right += predicted[i] == labels[i];
    }
    return n > 0 ? (double)n_right / (double)n : 0;
}
