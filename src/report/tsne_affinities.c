/* The affinities. */
#include "elementwise.h"
#include "gemm.h"
#include "memory.h"
#include "tsne.h"
#include <math.h>

#define ROWS_OF_TASK 64
#define MAX_HALVINGS 64

typedef struct affinities {
    float *p, *panel;
    const float *v;
    float *exponents; /* [workers, stride] */
    size_t n, stride, width;
    double entropy; /* that a row is to have */
} affinities;

/* e [n] (=) e^(−β·d_j) without the row itself; returns the entropy of e / *sum. */
static double entropy_at(double *sum, float *e, const float *distances, const affinities *a, size_t self, double beta)
{
    double weighted = 0;
    simile_exp__weigh(e, distances, 0, (float)-beta, 1, a->n);
    e[self] = 0;
    *sum = 0;
    for (size_t j = 0; j < a->n; j++) {
        *sum += e[j];
        weighted += (double)e[j] * distances[j];
    }
    return log(*sum) + beta * weighted / *sum;
}

/* distances [n] become p_·|i. The nearest row is put at distance 0, which no p depends on, so that the sum cannot
 * vanish. */
static void calibrate(float *distances, float *e, const affinities *a, size_t self)
{
    float nearest = INFINITY;
    double low = 0, high = INFINITY, beta = 1, sum = 1;
    for (size_t j = 0; j < a->n; j++) {
        nearest = j != self && distances[j] < nearest ? distances[j] : nearest;
    }
    for (size_t j = 0; j < a->n; j++) {
        distances[j] = j == self ? 0 : distances[j] - nearest;
    }
    for (size_t i = 0; i < MAX_HALVINGS; i++) {
        const double excess = entropy_at(&sum, e, distances, a, self, beta) - a->entropy;
        if (fabs(excess) < 1e-5) {
            break;
        }
        *(excess > 0 ? &low : &high) = beta;
        if (isfinite(high)) {
            beta = (low + high) / 2;
        } else if (beta < 1e12) {
            beta *= 2;
        } else {
            break; /* so many rows are equally near that no β is sharp enough */
        }
    }
    for (size_t j = 0; j < a->n; j++) {
        distances[j] = (float)(e[j] / sum);
    }
}

/* ‖v_i − v_j‖² = 2 − 2·v_i·v_j */
static simile_status fill_rows(void *context, size_t task, size_t worker)
{
    affinities *a = context;
    const size_t first = task * ROWS_OF_TASK, rest = a->n - first, rows = rest < ROWS_OF_TASK ? rest : ROWS_OF_TASK;
    const simile_left left = {&a->v[first * a->width], a->width, false};
    simile_gemm__run(&a->p[first * a->stride], a->stride, left, a->panel, rows, a->n, a->width, SIMILE_GEMM_ZERO, NULL);
    for (size_t i = first; i < first + rows; i++) {
        float *row = &a->p[i * a->stride];
        for (size_t j = 0; j < a->stride; j++) {
            row[j] = j < a->n ? fmaxf(2 - 2 * row[j], 0) : 0;
        }
        calibrate(row, &a->exponents[worker * a->stride], a, i);
    }
    return SIMILE_OK;
}

/* Each pair belongs to the task of its first row, so no two tasks touch one number. */
static simile_status join_pairs(void *context, size_t task, size_t worker)
{
    affinities *a = context;
    const size_t last = (task + 1) * ROWS_OF_TASK < a->n ? (task + 1) * ROWS_OF_TASK : a->n;
    (void)worker;
    for (size_t i = task * ROWS_OF_TASK; i < last; i++) {
        for (size_t j = i + 1; j < a->n; j++) {
            float *one = &a->p[i * a->stride + j], *other = &a->p[j * a->stride + i];
            *one = *other = (*one + *other) / (2 * (float)a->n);
        }
    }
    return SIMILE_OK;
}

simile_status simile_tsne__affinities(float *p, const float *v, size_t n, size_t width, double perplexity,
                                      simile_pool *pool)
{
    const size_t stride = simile_tsne__stride(n), n_tasks = (n + ROWS_OF_TASK - 1) / ROWS_OF_TASK;
    affinities a = {.p = p, .v = v, .n = n, .stride = stride, .width = width, .entropy = log(perplexity)};
    a.panel = simile_memory__alloc(simile_panel__size(width, n), sizeof *a.panel);
    a.exponents = simile_memory__alloc(simile_pool__size(pool), stride * sizeof *a.exponents);
    simile_status status = a.panel && a.exponents ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        simile_panel__pack(a.panel, v, width, true, width, n);
        status = simile_pool__run(pool, n_tasks, fill_rows, &a);
    }
    if (status == SIMILE_OK) {
        status = simile_pool__run(pool, n_tasks, join_pairs, &a);
    }
    simile_memory__free(a.panel);
    simile_memory__free(a.exponents);
    return status;
}
