/* The descent, with momentum and a gain for each coordinate, as in the authors' own code. */
#include "tsne.h"
#include "memory.h"
#include <math.h>

#define N_STEPS       750
#define N_EXAGGERATED 250
#define EXAGGERATION  12.0
#define PERPLEXITY    30.0

/* Where the rows lie that only fill a vector: far enough for 1/d² to vanish beside 1, near enough for d² to be finite.
 */
#define FAR_AWAY 1e18F

typedef struct descent {
    simile_tsne_plane plane, gradient, velocity, gain;
    float *p;
    simile_plane_forces *forces;
    double rate;
} descent;

static simile_status new_plane(simile_tsne_plane *plane, size_t n, float filling)
{
    plane->n = n;
    plane->stride = simile_tsne__stride(n);
    plane->x = simile_memory__alloc(plane->stride, sizeof *plane->x);
    plane->y = simile_memory__alloc(plane->stride, sizeof *plane->y);
    for (size_t i = 0; plane->x && plane->y && i < plane->stride; i++) {
        plane->x[i] = plane->y[i] = filling;
    }
    return plane->x && plane->y ? SIMILE_OK : SIMILE_ERROR_MEMORY;
}

static void free_plane(simile_tsne_plane *plane)
{
    simile_memory__free(plane->x);
    simile_memory__free(plane->y);
}

static simile_status prepare(descent *d, size_t n)
{
    const size_t stride = simile_tsne__stride(n);
    simile_status status = new_plane(&d->plane, n, FAR_AWAY);
    status = status == SIMILE_OK ? new_plane(&d->gradient, n, 0) : status;
    status = status == SIMILE_OK ? new_plane(&d->velocity, n, 0) : status;
    status = status == SIMILE_OK ? new_plane(&d->gain, n, 1) : status;
    if (status == SIMILE_OK) {
        d->p = simile_memory__alloc_large(n, stride * sizeof *d->p);
        d->forces = simile_memory__alloc(n, sizeof *d->forces);
        status = d->p && d->forces ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    d->rate = fmax((double)n / EXAGGERATION / 4, 50); /* Belkina et al. 2019, in scikit-learn's form */
    return status;
}

static void dispose(descent *d)
{
    free_plane(&d->plane);
    free_plane(&d->gradient);
    free_plane(&d->velocity);
    free_plane(&d->gain);
    simile_memory__free(d->p);
    simile_memory__free(d->forces);
}

/* The start is scaled to a standard deviation of 1e-4 of its first coordinate: small, so that rows can pass by. */
static void set_start(descent *d, const double *points)
{
    double sum = 0;
    for (size_t i = 0; i < d->plane.n; i++) {
        sum += points[2 * i] * points[2 * i];
    }
    const double scale = sum > 0 ? 1e-4 / sqrt(sum / (double)d->plane.n) : 0;
    for (size_t i = 0; i < d->plane.n; i++) {
        d->plane.x[i] = (float)(points[2 * i] * scale);
        d->plane.y[i] = (float)(points[2 * i + 1] * scale);
    }
}

static void move(float *place, float *velocity, float *gain, const float *gradient, size_t n, float momentum,
                 float rate)
{
    double mean = 0;
    for (size_t i = 0; i < n; i++) {
        const bool turns = gradient[i] * velocity[i] > 0;
        gain[i] = turns ? fmaxf(gain[i] * 0.8F, 0.01F) : gain[i] + 0.2F;
        velocity[i] = momentum * velocity[i] - rate * gain[i] * gradient[i];
        place[i] += velocity[i];
        mean += place[i];
    }
    for (size_t i = 0; i < n; i++) {
        place[i] -= (float)(mean / (double)n);
    }
}

static simile_status step(descent *d, size_t number, simile_pool *pool)
{
    const bool is_early = number < N_EXAGGERATED;
    const float momentum = is_early ? 0.5F : 0.8F;
    const simile_status status =
        simile_tsne__gradient(&d->gradient, d->forces, d->p, &d->plane, is_early ? EXAGGERATION : 1, pool);
    if (status == SIMILE_OK) {
        const size_t n = d->plane.n;
        move(d->plane.x, d->velocity.x, d->gain.x, d->gradient.x, n, momentum, (float)d->rate);
        move(d->plane.y, d->velocity.y, d->gain.y, d->gradient.y, n, momentum, (float)d->rate);
    }
    return status;
}

simile_status simile_tsne__run(double *points, const float *v, size_t n, size_t width, simile_pool *pool,
                               simile_tsne_progress progress, void *context)
{
    descent d = {0};
    const double perplexity = fmin(PERPLEXITY, fmax((double)(n - 1) / 3, 1));
    simile_status status = n < 3 ? SIMILE_OK : prepare(&d, n);
    if (status == SIMILE_OK && n >= 3) {
        set_start(&d, points);
        status = simile_tsne__affinities(d.p, v, n, width, perplexity, pool);
    }
    for (size_t i = 0; i < N_STEPS && n >= 3 && status == SIMILE_OK; i++) {
        if (progress && i % 10 == 0) {
            progress(context, (double)i / N_STEPS);
        }
        status = step(&d, i, pool);
    }
    if (progress && n >= 3 && status == SIMILE_OK) {
        progress(context, 1);
    }
    for (size_t i = 0; i < n && n >= 3 && status == SIMILE_OK; i++) {
        points[2 * i] = d.plane.x[i];
        points[2 * i + 1] = d.plane.y[i];
    }
    dispose(&d);
    return status;
}
