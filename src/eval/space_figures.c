/* Figures of the space. Uniformity and mean cosine are means over pairs of texts, so a draw of rows changes them, to
 * first order, by twice the change of the mean over rows of each row's mean over all others (Hoeffding 1948, "A Class
 * of Statistics with Asymptotically Normal Distribution"). */
#include "space_figures.h"
#include "hubness.h"
#include "memory.h"
#include "space.h"
#include "spectrum.h"
#include <math.h>
#include <string.h>

#define HUB_NEIGHBOURS 10
#define SPACE_ROWS     4096 /* all pairs of more would be slow; so many, evenly spread, tell the same */

/* Means of a row's texts over all other texts. */
typedef struct row_means {
    double *kernels, *cosines; /* [n_rows] */
    double *n_texts;           /* [n_rows]: that are used */
    size_t n_rows;
    double kernel, cosine; /* over all texts */
} row_means;

static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const row_means *means = context;
    double kernel = 0, cosine = 0, n = 0;
    (void)scratch;
    for (size_t i = 0; i < means->n_rows; i++) {
        kernel += weights[i] * means->kernels[i];
        cosine += weights[i] * means->cosines[i];
        n += weights[i] * means->n_texts[i];
    }
    kernel = means->kernel + 2 * (kernel / n - means->kernel);
    values[0] = n > 0 && kernel > 0 ? log(kernel) : NAN;
    values[1] = n > 0 ? means->cosine + 2 * (cosine / n - means->cosine) : NAN;
}

/* Gathers the used texts' vectors; owners [n_used]: their rows. */
static void gather(float *used, size_t *owners, size_t n_used, const simile_eval_rows *rows,
                   const simile_eval_view *view)
{
    size_t row = 0;
    for (size_t i = 0; i < n_used; i++) {
        const size_t text = i * rows->n_texts / n_used;
        while (rows->row_starts[row + 1] <= text) {
            row++;
        }
        owners[i] = row;
        memcpy(used + i * view->width, view->vectors + text * view->width, view->width * sizeof *used);
    }
}

static void sum_rows(row_means *means, const double *kernels, const double *cosines, const size_t *owners,
                     size_t n_used)
{
    for (size_t i = 0; i < n_used; i++) {
        means->kernels[owners[i]] += kernels[i];
        means->cosines[owners[i]] += cosines[i];
        means->n_texts[owners[i]] += 1;
        means->kernel += kernels[i] / (double)n_used;
        means->cosine += cosines[i] / (double)n_used;
    }
}

/* Of the used vectors together: they have no interval. */
static simile_status add_whole(simile_measures *measures, const float *used, size_t n, size_t width, simile_pool *pool)
{
    simile_spectrum spectrum;
    double hubness = NAN;
    simile_status status = simile_spectrum__measure(&spectrum, used, n, width, pool);
    if (status == SIMILE_OK) {
        status = simile_hubness__measure(&hubness, used, n, width, HUB_NEIGHBOURS, pool);
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "isotropy", spectrum.isotropy, "undefined: all vectors are alike");
    }
    if (status == SIMILE_OK) {
        status = simile_measures__add(measures, "effective_rank", spectrum.effective_rank,
                                      "undefined: all vectors are alike");
    }
    return status == SIMILE_OK ? simile_measures__add(measures, "hubness", hubness,
                                                      "undefined: fewer than 11 texts, or all are found alike")
                               : status;
}

simile_status simile_space__add_figures(simile_measures *measures, const simile_eval_rows *rows,
                                        const simile_eval_view *view)
{
    static const char *const names[] = {"uniformity", "mean_cosine"};
    const size_t n = rows->n_rows, n_used = rows->n_texts < SPACE_ROWS ? rows->n_texts : SPACE_ROWS;
    float *used = simile_memory__alloc(n_used, view->width * sizeof *used);
    size_t *owners = simile_memory__alloc(n_used, sizeof *owners);
    double *sums = simile_memory__alloc(3 * n + 2 * n_used, sizeof *sums);
    simile_status status = used && owners && sums ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    simile_space space;
    if (status == SIMILE_OK) {
        row_means means = {.kernels = sums, .cosines = sums + n, .n_texts = sums + 2 * n, .n_rows = n};
        double *kernels = sums + 3 * n, *cosines = kernels + n_used;
        const simile_resampling resampling = {
            .figures = find_figures, .context = &means, .n_rows = n, .n_values = 2, .is_approximate = true};
        gather(used, owners, n_used, rows, view);
        status = simile_space__measure(&space, kernels, cosines, used, n_used, view->width, view->pool);
        sum_rows(&means, kernels, cosines, owners, n_used);
        means.kernel = n_used < 2 ? NAN : means.kernel;
        means.cosine = n_used < 2 ? NAN : means.cosine;
        if (status == SIMILE_OK) {
            status = simile_measures__add_resampled(measures, names, &resampling, "undefined: fewer than two texts");
        }
        if (status == SIMILE_OK) {
            status = add_whole(measures, used, n_used, view->width, view->pool);
        }
    }
    simile_memory__free(used);
    simile_memory__free(owners);
    simile_memory__free(sums);
    return status;
}
