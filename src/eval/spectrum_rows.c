/* What each row does to the eigenvalues. Rows are projected by the gemm: float is near enough for an interval. */
#include "spectrum_rows.h"
#include "gemm.h"
#include "memory.h"
#include <math.h>

#define ROW_BLOCK 64

/* The squared projections of a row, weighed: times n, since influences are averaged. */
static void weigh(double *isotropy, double *rank, const simile_spectrum_rows *rows, double squared, size_t i)
{
    *isotropy += (double)rows->n * squared * rows->isotropies[i];
    *rank += (double)rows->n * squared * rows->ranks[i];
}

/* The eigenvectors of the rows' products hold the projections: λ_i·u_i². */
static void find_by_rows(double *isotropies, double *ranks, const simile_spectrum_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t r = 0; r < rows->n; r++) {
            const double u = rows->vectors[i * rows->n + r];
            weigh(&isotropies[r], &ranks[r], rows, rows->values[i] * u * u, i);
        }
    }
}

typedef struct projection_run {
    const simile_spectrum_rows *rows;
    float *panel;   /* the vectors, packed */
    float *shifts;  /* [E]: −mean·v */
    float *product; /* [workers, ROW_BLOCK, E] */
    double *isotropies, *ranks;
} projection_run;

static simile_status project_block(void *context, size_t task, size_t worker)
{
    const projection_run *run = context;
    const simile_spectrum_rows *rows = run->rows;
    const size_t start = task * ROW_BLOCK, width = rows->width;
    const size_t n = rows->n - start < ROW_BLOCK ? rows->n - start : ROW_BLOCK;
    float *product = run->product + worker * ROW_BLOCK * width;
    const simile_left left = {.values = rows->x + start * width, .stride = width};
    simile_gemm__run(product, width, left, run->panel, n, width, width, SIMILE_GEMM_BIAS, run->shifts);
    for (size_t r = 0; r < n; r++) {
        for (size_t i = 0; i < width; i++) {
            const double projection = (double)product[r * width + i];
            weigh(&run->isotropies[start + r], &run->ranks[start + r], rows, projection * projection, i);
        }
    }
    return SIMILE_OK;
}

/* vectors [E, E] as floats, packed; shifts. mean [E] is scratch. */
static void prepare(const projection_run *run, float *vectors, double *mean)
{
    const simile_spectrum_rows *rows = run->rows;
    const size_t width = rows->width;
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t e = 0; e < width; e++) {
            mean[e] += (double)rows->x[i * width + e] / (double)rows->n;
        }
    }
    for (size_t i = 0; i < width; i++) {
        double shift = 0;
        for (size_t e = 0; e < width; e++) {
            vectors[i * width + e] = (float)rows->vectors[i * width + e];
            shift -= mean[e] * rows->vectors[i * width + e];
        }
        run->shifts[i] = (float)shift;
    }
    simile_panel__pack(run->panel, vectors, width, true, width, width);
}

static simile_status find_by_columns(double *isotropies, double *ranks, const simile_spectrum_rows *rows,
                                     simile_pool *pool)
{
    const size_t width = rows->width;
    projection_run run = {.rows = rows, .isotropies = isotropies, .ranks = ranks};
    float *vectors = simile_memory__alloc(width * width, sizeof *vectors);
    double *mean = simile_memory__alloc(width, sizeof *mean);
    run.panel = simile_memory__alloc(simile_panel__size(width, width), sizeof *run.panel);
    run.shifts = simile_memory__alloc(width, sizeof *run.shifts);
    run.product = simile_memory__alloc(simile_pool__size(pool), ROW_BLOCK * width * sizeof *run.product);
    simile_status status = vectors && mean && run.panel && run.shifts && run.product ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        prepare(&run, vectors, mean);
        status = simile_pool__run(pool, (rows->n + ROW_BLOCK - 1) / ROW_BLOCK, project_block, &run);
    }
    simile_memory__free(vectors);
    simile_memory__free(mean);
    simile_memory__free(run.panel);
    simile_memory__free(run.shifts);
    simile_memory__free(run.product);
    return status;
}

simile_status simile_spectrum_rows__find(double *isotropies, double *ranks, const simile_spectrum_rows *rows,
                                         simile_pool *pool)
{
    for (size_t r = 0; r < rows->n; r++) {
        isotropies[r] = ranks[r] = 0;
    }
    if (rows->width <= rows->n) {
        return find_by_columns(isotropies, ranks, rows, pool);
    }
    find_by_rows(isotropies, ranks, rows);
    return SIMILE_OK;
}
