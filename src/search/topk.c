/* Exact nearest neighbours. Blocks of queries are shared out; each walks the corpus in tiles whose packed form all
 * share. */
#include "topk.h"
#include "cpu.h"
#include "gemm.h"
#include "memory.h"
#include <math.h>
#include <stdint.h>

#define QUERY_BLOCK 64
#define CORPUS_TILE 1024

typedef struct topk_search {
    simile_neighbour *found;
    const float *queries;
    size_t n_queries, n, width, k;
    bool without_self;
    float *panel; /* the tile, packed */
    size_t tile_start, tile_size;
    float *scores; /* [workers, QUERY_BLOCK, CORPUS_TILE] */
} topk_search;

/* Puts a candidate among the row's best; candidates come by rising index, so a tie leaves the earlier one in front. */
static void insert(simile_neighbour *best, size_t k, float score, size_t index)
{
    if (best[k - 1].index != SIZE_MAX && !(score > best[k - 1].score)) {
        return;
    }
    size_t at = k - 1;
    while (at > 0 && (best[at - 1].index == SIZE_MAX || score > best[at - 1].score)) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = (simile_neighbour){score, index};
}

static simile_status search_block(void *context, size_t task, size_t worker)
{
    const topk_search *search = context;
    const size_t start = task * QUERY_BLOCK;
    const size_t rows = search->n_queries - start < QUERY_BLOCK ? search->n_queries - start : QUERY_BLOCK;
    float *scores = search->scores + worker * QUERY_BLOCK * CORPUS_TILE;
    simile_left left = {.values = search->queries + start * search->width, .stride = search->width};
    simile_gemm__run(scores, CORPUS_TILE, left, search->panel, rows, search->tile_size, search->width, SIMILE_GEMM_ZERO,
                     NULL);
    for (size_t i = 0; i < rows; i++) {
        simile_neighbour *best = search->found + (start + i) * search->k;
        for (size_t j = 0; j < search->tile_size; j++) {
            size_t index = search->tile_start + j;
            if (!search->without_self || index != start + i) {
                insert(best, search->k, scores[i * CORPUS_TILE + j], index);
            }
        }
    }
    return SIMILE_OK;
}

simile_status simile_topk__find(simile_neighbour *found, const float *queries, size_t n_queries, const float *corpus,
                                size_t n, size_t width, size_t k, bool without_self, simile_pool *pool)
{
    simile_status status = simile_cpu__check();
    if (status != SIMILE_OK || k == 0) {
        return status;
    }
    topk_search search = {.found = found,
                          .queries = queries,
                          .n_queries = n_queries,
                          .n = n,
                          .width = width,
                          .k = k,
                          .without_self = without_self};
    search.panel = simile_memory__alloc(simile_panel__size(width, CORPUS_TILE), sizeof *search.panel);
    search.scores = simile_memory__alloc(simile_pool__size(pool) * QUERY_BLOCK * CORPUS_TILE, sizeof *search.scores);
    status = search.panel && search.scores ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n_queries * k && status == SIMILE_OK; i++) {
        found[i] = (simile_neighbour){-INFINITY, SIZE_MAX};
    }
    for (size_t start = 0; start < n && status == SIMILE_OK; start += CORPUS_TILE) {
        search.tile_start = start;
        search.tile_size = n - start < CORPUS_TILE ? n - start : CORPUS_TILE;
        simile_panel__pack(search.panel, corpus + start * width, width, true, width, search.tile_size);
        status = simile_pool__run(pool, (n_queries + QUERY_BLOCK - 1) / QUERY_BLOCK, search_block, &search);
    }
    simile_memory__free(search.panel);
    simile_memory__free(search.scores);
    return status;
}
