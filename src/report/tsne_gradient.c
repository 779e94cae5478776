/* The gradient. Rows are computed one by one and added in order. */
#include "plane.h"
#include "tsne.h"

#define ROWS_OF_TASK 64

typedef struct gradient_work {
    const float *p;
    const simile_tsne_plane *plane;
    simile_plane_forces *forces; /* [n] */
    double *sums;                /* [tasks]: of Z */
} gradient_work;

size_t simile_tsne__stride(size_t n)
{
    return (n + SIMILE_PLANE_LANES - 1) / SIMILE_PLANE_LANES * SIMILE_PLANE_LANES;
}

static simile_status sum_rows(void *context, size_t task, size_t worker)
{
    gradient_work *work = context;
    const simile_tsne_plane *plane = work->plane;
    const size_t last = (task + 1) * ROWS_OF_TASK < plane->n ? (task + 1) * ROWS_OF_TASK : plane->n;
    double sum = 0;
    (void)worker;
    for (size_t i = task * ROWS_OF_TASK; i < last; i++) {
        simile_plane__sum_forces(&work->forces[i], plane->x[i], plane->y[i], &work->p[i * plane->stride], plane->x,
                                 plane->y, plane->stride);
        sum += (double)work->forces[i].weight - 1; /* the row itself has w = 1, and no force */
    }
    work->sums[task] = sum;
    return SIMILE_OK;
}

simile_status simile_tsne__gradient(simile_tsne_plane *gradient, simile_plane_forces *forces, const float *p,
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
        gradient->x[i] = (float)(4 * (exaggeration * forces[i].pull_x - forces[i].push_x / sum));
        gradient->y[i] = (float)(4 * (exaggeration * forces[i].pull_y - forces[i].push_y / sum));
    }
    return status;
}
