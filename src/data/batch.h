/* A batch of N rows with C texts each, as the step sees it: token ids, text hashes, groups. */
#ifndef SIMILE_DATA_BATCH_H
#define SIMILE_DATA_BATCH_H

#include "source.h"

/* One text of a batch. The ids belong to its source, or to what augmented it. */
typedef struct simile_batch_text {
    const int32_t *ids;
    size_t n_ids;
    uint32_t view; /* dropout identity: its column, or which view of a text it is */
} simile_batch_text;

/* Valid when zeroed. */
typedef struct simile_batch {
    size_t n_rows, n_columns;
    size_t source;            /* the one that the batch is from; in row-mixed batches the first one's */
    simile_batch_text *texts; /* [C, N] */
    uint64_t *text_hashes;    /* [C, N] */
    int64_t *groups;          /* [N], unique over sources; −1: none */
    uint64_t *lines;          /* [N]: where the row stands in its source's file, of its first text */
    size_t texts_capacity, hashes_capacity, groups_capacity, lines_capacity;
} simile_batch;

/* Room for a batch of this shape. */
simile_status simile_batch__fit(simile_batch *batch, size_t n_rows, size_t n_columns);
/* Places text `text` of the source at column, row. */
void simile_batch__place(simile_batch *batch, size_t column, size_t row, const simile_source *source, size_t text,
                         uint32_t view);
void simile_batch__dispose(simile_batch *batch);

#endif
