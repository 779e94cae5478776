/* Batches. */
#include "batch.h"
#include "memory.h"

simile_status simile_batch__fit(simile_batch *batch, size_t n_rows, size_t n_columns)
{
    const size_t n = n_rows * n_columns;
    simile_status status = simile_memory__grow(&batch->texts, &batch->texts_capacity, n, sizeof *batch->texts);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&batch->text_hashes, &batch->hashes_capacity, n, sizeof *batch->text_hashes);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&batch->groups, &batch->groups_capacity, n_rows, sizeof *batch->groups);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&batch->lines, &batch->lines_capacity, n_rows, sizeof *batch->lines);
    }
    batch->n_rows = n_rows;
    batch->n_columns = n_columns;
    return status;
}

void simile_batch__place(simile_batch *batch, size_t column, size_t row, const simile_source *source, size_t text,
                         uint32_t view)
{
    const size_t at = column * batch->n_rows + row, start = source->text_starts[text];
    batch->texts[at] = (simile_batch_text){source->ids + start, source->text_starts[text + 1] - start, view};
    batch->text_hashes[at] = source->text_hashes[text];
}

void simile_batch__dispose(simile_batch *batch)
{
    simile_memory__free(batch->texts);
    simile_memory__free(batch->text_hashes);
    simile_memory__free(batch->groups);
    simile_memory__free(batch->lines);
    *batch = (simile_batch){0};
}
