/* Alignment, uniformity and mean cosine. */
#include "space.h"
#include "memory.h"
#include <math.h>
#include <string.h>

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

typedef struct space_run {
    const float *x; /* [n, width] */
    size_t n, width;
    double *kernels, *cosines; /* [n_blocks, n]: sums for each row over the pairs whose first row is in the block */
} space_run;

/* For unit vectors ‖x − y‖² = 2 − 2·x·y. */
static simile_status sum_block(void *context, size_t task, size_t worker)
{
    const space_run *run = context;
    const size_t begin = task * BLOCK, end = begin + BLOCK < run->n ? begin + BLOCK : run->n;
    double *kernels = run->kernels + task * run->n, *cosines = run->cosines + task * run->n;
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        for (size_t j = i + 1; j < run->n; j++) {
            const double cosine = dot(run->x + i * run->width, run->x + j * run->width, run->width);
            const double kernel = exp(-4 * (1 - cosine));
            cosines[i] += cosine;
            cosines[j] += cosine;
            kernels[i] += kernel;
            kernels[j] += kernel;
        }
    }
    return SIMILE_OK;
}

/* Adds up the blocks, in their order, into the first one, and makes means over the other rows. Returns the mean. */
static double join_blocks(double *sums, size_t n_blocks, size_t n)
{
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t b = 1; b < n_blocks; b++) {
            sums[i] += sums[b * n + i];
        }
        sums[i] /= (double)(n - 1);
        all += sums[i];
    }
    return all / (double)n;
}

simile_status simile_space__measure(simile_space *result, double *kernels, double *cosines, const float *x, size_t n,
                                    size_t width, simile_pool *pool)
{
    const size_t n_blocks = (n + BLOCK - 1) / BLOCK;
    *result = (simile_space){NAN, NAN};
    if (n < 2) {
        return SIMILE_OK;
    }
    space_run run = {.x = x, .n = n, .width = width};
    run.kernels = simile_memory__alloc(n_blocks, n * sizeof *run.kernels);
    run.cosines = simile_memory__alloc(n_blocks, n * sizeof *run.cosines);
    simile_status status =
        run.kernels && run.cosines ? simile_pool__run(pool, n_blocks, sum_block, &run) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        *result = (simile_space){log(join_blocks(run.kernels, n_blocks, n)), join_blocks(run.cosines, n_blocks, n)};
    }
    if (status == SIMILE_OK && kernels) {
        memcpy(kernels, run.kernels, n * sizeof *kernels);
        memcpy(cosines, run.cosines, n * sizeof *cosines);
    }
    simile_memory__free(run.kernels);
    simile_memory__free(run.cosines);
    return status;
}
