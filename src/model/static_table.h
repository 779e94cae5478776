/* The table of a static encoder, as sentence-transformers (embedding.weight) and model2vec (embeddings, with an
 * optional mapping and weights of its quantised vocabularies) write it. */
#ifndef SIMILE_MODEL_STATIC_TABLE_H
#define SIMILE_MODEL_STATIC_TABLE_H

#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>

/* What a table is, before it is read. */
typedef struct simile_static_table {
    size_t rows, width;   /* of the table by token id */
    unsigned dtypes;      /* of its tensors: bit of each simile_dtype */
    bool is_model2vec;    /* is called "embeddings" */
    bool is_put_together; /* simile_static_table__read makes it; else it is one tensor as it is needed */
} simile_static_table;

/* Looks at the tensors of the folder's model.safetensors: names, types and shapes that do not fit are
 * SIMILE_ERROR_FORMAT. */
simile_status simile_static_table__measure(simile_static_table *table, const char *folder);

/* values [rows, width] (=): row id is weights[id] · embeddings[mapping[id]]. */
simile_status simile_static_table__read(float *values, const char *folder);

#endif
