/* Cuts. C·N texts of a batch, E width, d of a cut.
 *
 *     L = L(z) + Σ_k w_k · L(z[1 … d_k]),    dL/dz[i] = dL(z)/dz[i] + Σ_{k: i ≤ d_k} w_k · dL(z[1 … d_k])/dz[i] */
#include "cuts.h"
#include "elementwise.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

struct simile_cuts {
    simile_objective *objective;
    simile_real *vectors, *dvectors; /* [C·N, d] */
    size_t vectors_capacity, dvectors_capacity;
};

simile_status simile_cuts__new(simile_cuts **cuts, simile_ranks *ranks)
{
    *cuts = simile_memory__alloc(1, sizeof **cuts);
    simile_status status = *cuts ? simile_objective__new(&(*cuts)->objective, ranks) : SIMILE_ERROR_MEMORY;
    if (status != SIMILE_OK) {
        simile_cuts__free(*cuts);
        *cuts = NULL;
    }
    return status;
}

void simile_cuts__free(simile_cuts *cuts)
{
    if (!cuts) {
        return;
    }
    simile_objective__free(cuts->objective);
    simile_memory__free(cuts->vectors);
    simile_memory__free(cuts->dvectors);
    simile_memory__free(cuts);
}

simile_status simile_cuts__fit(simile_cuts *cuts, const simile_objective_options *options,
                               const simile_objective_batch *batch)
{
    size_t widest = 0;
    for (size_t i = 0; i < options->n_cuts; i++) {
        const size_t width = options->cuts[i].width;
        if (width >= batch->width) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "dimensions: a cut to %zu values is none, the vectors have %zu", width,
                                       batch->width);
        }
        widest = width > widest ? width : widest;
    }
    const size_t n = batch->n_columns * batch->n_rows * widest;
    simile_status status = simile_memory__grow(&cuts->vectors, &cuts->vectors_capacity, n, sizeof *cuts->vectors);
    return status == SIMILE_OK
               ? simile_memory__grow(&cuts->dvectors, &cuts->dvectors_capacity, n, sizeof *cuts->dvectors)
               : status;
}

static simile_status add_cut(simile_objective_result *result, simile_real *dembeddings, simile_cuts *cuts,
                             const simile_objective_options *options, size_t index, const simile_objective_batch *batch,
                             simile_pool *pool)
{
    const size_t n_texts = batch->n_columns * batch->n_rows, width = options->cuts[index].width;
    const double weight = options->cuts[index].weight;
    simile_objective_batch cut = *batch;
    simile_objective_options whole = *options;
    simile_objective_result of_cut;
    for (size_t i = 0; i < n_texts; i++) {
        memcpy(cuts->vectors + i * width, batch->embeddings + i * batch->width, width * sizeof *cuts->vectors);
    }
    whole.n_cuts = 0;
    cut.width = width;
    cut.embeddings = cuts->vectors;
    const simile_status status =
        simile_objective__compute(&of_cut, cuts->dvectors, cuts->objective, &whole, &cut, pool);
    for (size_t i = 0; i < n_texts && status == SIMILE_OK; i++) {
        simile_vector__add_scaled(dembeddings + i * batch->width, cuts->dvectors + i * width, (simile_real)weight,
                                  width);
    }
    if (status == SIMILE_OK) {
        result->loss += weight * of_cut.loss;
        result->dscale += weight * of_cut.dscale;
    }
    return status;
}

simile_status simile_cuts__add(simile_objective_result *result, simile_real *dembeddings, simile_cuts *cuts,
                               const simile_objective_options *options, const simile_objective_batch *batch,
                               simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < options->n_cuts && status == SIMILE_OK; i++) {
        status = add_cut(result, dembeddings, cuts, options, i, batch, pool);
    }
    return status;
}
