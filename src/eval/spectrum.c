/* How many directions a set of vectors uses. The products of the centred columns, or of the centred rows when there are
 * fewer of those, have the covariance's eigenvalues but for a factor and zeros. */
#include "spectrum.h"
#include "eigenvalues.h"
#include "memory.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>

/* side × side products of vectors of `length`, which stand in `centred` one after another. */
typedef struct products_run {
    const double *centred;
    double *products;
    size_t side, length;
} products_run;

static void centre(double *centred, const float *x, size_t n, size_t width, bool by_column)
{
    for (size_t e = 0; e < width; e++) {
        double mean = 0;
        for (size_t i = 0; i < n; i++) {
            mean += (double)x[i * width + e] / (double)n;
        }
        for (size_t i = 0; i < n; i++) {
            centred[by_column ? e * n + i : i * width + e] = (double)x[i * width + e] - mean;
        }
    }
}

static double dot(const double *x, const double *y, size_t n)
{
    double sums[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        for (size_t lane = 0; lane < 4; lane++) {
            sums[lane] += x[i + lane] * y[i + lane];
        }
    }
    for (; i < n; i++) {
        sums[0] += x[i] * y[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static simile_status multiply_row(void *context, size_t row, size_t worker)
{
    const products_run *run = context;
    (void)worker;
    for (size_t column = 0; column <= row; column++) {
        run->products[row * run->side + column] =
            dot(run->centred + row * run->length, run->centred + column * run->length, run->length);
    }
    return SIMILE_OK;
}

/* With λ scaled to length √E: δ² = ‖λ − 1‖² / 2(E − √E); φ = (E − δ²·(E − √E))² / E²; (E·φ − 1) / (E − 1). From
 * ‖λ‖² = Σ products² and Σλ = the trace, δ²·(E − √E) = E − √E·Σλ/‖λ‖. */
static double isotropy_of(const products_run *run, size_t width)
{
    const double e = (double)width;
    double trace = 0, squares = 0;
    for (size_t i = 0; i < run->side; i++) {
        const double *row = run->products + i * run->side;
        trace += row[i];
        squares += row[i] * row[i];
        for (size_t j = 0; j < i; j++) {
            squares += 2 * row[j] * row[j];
        }
    }
    if (!(squares > 0) || width < 2) {
        return NAN;
    }
    const double used = sqrt(e) * trace / sqrt(squares), share = used * used / (e * e);
    return (e * share - 1) / (e - 1);
}

/* Eigenvalues below the rounding of the largest are 0. */
static double rank_of(const double *values, size_t n)
{
    double most = 0, sum = 0, entropy = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, values[i]);
    }
    for (size_t i = 0; i < n; i++) {
        sum += values[i] > most * (double)n * DBL_EPSILON ? sqrt(values[i]) : 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (values[i] > most * (double)n * DBL_EPSILON) {
            const double p = sqrt(values[i]) / sum;
            entropy -= p * log(p);
        }
    }
    return exp(entropy);
}

simile_status simile_spectrum__measure(simile_spectrum *result, const float *x, size_t n, size_t width,
                                       simile_pool *pool)
{
    const bool by_column = width <= n;
    products_run run = {.side = by_column ? width : n, .length = by_column ? n : width};
    double *centred = simile_memory__alloc(n * width, sizeof *centred);
    double *values = simile_memory__alloc(run.side, sizeof *values);
    *result = (simile_spectrum){NAN, NAN};
    run.products = simile_memory__alloc(run.side * run.side, sizeof *run.products);
    run.centred = centred;
    simile_status status = centred && values && run.products ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        centre(centred, x, n, width, by_column);
        status = simile_pool__run(pool, run.side, multiply_row, &run);
    }
    if (status == SIMILE_OK) {
        result->isotropy = isotropy_of(&run, width);
    }
    if (status == SIMILE_OK && !isnan(result->isotropy)) {
        status = simile_eigenvalues__find(values, run.products, run.side);
        result->effective_rank = rank_of(values, run.side);
    }
    simile_memory__free(centred);
    simile_memory__free(values);
    simile_memory__free(run.products);
    return status;
}
