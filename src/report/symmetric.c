/* A rotation in the plane (p, q) makes a_pq zero; sweeps over all planes end in a diagonal. */
#include "symmetric.h"
#include <math.h>
#include <string.h>

#define MAX_SWEEPS 60

/* (x, y) ← (c·x − s·y, s·x + c·y) for n pairs that are `step` apart */
static void turn(double *x, double *y, size_t step, size_t n, double c, double s)
{
    for (size_t i = 0; i < n; i++) {
        const double a = x[i * step], b = y[i * step];
        x[i * step] = c * a - s * b;
        y[i * step] = s * a + c * b;
    }
}

static void rotate(double *a, double *vectors, size_t n, size_t p, size_t q)
{
    /* t = tan of the smaller angle that solves t² + 2θt − 1 = 0, θ = (a_qq − a_pp) / 2a_pq */
    const double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
    const double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    const double c = 1 / sqrt(t * t + 1), s = t * c;
    turn(&a[p], &a[q], n, n, c, s);
    turn(&a[p * n], &a[q * n], 1, n, c, s);
    turn(&vectors[p * n], &vectors[q * n], 1, n, c, s);
}

static void sort(double *values, double *vectors, size_t n)
{
    double row[SIMILE_SYMMETRIC_MAX];
    for (size_t i = 1; i < n; i++) {
        for (size_t j = i; j > 0 && values[j] > values[j - 1]; j--) {
            const double value = values[j];
            values[j] = values[j - 1];
            values[j - 1] = value;
            memcpy(row, &vectors[j * n], n * sizeof *row);
            memcpy(&vectors[j * n], &vectors[(j - 1) * n], n * sizeof *row);
            memcpy(&vectors[(j - 1) * n], row, n * sizeof *row);
        }
    }
}

void simile_symmetric__eigen(double *values, double *vectors, double *a, size_t n)
{
    for (size_t i = 0; i < n * n; i++) {
        vectors[i] = i % (n + 1) == 0;
    }
    for (size_t sweep = 0, n_turned = 1; sweep < MAX_SWEEPS && n_turned > 0; sweep++) {
        n_turned = 0;
        for (size_t p = 0; p < n; p++) {
            for (size_t q = p + 1; q < n; q++) {
                /* once it is below the rounding of both diagonal entries a turn changes nothing */
                if (fabs(a[p * n + q]) > 1e-17 * sqrt(fabs(a[p * n + p] * a[q * n + q])) && a[p * n + q] != 0) {
                    rotate(a, vectors, n, p, q);
                    n_turned++;
                }
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = a[i * n + i];
    }
    sort(values, vectors, n);
}
