/* Micro-batches. */
#include "micro_batches.h"
#include "memory.h"

size_t simile_micro_batches__target(const simile_micro_batches *micro, uint64_t n_tokens)
{
    const size_t lanes = micro->n_lanes;
    size_t n = (size_t)((n_tokens + micro->most_tokens - 1) / micro->most_tokens);
    n = (n + lanes - 1) / lanes * lanes;
    while (n > 1 && n_tokens / n < micro->least_tokens) {
        n = (n + 1) / 2;
    }
    return (size_t)(n_tokens / (n > 0 ? n : 1)) + 1;
}

/* The next one, empty. */
static simile_status add(simile_micro_batches *micro, size_t first)
{
    const simile_status status =
        simile_memory__grow(&micro->items, &micro->capacity, micro->n + 1, sizeof *micro->items);
    if (status == SIMILE_OK) {
        micro->items[micro->n++] = (simile_micro_batch){.first = first};
    }
    return status;
}

simile_status simile_micro_batches__deal(simile_micro_batches *micro, const simile_batch *batch, uint64_t n_tokens)
{
    const size_t target = simile_micro_batches__target(micro, n_tokens);
    simile_status status = SIMILE_OK;
    micro->n = 0;
    for (size_t i = 0; i < batch->n_rows * batch->n_columns && status == SIMILE_OK; i++) {
        const size_t n = batch->texts[i].n_ids;
        if (micro->n == 0 || micro->items[micro->n - 1].n_tokens >= target) {
            status = add(micro, i);
        }
        if (status == SIMILE_OK) {
            simile_micro_batch *last = &micro->items[micro->n - 1];
            last->n_texts++;
            last->n_tokens += n;
            last->longest = n > last->longest ? n : last->longest;
        }
    }
    return status;
}

size_t simile_micro_batches__lane_start(const simile_micro_batches *micro, size_t lane)
{
    return (lane * micro->n + micro->n_lanes - 1) / micro->n_lanes;
}

void simile_micro_batches__dispose(simile_micro_batches *micro)
{
    simile_memory__free(micro->items);
    micro->items = NULL;
    micro->n = micro->capacity = 0;
}
