/* The gradient. A row is eight chains of sums whatever the machine's vectors, and rows are added in order. */
#include "tsne.h"
#include <string.h>

#define LANES        8
#define ROWS_OF_TASK 64

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

typedef struct gradient_work {
    const float *p;
    const simile_tsne_plane *plane;
    float *forces; /* [n, 4]: attraction x and y, repulsion x and y; Z is kept apart */
    double *sums;  /* [tasks] */
} gradient_work;

size_t simile_tsne__stride(size_t n)
{
    return (n + LANES - 1) / LANES * LANES;
}

static float add_up(const lanes *v)
{
    float part[LANES];
    memcpy(part, v, sizeof part);
    return ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
}

/* force [4] (=): Σ p·w·d (x, y) and Σ w²·d (x, y) of row i; returns Σ w. The row itself adds w = 1 and no force. */
static double sum_row(float *force, const float *p, const simile_tsne_plane *plane, size_t i)
{
    const float x = plane->x[i], y = plane->y[i];
    lanes pull_x = {0}, pull_y = {0}, push_x = {0}, push_y = {0}, sum = {0}, other_x, other_y, affinity;
    for (size_t j = 0; j < plane->stride; j += LANES) {
        memcpy(&other_x, &plane->x[j], sizeof other_x);
        memcpy(&other_y, &plane->y[j], sizeof other_y);
        memcpy(&affinity, &p[j], sizeof affinity);
        const lanes dx = x - other_x, dy = y - other_y;
        const lanes w = 1 / (1 + (dx * dx + dy * dy));
        const lanes pull = affinity * w, push = w * w;
        sum += w;
        pull_x += pull * dx;
        pull_y += pull * dy;
        push_x += push * dx;
        push_y += push * dy;
    }
    force[0] = add_up(&pull_x);
    force[1] = add_up(&pull_y);
    force[2] = add_up(&push_x);
    force[3] = add_up(&push_y);
    return (double)add_up(&sum) - 1;
}

static simile_status sum_rows(void *context, size_t task, size_t worker)
{
    gradient_work *work = context;
    const simile_tsne_plane *plane = work->plane;
    const size_t last = (task + 1) * ROWS_OF_TASK < plane->n ? (task + 1) * ROWS_OF_TASK : plane->n;
    double sum = 0;
    (void)worker;
    for (size_t i = task * ROWS_OF_TASK; i < last; i++) {
        sum += sum_row(&work->forces[4 * i], &work->p[i * plane->stride], plane, i);
    }
    work->sums[task] = sum;
    return SIMILE_OK;
}

simile_status simile_tsne__gradient(simile_tsne_plane *gradient, float *forces, const float *p,
                                    const simile_tsne_plane *plane, double exaggeration, simile_pool *pool)
{
    double sums[SIMILE_TSNE_MAX / ROWS_OF_TASK + 1], sum = 0;
    const size_t n_tasks = (plane->n + ROWS_OF_TASK - 1) / ROWS_OF_TASK;
    gradient_work work = {p, plane, forces, sums};
    const simile_status status = simile_pool__run(pool, n_tasks, sum_rows, &work);
    for (size_t task = 0; task < n_tasks && status == SIMILE_OK; task++) {
        sum += sums[task];
    }
    for (size_t i = 0; i < plane->n && status == SIMILE_OK; i++) {
        const float *force = &forces[4 * i];
        gradient->x[i] = (float)(4 * (exaggeration * force[0] - force[2] / sum));
        gradient->y[i] = (float)(4 * (exaggeration * force[1] - force[3] / sum));
    }
    return status;
}
