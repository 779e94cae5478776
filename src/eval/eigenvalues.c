/* Eigenvalues and eigenvectors of a symmetric matrix. */
#include "eigenvalues.h"
#include "fail.h"
#include "memory.h"
#include <float.h>
#include <math.h>

#define MAX_SWEEPS 60 /* for one eigenvalue; two or three are usual */

/* Turns row `i` of the leading part into a Householder vector u in row[0 … i − 1]; returns ½‖u‖² and sets *off, what is
 * left beside the diagonal; 0: there is nothing to turn. */
static double make_reflection(double *row, double *off, size_t i)
{
    double scale = 0, h = 0;
    for (size_t k = 0; k < i; k++) {
        scale += fabs(row[k]);
    }
    *off = row[i - 1];
    if (i < 2 || scale == 0) {
        return 0;
    }
    for (size_t k = 0; k < i; k++) {
        row[k] /= scale;
        h += row[k] * row[k];
    }
    const double f = row[i - 1], g = f >= 0 ? -sqrt(h) : sqrt(h);
    *off = scale * g;
    row[i - 1] = f - g;
    return h - f * g;
}

/* A ← P·A·P for the leading i rows, P = 1 − u·uᵀ/h: with p = A·u/h and q = p − (uᵀp/2h)·u, A − u·qᵀ − q·uᵀ. */
static void reflect(double *matrix, double *q, const double *u, double h, size_t i, size_t n)
{
    double k = 0;
    for (size_t r = 0; r < i; r++) {
        q[r] = 0;
    }
    for (size_t r = 0; r < i; r++) {
        const double *a = matrix + r * n;
        double sum = a[r] * u[r];
        for (size_t c = 0; c < r; c++) {
            sum += a[c] * u[c];
            q[c] += a[c] * u[r];
        }
        q[r] += sum;
    }
    for (size_t r = 0; r < i; r++) {
        q[r] /= h;
        k += q[r] * u[r];
    }
    for (size_t r = 0; r < i; r++) {
        q[r] -= k / (2 * h) * u[r];
    }
    for (size_t r = 0; r < i; r++) {
        double *a = matrix + r * n;
        for (size_t c = 0; c <= r; c++) {
            a[c] -= u[r] * q[c] + q[r] * u[c];
        }
    }
}

/* diagonal [n], off [n]: off[i] stands between i − 1 and i. halves [n] (=): ½‖u‖² of the reflection that is left in row
 * i; 0: none. */
static void make_tridiagonal(double *diagonal, double *off, double *halves, double *matrix, double *work, size_t n)
{
    halves[0] = 0;
    for (size_t i = n - 1; i > 0; i--) {
        double *row = matrix + i * n;
        halves[i] = make_reflection(row, &off[i], i);
        if (halves[i] > 0) {
            reflect(matrix, work, row, halves[i], i, n);
        }
    }
    for (size_t i = 0; i < n; i++) {
        diagonal[i] = matrix[i * n + i];
    }
}

/* x ← c·x − s·y, y ← s·x + c·y */
static void rotate(double *x, double *y, double c, double s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double old = x[i];
        x[i] = c * old - s * y[i];
        y[i] = s * old + c * y[i];
    }
}

/* One sweep of plane rotations over the block first … last, off[i] standing between i and i + 1 here; the rows of
 * vectors [n, n] (NULL: none) turn along. */
static void sweep(double *diagonal, double *off, double *vectors, size_t first, size_t last, size_t n)
{
    double g = (diagonal[first + 1] - diagonal[first]) / (2 * off[first]);
    double r = hypot(g, 1), s = 1, c = 1, p = 0;
    g = diagonal[last] - diagonal[first] + off[first] / (g + copysign(r, g));
    for (size_t i = last; i-- > first;) {
        const double f = s * off[i], b = c * off[i];
        r = hypot(f, g);
        off[i + 1] = r;
        if (r == 0) {
            diagonal[i + 1] -= p;
            off[last] = 0;
            return;
        }
        s = f / r;
        c = g / r;
        g = diagonal[i + 1] - p;
        r = (diagonal[i] - g) * s + 2 * c * b;
        p = s * r;
        diagonal[i + 1] = g + p;
        g = c * r - b;
        if (vectors) {
            rotate(vectors + i * n, vectors + (i + 1) * n, c, s, n);
        }
    }
    diagonal[first] -= p;
    off[first] = g;
    off[last] = 0;
}

/* The end of the block that begins at `first`: the first place behind which the matrix falls apart. */
static size_t find_end(const double *diagonal, const double *off, size_t first, size_t n)
{
    size_t last = first;
    while (last + 1 < n && !(fabs(off[last]) <= DBL_EPSILON * (fabs(diagonal[last]) + fabs(diagonal[last + 1])))) {
        last++;
    }
    return last;
}

static simile_status make_diagonal(double *diagonal, double *off, double *vectors, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        off[i - 1] = off[i];
    }
    off[n - 1] = 0;
    for (size_t first = 0; first < n; first++) {
        size_t n_sweeps = 0;
        for (size_t last = find_end(diagonal, off, first, n); last > first; last = find_end(diagonal, off, first, n)) {
            if (n_sweeps++ == MAX_SWEEPS) {
                return simile_status__fail(SIMILE_ERROR_NUMERIC, "the eigenvalues of %zu dimensions were not found", n);
            }
            sweep(diagonal, off, vectors, first, last, n);
        }
    }
    return SIMILE_OK;
}

/* The reflections, in rows of the matrix, take the vectors of the tridiagonal form to those of the matrix. */
typedef struct back_run {
    double *vectors;
    const double *matrix, *halves;
    size_t n;
} back_run;

static simile_status turn_back(void *context, size_t task, size_t worker)
{
    const back_run *run = context;
    double *vector = run->vectors + task * run->n;
    (void)worker;
    for (size_t i = 1; i < run->n; i++) {
        const double *u = run->matrix + i * run->n;
        double product = 0;
        for (size_t k = 0; k < i && run->halves[i] > 0; k++) {
            product += u[k] * vector[k];
        }
        for (size_t k = 0; k < i && run->halves[i] > 0; k++) {
            vector[k] -= product / run->halves[i] * u[k];
        }
    }
    return SIMILE_OK;
}

simile_status simile_eigenvalues__find(double *values, double *vectors, double *matrix, size_t n, simile_pool *pool)
{
    double *off = simile_memory__alloc(3 * n, sizeof *off), *halves = off ? off + n : NULL;
    simile_status status = off ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n * n && vectors; i++) {
        vectors[i] = i % (n + 1) == 0;
    }
    if (status == SIMILE_OK && n > 0) {
        make_tridiagonal(values, off, halves, matrix, halves + n, n);
        status = make_diagonal(values, off, vectors, n);
    }
    if (status == SIMILE_OK && vectors) {
        back_run run = {vectors, matrix, halves, n};
        status = simile_pool__run(pool, n, turn_back, &run);
    }
    simile_memory__free(off);
    return status;
}
