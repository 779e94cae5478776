/* Exact nearest neighbours. The corpus is walked in tiles whose packed form all workers share; blocks of queries are
 * shared out. When the queries are the corpus, each product serves both of its rows, which halves the work: the rows of
 * the tile then gather candidates on each worker, joined behind the tile. Neighbours are ordered by score and number,
 * so nothing depends on the order in which candidates come. */
#include "topk.h"
#include "cpu.h"
#include "gemm.h"
#include "memory.h"
#include <math.h>
#include <stdint.h>

#define QUERY_BLOCK 96  /* rows that the product takes at once */
#define CORPUS_TILE 512 /* a block's scores stay in the second-level cache */
#define CHUNK       16  /* scores that are passed over at once */

typedef struct topk_search {
    simile_neighbour *found; /* [n_queries, k] */
    const float *queries;
    size_t n_queries, n, width, k;
    bool is_own;  /* the queries are the corpus */
    float *panel; /* the tile, packed */
    size_t tile_start, tile_size;
    float *scores;             /* [workers, QUERY_BLOCK, CORPUS_TILE] */
    simile_neighbour *columns; /* [workers, CORPUS_TILE, k]: best of the tile's rows so far; for is_own */
    float *floors;             /* [workers, CORPUS_TILE]: what a candidate of a column must reach */
} topk_search;

static bool is_better(const simile_neighbour *a, const simile_neighbour *b)
{
    return a->score > b->score || (a->score == b->score && a->index < b->index);
}

static void insert(simile_neighbour *best, size_t k, float score, size_t index)
{
    const simile_neighbour candidate = {score, index};
    if (!is_better(&candidate, &best[k - 1])) {
        return;
    }
    size_t at = k - 1;
    for (; at > 0 && is_better(&candidate, &best[at - 1]); at--) {
        best[at] = best[at - 1];
    }
    best[at] = candidate;
}

static bool one_reaches(const float *scores, float floor)
{
    int any = 0;
    for (size_t i = 0; i < CHUNK; i++) {
        any |= scores[i] >= floor;
    }
    return any;
}

static bool one_reaches_own(const float *scores, const float *floors)
{
    int any = 0;
    for (size_t i = 0; i < CHUNK; i++) {
        any |= scores[i] >= floors[i];
    }
    return any;
}

/* The columns from `first` on as candidates of a query. */
static void take_row(const topk_search *search, const float *scores, size_t query, size_t first)
{
    simile_neighbour *best = search->found + query * search->k;
    for (size_t j = first; j < search->tile_size;) {
        if (j + CHUNK <= search->tile_size && !one_reaches(scores + j, best[search->k - 1].score)) {
            j += CHUNK;
            continue;
        }
        const size_t end = j + CHUNK < search->tile_size ? j + CHUNK : search->tile_size;
        for (; j < end; j++) {
            insert(best, search->k, scores[j], search->tile_start + j);
        }
    }
}

/* A query as a candidate of the columns from `first` on. */
static void take_columns(const topk_search *search, size_t worker, const float *scores, size_t query, size_t first)
{
    const size_t k = search->k;
    simile_neighbour *columns = search->columns + worker * CORPUS_TILE * k;
    float *floors = search->floors + worker * CORPUS_TILE;
    for (size_t j = first; j < search->tile_size;) {
        if (j + CHUNK <= search->tile_size && !one_reaches_own(scores + j, floors + j)) {
            j += CHUNK;
            continue;
        }
        const size_t end = j + CHUNK < search->tile_size ? j + CHUNK : search->tile_size;
        for (; j < end; j++) {
            simile_neighbour *best = columns + j * k;
            if (scores[j] >= floors[j]) {
                insert(best, k, scores[j], query);
                floors[j] = fmaxf(floors[j], best[k - 1].score);
            }
        }
    }
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
        const size_t query = start + i;
        const size_t first = search->is_own && query >= search->tile_start ? query + 1 - search->tile_start : 0;
        take_row(search, scores + i * CORPUS_TILE, query, first);
        if (search->is_own) {
            take_columns(search, worker, scores + i * CORPUS_TILE, query, first);
        }
    }
    return SIMILE_OK;
}

/* Every worker begins with what the tile's rows must reach already. */
static void begin_columns(const topk_search *search, size_t n_workers)
{
    const size_t k = search->k;
    for (size_t i = 0; i < n_workers * CORPUS_TILE * k; i++) {
        search->columns[i] = (simile_neighbour){-INFINITY, SIZE_MAX};
    }
    for (size_t i = 0; i < n_workers * CORPUS_TILE; i++) {
        const size_t row = i % CORPUS_TILE;
        search->floors[i] =
            row < search->tile_size ? search->found[(search->tile_start + row) * k + k - 1].score : -INFINITY;
    }
}

static void join_columns(const topk_search *search, size_t n_workers)
{
    const size_t k = search->k;
    for (size_t worker = 0; worker < n_workers; worker++) {
        for (size_t j = 0; j < search->tile_size; j++) {
            const simile_neighbour *from = search->columns + (worker * CORPUS_TILE + j) * k;
            for (size_t i = 0; i < k && from[i].index != SIZE_MAX; i++) {
                insert(search->found + (search->tile_start + j) * k, k, from[i].score, from[i].index);
            }
        }
    }
}

static simile_status search_tile(topk_search *search, const float *corpus, size_t start, simile_pool *pool)
{
    const size_t n_workers = simile_pool__size(pool);
    search->tile_start = start;
    search->tile_size = search->n - start < CORPUS_TILE ? search->n - start : CORPUS_TILE;
    const size_t n_queries = search->is_own ? start + search->tile_size : search->n_queries;
    simile_panel__pack(search->panel, corpus + start * search->width, search->width, true, search->width,
                       search->tile_size);
    if (search->is_own) {
        begin_columns(search, n_workers);
    }
    simile_status status = simile_pool__run(pool, (n_queries + QUERY_BLOCK - 1) / QUERY_BLOCK, search_block, search);
    if (status == SIMILE_OK && search->is_own) {
        join_columns(search, n_workers);
    }
    return status;
}

static simile_status allocate(topk_search *search, size_t n_workers)
{
    search->panel = simile_memory__alloc(simile_panel__size(search->width, CORPUS_TILE), sizeof *search->panel);
    search->scores = simile_memory__alloc(n_workers * QUERY_BLOCK * CORPUS_TILE, sizeof *search->scores);
    if (search->is_own) {
        search->columns = simile_memory__alloc(n_workers * CORPUS_TILE * search->k, sizeof *search->columns);
        search->floors = simile_memory__alloc(n_workers * CORPUS_TILE, sizeof *search->floors);
    }
    return search->panel && search->scores && (!search->is_own || (search->columns && search->floors))
               ? SIMILE_OK
               : SIMILE_ERROR_MEMORY;
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
                          .is_own = without_self};
    status = allocate(&search, simile_pool__size(pool));
    for (size_t i = 0; i < n_queries * k && status == SIMILE_OK; i++) {
        found[i] = (simile_neighbour){-INFINITY, SIZE_MAX};
    }
    for (size_t start = 0; start < n && status == SIMILE_OK; start += CORPUS_TILE) {
        status = search_tile(&search, corpus, start, pool);
    }
    simile_memory__free(search.panel);
    simile_memory__free(search.scores);
    simile_memory__free(search.columns);
    simile_memory__free(search.floors);
    return status;
}
