/* Packing of sentences. */
#include "packer.h"
#include "memory.h"
#include <string.h>

static void point(simile_packer *packer)
{
    packer->batch.ids = packer->ids;
    packer->batch.starts = packer->starts;
    packer->batch.rows = packer->rows;
    packer->batch.views = packer->views;
}

simile_status simile_packer__clear(simile_packer *packer)
{
    simile_status status = simile_memory__grow(&packer->starts, &packer->starts_capacity, 1, sizeof *packer->starts);
    if (status == SIMILE_OK) {
        packer->starts[0] = 0;
        packer->batch = (simile_packed_batch){0};
        point(packer);
    }
    return status;
}

simile_status simile_packer__add(simile_packer *packer, const int32_t *ids, size_t n, uint64_t row, uint32_t view)
{
    simile_packed_batch *batch = &packer->batch;
    const size_t b = batch->n_sentences, t = batch->n_tokens;
    simile_status status = simile_memory__grow(&packer->ids, &packer->ids_capacity, t + n, sizeof *packer->ids);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&packer->starts, &packer->starts_capacity, b + 2, sizeof *packer->starts);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&packer->rows, &packer->rows_capacity, b + 1, sizeof *packer->rows);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&packer->views, &packer->views_capacity, b + 1, sizeof *packer->views);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    if (n > 0) {
        memcpy(packer->ids + t, ids, n * sizeof *ids);
    }
    packer->rows[b] = row;
    packer->views[b] = view;
    batch->n_sentences = b + 1;
    batch->n_tokens = t + n;
    packer->starts[b + 1] = batch->n_tokens;
    point(packer);
    return SIMILE_OK;
}

simile_status simile_packer__extend(simile_packer *packer, const int32_t *ids, size_t n)
{
    simile_packed_batch *batch = &packer->batch;
    simile_status status =
        simile_memory__grow(&packer->ids, &packer->ids_capacity, batch->n_tokens + n, sizeof *packer->ids);
    if (status != SIMILE_OK) {
        return status;
    }
    if (n > 0) {
        memcpy(packer->ids + batch->n_tokens, ids, n * sizeof *ids);
    }
    batch->n_tokens += n;
    packer->starts[batch->n_sentences] = batch->n_tokens;
    point(packer);
    return SIMILE_OK;
}

void simile_packer__dispose(simile_packer *packer)
{
    simile_memory__free(packer->ids);
    simile_memory__free(packer->starts);
    simile_memory__free(packer->rows);
    simile_memory__free(packer->views);
    *packer = (simile_packer){0};
}
