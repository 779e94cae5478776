/* Cuts. C·N texts of a batch, E width, d of a cut.
 *
 *     L = L(z) + Σ_k w_k · L(z[1 … d_k]),    dL/dz[i] = dL(z)/dz[i] + Σ_{k: i ≤ d_k} w_k · dL(z[1 … d_k])/dz[i] */
#include "cuts.h"
#include "elementwise.h"
#include "fail.h"
#include "memory.h"
#include <string.h>

struct simile_cuts {
    simile_cut list[SIMILE_MAX_CUTS];
    simile_objective *objectives[SIMILE_MAX_CUTS];
    size_t n;
    simile_real *vectors, *dvectors; /* [C·N, d] */
    size_t vectors_capacity, dvectors_capacity;
};

simile_status simile_cuts__new(simile_cuts **cuts, const simile_objective_options *options)
{
    simile_objective_options of_cut = *options;
    *cuts = NULL;
    if (options->n_cuts == 0) {
        return SIMILE_OK;
    }
    simile_cuts *c = simile_memory__alloc(1, sizeof *c);
    simile_status status = c ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    of_cut.n_cuts = 0;
    for (size_t i = 0; i < options->n_cuts && status == SIMILE_OK; i++) {
        c->list[c->n] = options->cuts[i];
        status = simile_objective__new(&c->objectives[c->n], &of_cut);
        c->n += status == SIMILE_OK;
    }
    if (status != SIMILE_OK) {
        simile_cuts__free(c);
        return status;
    }
    *cuts = c;
    return SIMILE_OK;
}

void simile_cuts__free(simile_cuts *cuts)
{
    if (!cuts) {
        return;
    }
    for (size_t i = 0; i < cuts->n; i++) {
        simile_objective__free(cuts->objectives[i]);
    }
    simile_memory__free(cuts->vectors);
    simile_memory__free(cuts->dvectors);
    simile_memory__free(cuts);
}

void simile_cuts__set_temperature(simile_cuts *cuts, double temperature)
{
    for (size_t i = 0; cuts && i < cuts->n; i++) {
        simile_objective__set_temperature(cuts->objectives[i], temperature);
    }
}

static simile_status fit(simile_cuts *cuts, size_t n_values)
{
    simile_status status =
        simile_memory__grow(&cuts->vectors, &cuts->vectors_capacity, n_values, sizeof *cuts->vectors);
    return status == SIMILE_OK
               ? simile_memory__grow(&cuts->dvectors, &cuts->dvectors_capacity, n_values, sizeof *cuts->dvectors)
               : status;
}

static simile_status add_cut(simile_objective_result *result, simile_real *dembeddings, simile_cuts *cuts, size_t index,
                             simile_objective_room *room, const simile_objective_batch *batch, simile_pool *pool)
{
    const size_t n_texts = batch->n_columns * batch->n_rows, width = cuts->list[index].width;
    const double weight = cuts->list[index].weight;
    simile_objective_batch cut = *batch;
    simile_objective_result of_cut;
    if (width >= batch->width) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "dimensions: a cut to %zu values is none, the vectors have %zu",
                                   width, batch->width);
    }
    simile_status status = fit(cuts, n_texts * width);
    if (status != SIMILE_OK) {
        return status;
    }
    for (size_t i = 0; i < n_texts; i++) {
        memcpy(cuts->vectors + i * width, batch->embeddings + i * batch->width, width * sizeof *cuts->vectors);
    }
    cut.width = width;
    cut.embeddings = cuts->vectors;
    status = simile_objective__compute(&of_cut, cuts->dvectors, cuts->objectives[index], room, &cut, pool);
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
                               simile_objective_room *room, const simile_objective_batch *batch, simile_pool *pool)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < cuts->n && status == SIMILE_OK; i++) {
        status = add_cut(result, dembeddings, cuts, i, room, batch, pool);
    }
    return status;
}
