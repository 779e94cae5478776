/* Retrieval. */
#include "retrieval.h"
#include "elementwise.h"
#include "memory.h"

#define BLOCK 64 /* rows of a task */

typedef struct retrieval {
    const float *vectors;
    size_t width;
    const simile_source *source;
    double *sums; /* [blocks] */
} retrieval;

static double reciprocal_rank(const retrieval *run, size_t row)
{
    const simile_source *source = run->source;
    const size_t query = source->row_starts[row], answer = query + 1;
    const float *vector = run->vectors + query * run->width;
    const float found = simile_vector__dot(vector, run->vectors + answer * run->width, run->width);
    size_t rank = 1;
    for (size_t other = 0; other < source->n_rows; other++) {
        const size_t text = source->row_starts[other] + 1;
        const uint64_t hash = source->text_hashes[text];
        if (hash != source->text_hashes[answer] && hash != source->text_hashes[query]) {
            rank += simile_vector__dot(vector, run->vectors + text * run->width, run->width) >= found;
        }
    }
    return 1 / (double)rank;
}

static simile_status sum_block(void *context, size_t task, size_t worker)
{
    const retrieval *run = context;
    const size_t begin = task * BLOCK, rest = run->source->n_rows - begin;
    (void)worker;
    for (size_t row = begin; row < begin + (rest < BLOCK ? rest : BLOCK); row++) {
        run->sums[task] += reciprocal_rank(run, row);
    }
    return SIMILE_OK;
}

simile_status simile_retrieval__mean_reciprocal_rank(double *score, const float *vectors, size_t width,
                                                     const simile_source *source, simile_pool *pool)
{
    const size_t n_blocks = (source->n_rows + BLOCK - 1) / BLOCK;
    retrieval run = {
        .vectors = vectors, .width = width, .source = source, .sums = simile_memory__alloc(n_blocks, sizeof *run.sums)};
    simile_status status = run.sums ? simile_pool__run(pool, n_blocks, sum_block, &run) : SIMILE_ERROR_MEMORY;
    *score = 0;
    for (size_t i = 0; i < n_blocks && status == SIMILE_OK; i++) {
        *score += run.sums[i] / (double)source->n_rows;
    }
    simile_memory__free(run.sums);
    return status;
}
