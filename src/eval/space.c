/* Alignment, uniformity and mean cosine. */
#include "space.h"
#include "memory.h"
#include <math.h>

#define BLOCK 64 /* rows of a task */

static double dot(const float *x, const float *y, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++) {
        sum += (double)x[i] * (double)y[i];
    }
    return sum;
}

double simile_space__alignment(const float *x, const float *y, size_t n, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < n * width; i++) {
        const double d = (double)x[i] - (double)y[i];
        sum += d * d;
    }
    return n > 0 ? sum / (double)n : NAN;
}

/* Sums over the pairs whose first row is in the block. */
typedef struct pair_sums {
    double kernel, cosine;
} pair_sums;

typedef struct space_run {
    const float *x; /* [n, width] */
    size_t n, width;
    pair_sums *blocks;
} space_run;

/* For unit vectors ‖x − y‖² = 2 − 2·x·y. */
static simile_status sum_block(void *context, size_t task, size_t worker)
{
    const space_run *run = context;
    const size_t begin = task * BLOCK, end = begin + BLOCK < run->n ? begin + BLOCK : run->n;
    pair_sums sums = {0};
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        for (size_t j = i + 1; j < run->n; j++) {
            const double cosine = dot(run->x + i * run->width, run->x + j * run->width, run->width);
            sums.cosine += cosine;
            sums.kernel += exp(-4 * (1 - cosine));
        }
    }
    run->blocks[task] = sums;
    return SIMILE_OK;
}

simile_status simile_space__measure(simile_space *result, const float *x, size_t n, size_t width, simile_pool *pool)
{
    const size_t n_blocks = (n + BLOCK - 1) / BLOCK;
    const double n_pairs = (double)n * ((double)n - 1) / 2;
    *result = (simile_space){NAN, NAN};
    if (n < 2) {
        return SIMILE_OK;
    }
    space_run run = {.x = x, .n = n, .width = width, .blocks = simile_memory__alloc(n_blocks, sizeof *run.blocks)};
    simile_status status = run.blocks ? simile_pool__run(pool, n_blocks, sum_block, &run) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        pair_sums all = {0};
        for (size_t i = 0; i < n_blocks; i++) {
            all.kernel += run.blocks[i].kernel;
            all.cosine += run.blocks[i].cosine;
        }
        *result = (simile_space){log(all.kernel / n_pairs), all.cosine / n_pairs};
    }
    simile_memory__free(run.blocks);
    return status;
}
