/* Shapes: n rows, W width, B the block of vectors iterated at once (the components asked for and some more, which
 * speed up convergence). */
#include "pca.h"
#include "memory.h"
#include "random.h"
#include "symmetric.h"
#include <math.h>
#include <string.h>

#define ROWS_OF_TASK   16
#define MAX_ITERATIONS 1000

/* What does not change a picture: the residual ‖Cq − λq‖, in units of the largest λ. */
#define TOLERANCE 1e-10

typedef struct pca_state {
    size_t n, width, block;
    double *centred;    /* [n, W] */
    double *covariance; /* [W, W] */
    double *q, *cq;     /* [B, W]: orthonormal vectors, and the covariance times them */
    double values[SIMILE_SYMMETRIC_MAX];
} pca_state;

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void add_scaled(double *y, const double *x, double a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] += a * x[i];
    }
}

static void centre(pca_state *state, const float *x)
{
    const size_t n = state->n, width = state->width;
    for (size_t c = 0; c < width; c++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) {
            sum += x[i * width + c];
        }
        for (size_t i = 0; i < n; i++) {
            state->centred[i * width + c] = x[i * width + c] - sum / (double)n;
        }
    }
}

/* C[a][b] = Σ_i x_ia·x_ib, for a stretch of a and b from there on; the lower triangle is its mirror. */
static simile_status multiply_rows(void *context, size_t task, size_t worker)
{
    pca_state *state = context;
    const size_t width = state->width, first = task * ROWS_OF_TASK;
    const size_t last = first + ROWS_OF_TASK < width ? first + ROWS_OF_TASK : width;
    (void)worker;
    for (size_t i = 0; i < state->n; i++) {
        const double *row = &state->centred[i * width];
        for (size_t a = first; a < last; a++) {
            add_scaled(&state->covariance[a * width + a], &row[a], row[a], width - a);
        }
    }
    return SIMILE_OK;
}

static simile_status multiply(pca_state *state, simile_pool *pool)
{
    const size_t width = state->width;
    memset(state->covariance, 0, width * width * sizeof *state->covariance);
    const simile_status status =
        simile_pool__run(pool, (width + ROWS_OF_TASK - 1) / ROWS_OF_TASK, multiply_rows, state);
    for (size_t a = 0; a < width && status == SIMILE_OK; a++) {
        for (size_t b = a + 1; b < width; b++) {
            state->covariance[b * width + a] = state->covariance[a * width + b];
        }
    }
    return status;
}

static void draw(pca_state *state, uint64_t seed)
{
    simile_random random;
    simile_random__init(&random, seed, 0);
    for (size_t i = 0; i < state->block * state->width; i++) {
        state->q[i] = simile_random__normal(&random);
    }
}

/* Gram and Schmidt, each vector twice: once leaves what rounding kept of the others. A vector that vanishes stays 0. */
static void make_orthonormal(pca_state *state)
{
    const size_t width = state->width;
    for (size_t j = 0; j < state->block; j++) {
        double *v = &state->q[j * width];
        const double before = sqrt(dot(v, v, width));
        for (size_t k = 0; k < 2 * j; k++) {
            const double *u = &state->q[k % j * width];
            add_scaled(v, u, -dot(u, v, width), width);
        }
        const double norm = sqrt(dot(v, v, width));
        for (size_t c = 0; c < width; c++) {
            v[c] = norm > 1e-12 * before ? v[c] / norm : 0;
        }
    }
}

static void apply_covariance(pca_state *state)
{
    const size_t width = state->width;
    for (size_t j = 0; j < state->block; j++) {
        for (size_t c = 0; c < width; c++) {
            state->cq[j * width + c] = dot(&state->covariance[c * width], &state->q[j * width], width);
        }
    }
}

/* rows ← basis · rows for the [B, W] matrix `rows` */
static void rotate(double *rows, const double *basis, const pca_state *state)
{
    double column[SIMILE_SYMMETRIC_MAX];
    for (size_t c = 0; c < state->width; c++) {
        for (size_t j = 0; j < state->block; j++) {
            column[j] = rows[j * state->width + c];
        }
        for (size_t j = 0; j < state->block; j++) {
            rows[j * state->width + c] = dot(&basis[j * state->block], column, state->block);
        }
    }
}

/* Turns q within its space to the eigenvectors of QᵀCQ; the largest residual of the first n_components. */
static double rayleigh_ritz(pca_state *state, size_t n_components)
{
    const size_t block = state->block, width = state->width;
    double inner[SIMILE_SYMMETRIC_MAX * SIMILE_SYMMETRIC_MAX], basis[SIMILE_SYMMETRIC_MAX * SIMILE_SYMMETRIC_MAX];
    for (size_t j = 0; j < block; j++) {
        for (size_t k = 0; k < block; k++) {
            inner[j * block + k] = dot(&state->q[(j < k ? j : k) * width], &state->cq[(j < k ? k : j) * width], width);
        }
    }
    simile_symmetric__eigen(state->values, basis, inner, block);
    rotate(state->q, basis, state);
    rotate(state->cq, basis, state);
    double worst = 0;
    for (size_t j = 0; j < n_components; j++) {
        double sum = 0;
        for (size_t c = 0; c < width; c++) {
            const double r = state->cq[j * width + c] - state->values[j] * state->q[j * width + c];
            sum += r * r;
        }
        worst = fmax(worst, sqrt(sum));
    }
    return worst;
}

static void iterate(pca_state *state, size_t n_components)
{
    for (size_t i = 0; i < MAX_ITERATIONS; i++) {
        make_orthonormal(state);
        apply_covariance(state);
        const double residual = rayleigh_ritz(state, n_components);
        if (residual <= TOLERANCE * state->values[0]) {
            return;
        }
        memcpy(state->q, state->cq, state->block * state->width * sizeof *state->q);
    }
    make_orthonormal(state); /* directions of nearly equal variance: any turn of them is as good */
}

static void fix_sign(double *component, size_t width)
{
    size_t largest = 0;
    for (size_t c = 1; c < width; c++) {
        largest = fabs(component[c]) > fabs(component[largest]) ? c : largest;
    }
    for (size_t c = 0; c < width && component[largest] < 0; c++) {
        component[c] = c == largest ? component[c] : -component[c];
    }
    component[largest] = fabs(component[largest]);
}

static void write_points(double *points, double *shares, pca_state *state, size_t n_components)
{
    const size_t width = state->width;
    double total = 0;
    for (size_t c = 0; c < width; c++) {
        total += state->covariance[c * width + c];
    }
    for (size_t j = 0; j < n_components; j++) {
        const bool exists = j < state->block && total > 0 && state->values[j] > 1e-12 * total;
        shares[j] = exists ? state->values[j] / total : 0;
        if (exists) {
            fix_sign(&state->q[j * width], width);
        }
        for (size_t i = 0; i < state->n; i++) {
            points[i * n_components + j] = exists ? dot(&state->centred[i * width], &state->q[j * width], width) : 0;
        }
    }
}

simile_status simile_pca__project(double *points, double *shares, const float *x, size_t n, size_t width,
                                  size_t n_components, uint64_t seed, simile_pool *pool)
{
    const size_t wanted = n_components + 6;
    pca_state state = {.n = n, .width = width, .block = wanted < width ? wanted : width};
    state.centred = simile_memory__alloc(n, width * sizeof *state.centred);
    state.covariance = simile_memory__alloc(width, width * sizeof *state.covariance);
    state.q = simile_memory__alloc(state.block, width * sizeof *state.q);
    state.cq = simile_memory__alloc(state.block, width * sizeof *state.cq);
    simile_status status = state.centred && state.covariance && state.q && state.cq ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        centre(&state, x);
        status = multiply(&state, pool);
    }
    if (status == SIMILE_OK) {
        draw(&state, seed);
        iterate(&state, n_components < state.block ? n_components : state.block);
        write_points(points, shares, &state, n_components);
    }
    simile_memory__free(state.centred);
    simile_memory__free(state.covariance);
    simile_memory__free(state.q);
    simile_memory__free(state.cq);
    return status;
}
