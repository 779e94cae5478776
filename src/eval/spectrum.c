/* How many directions a set of vectors uses. The products of the centred columns, or of the centred rows when there are
 * fewer of those, have the covariance's eigenvalues but for a factor and zeros. */
#include "spectrum.h"
#include "eigenvalues.h"
#include "memory.h"
#include "spectrum_rows.h"
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

/* With λ scaled to length √E: δ² = ‖λ − 1‖² / 2(E − √E); φ = (E − δ²·(E − √E))² / E²; (E·φ − 1) / (E − 1). As
 * δ²·(E − √E) = E − √E·Σλ/‖λ‖, that is ((Σλ)²/‖λ‖² − 1) / (E − 1). Σλ is the trace, ‖λ‖² = Σ products². */
static double isotropy_of(double *trace, double *squares, const products_run *run, size_t width)
{
    *trace = *squares = 0;
    for (size_t i = 0; i < run->side; i++) {
        const double *row = run->products + i * run->side;
        *trace += row[i];
        *squares += row[i] * row[i];
        for (size_t j = 0; j < i; j++) {
            *squares += 2 * row[j] * row[j];
        }
    }
    return *squares > 0 && width > 1 ? (*trace * *trace / *squares - 1) / ((double)width - 1) : NAN;
}

/* Eigenvalues below the rounding of the largest become 0. */
static double rank_of(double *values, size_t n)
{
    double most = 0, sum = 0, entropy = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, values[i]);
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = values[i] > most * (double)n * DBL_EPSILON ? values[i] : 0;
        sum += sqrt(values[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const double p = sqrt(values[i]) / sum;
        entropy -= p > 0 ? p * log(p) : 0;
    }
    return exp(entropy);
}

/* ∂isotropy/∂λ_i = 2·Σλ/‖λ‖²·(1 − λ_i·Σλ/‖λ‖²) / (E − 1); with σ = √λ, p = σ/Σσ and H their entropy,
 * ∂e^H/∂λ_i = −e^H·(log p_i + H) / (2·σ_i·Σσ). */
static void find_slopes(double *isotropies, double *ranks, const double *values, size_t n, double trace, double squares,
                        size_t width, double rank)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += sqrt(values[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const double sigma = sqrt(values[i]);
        isotropies[i] = 2 * trace / squares * (1 - values[i] * trace / squares) / ((double)width - 1);
        ranks[i] = sigma > 0 ? -rank * (log(sigma / sum) + log(rank)) / (2 * sigma * sum) : 0;
    }
}

/* products [side, side] of which all is overwritten. values [3, side] is scratch. */
static simile_status solve(simile_spectrum *result, double *isotropies, double *ranks, const float *x, size_t n,
                           size_t width, const products_run *run, double *values, simile_pool *pool)
{
    const size_t side = run->side;
    double trace, squares, *vectors = isotropies ? simile_memory__alloc(side * side, sizeof *vectors) : NULL;
    simile_status status = vectors || !isotropies ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    result->isotropy = isotropy_of(&trace, &squares, run, width);
    if (status == SIMILE_OK && !isnan(result->isotropy)) {
        status = simile_eigenvalues__find(values, vectors, run->products, side, pool);
        result->effective_rank = rank_of(values, side);
        if (status == SIMILE_OK && isotropies) {
            const simile_spectrum_rows rows = {x, n, width, values, vectors, values + side, values + 2 * side};
            find_slopes(values + side, values + 2 * side, values, side, trace, squares, width, result->effective_rank);
            status = simile_spectrum_rows__find(isotropies, ranks, &rows, pool);
        }
    }
    simile_memory__free(vectors);
    return status;
}

simile_status simile_spectrum__measure(simile_spectrum *result, double *isotropies, double *ranks, const float *x,
                                       size_t n, size_t width, simile_pool *pool)
{
    const bool by_column = width <= n;
    products_run run = {.side = by_column ? width : n, .length = by_column ? n : width};
    double *centred = simile_memory__alloc(n * width, sizeof *centred);
    double *values = simile_memory__alloc(3 * run.side, sizeof *values);
    *result = (simile_spectrum){NAN, NAN};
    run.products = simile_memory__alloc(run.side * run.side, sizeof *run.products);
    run.centred = centred;
    simile_status status = centred && values && run.products ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n && isotropies; i++) {
        isotropies[i] = ranks[i] = 0;
    }
    if (status == SIMILE_OK) {
        centre(centred, x, n, width, by_column);
        status = simile_pool__run(pool, run.side, multiply_row, &run);
    }
    if (status == SIMILE_OK) {
        status = solve(result, isotropies, ranks, x, n, width, &run, values, pool);
    }
    simile_memory__free(centred);
    simile_memory__free(values);
    simile_memory__free(run.products);
    return status;
}
