/* Clusters against labels. */
#include "label_clusters.h"
#include "clustering.h"
#include "kmeans.h"
#include "memory.h"
#include <math.h>

#define N_SEEDS    10
#define LARGE_ROWS 50000 /* above it k-means takes batches */
#define BATCH_ROWS 1024

static const char *const names[] = {"purity", "v_measure", "nmi", "ari", "ami"};
#define N_FIGURES (sizeof names / sizeof *names)

static void find_figures(double *values, const void *context, const double *weights, double *scratch)
{
    const simile_contingency *tables = context;
    for (size_t i = 0; i < N_FIGURES; i++) {
        values[i] = 0;
    }
    for (size_t seed = 0; seed < N_SEEDS; seed++) {
        simile_clustering one;
        simile_contingency__measure(&one, &tables[seed], weights, scratch);
        values[0] += one.purity / N_SEEDS;
        values[1] += one.v_measure / N_SEEDS;
        values[2] += one.nmi / N_SEEDS;
        values[3] += one.ari / N_SEEDS;
        values[4] += one.ami / N_SEEDS;
    }
}

static simile_status cluster(simile_contingency *table, size_t *clusters, int64_t *numbers, const simile_labelled *x,
                             const simile_kmeans_options *options, simile_pool *pool)
{
    simile_status status = simile_kmeans__run(clusters, NULL, x->vectors, x->n, x->width, options, pool);
    for (size_t i = 0; i < x->n && status == SIMILE_OK; i++) {
        numbers[i] = (int64_t)clusters[i];
    }
    return status == SIMILE_OK ? simile_contingency__build(table, x->labels, numbers, x->n) : status;
}

simile_status simile_label_clusters__measure(simile_measures *measures, const simile_labelled *x, size_t n_labels,
                                             simile_pool *pool)
{
    simile_contingency tables[N_SEEDS] = {{0}};
    simile_resampling resampling = {
        .figures = find_figures, .context = tables, .n_rows = x->n, .n_values = N_FIGURES, .is_biased = true};
    size_t *clusters = simile_memory__alloc(x->n, sizeof *clusters);
    int64_t *numbers = simile_memory__alloc(x->n, sizeof *numbers);
    simile_status status = clusters && numbers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    const bool enough = x->n >= n_labels;
    for (size_t seed = 0; seed < N_SEEDS && status == SIMILE_OK && enough; seed++) {
        const simile_kmeans_options options = {
            .n_clusters = n_labels, .seed = seed, .batch_rows = x->n > LARGE_ROWS ? BATCH_ROWS : 0};
        status = cluster(&tables[seed], clusters, numbers, x, &options, pool);
        const size_t n_scratch = simile_contingency__scratch(&tables[seed]);
        resampling.n_scratch = n_scratch > resampling.n_scratch ? n_scratch : resampling.n_scratch;
    }
    if (status == SIMILE_OK && enough) {
        status = simile_measures__add_resampled(measures, names, &resampling, NULL);
    }
    for (size_t i = 0; i < N_FIGURES && status == SIMILE_OK && !enough; i++) {
        status = simile_measures__add(measures, names[i], NAN, "undefined: fewer rows than labels");
    }
    for (size_t seed = 0; seed < N_SEEDS; seed++) {
        simile_contingency__dispose(&tables[seed]);
    }
    simile_memory__free(clusters);
    simile_memory__free(numbers);
    return status;
}
