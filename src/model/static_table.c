/* Static tables. V tokens, D width, C rows of a quantised vocabulary. */
#include "static_table.h"
#include "fail.h"
#include "memory.h"
#include "model.h"
#include <math.h>
#include <string.h>

/* The tensors of an open file; absent ones are NULL. */
typedef struct table_parts {
    simile_safetensors *file;
    char *path;
    const simile_tensor_view *embeddings; /* [V, D], or [C, D] with a mapping */
    const simile_tensor_view *mapping;    /* [V] */
    const simile_tensor_view *weights;    /* [V] */
    bool is_model2vec;
} table_parts;

static bool holds_integers(const simile_tensor_view *tensor)
{
    return tensor->dtype == SIMILE_DTYPE_I8 || tensor->dtype == SIMILE_DTYPE_I32 || tensor->dtype == SIMILE_DTYPE_I64;
}

static size_t rows_of(const table_parts *parts)
{
    return parts->mapping ? parts->mapping->shape[0] : parts->embeddings->shape[0];
}

static simile_status check_parts(const table_parts *parts)
{
    const simile_tensor_view *table = parts->embeddings, *mapping = parts->mapping, *weights = parts->weights;
    if (!table || table->n_dimensions != 2 || table->n_elements == 0) {
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: has no two-dimensional tensor embedding.weight or embeddings", parts->path);
    }
    if (mapping && (mapping->n_dimensions != 1 || mapping->n_elements == 0 || !holds_integers(mapping))) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: tensor mapping is no list of whole numbers (I64, I32, I8)",
                                   parts->path);
    }
    if (weights && (weights->n_dimensions != 1 || weights->shape[0] != rows_of(parts))) {
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: tensor weights is not a list of %zu numbers", parts->path,
                                   rows_of(parts));
    }
    return SIMILE_OK;
}

static simile_status open_parts(table_parts *parts, const char *folder)
{
    *parts = (table_parts){0};
    simile_status status = simile_model__open_tensors(&parts->file, &parts->path, folder);
    if (status != SIMILE_OK) {
        return status;
    }
    parts->embeddings = simile_safetensors__find(parts->file, "embedding.weight");
    if (!parts->embeddings) {
        parts->embeddings = simile_safetensors__find(parts->file, "embeddings");
        parts->mapping = simile_safetensors__find(parts->file, "mapping");
        parts->weights = simile_safetensors__find(parts->file, "weights");
        parts->is_model2vec = true;
    }
    return check_parts(parts);
}

static void close_parts(table_parts *parts)
{
    simile_safetensors__free(parts->file);
    simile_memory__free(parts->path);
}

simile_status simile_static_table__measure(simile_static_table *table, const char *folder)
{
    table_parts parts;
    simile_status status = open_parts(&parts, folder);
    if (status == SIMILE_OK) {
        *table = (simile_static_table){.rows = rows_of(&parts),
                                       .width = parts.embeddings->shape[1],
                                       .dtypes = 1u << parts.embeddings->dtype,
                                       .is_model2vec = parts.is_model2vec,
                                       .is_put_together = parts.mapping || parts.weights ||
                                                          (parts.is_model2vec && holds_integers(parts.embeddings))};
    }
    close_parts(&parts);
    return status;
}

/* The embeddings as they are in the file. model2vec rounds to whole numbers without keeping a scale. */
static simile_status read_embeddings(float *values, const table_parts *parts)
{
    if (parts->embeddings->dtype != SIMILE_DTYPE_I8) {
        return simile_safetensors__read(values, parts->file, parts->embeddings);
    }
    for (size_t i = 0; i < parts->embeddings->n_elements; i++) {
        values[i] = (float)simile_safetensors__integer(parts->embeddings, i);
    }
    return SIMILE_OK;
}

static simile_status map_rows(float *values, const float *embeddings, const table_parts *parts)
{
    const size_t width = parts->embeddings->shape[1], rows = parts->embeddings->shape[0];
    for (size_t i = 0; i < parts->mapping->shape[0]; i++) {
        const int64_t row = simile_safetensors__integer(parts->mapping, i);
        if (row < 0 || (uint64_t)row >= rows) {
            return simile_status__fail(SIMILE_ERROR_FORMAT,
                                       "%s: tensor mapping sends token %zu to row %lld, embeddings has %zu rows",
                                       parts->path, i, (long long)row, rows);
        }
        memcpy(values + i * width, embeddings + (size_t)row * width, width * sizeof *values);
    }
    return SIMILE_OK;
}

static simile_status read_mapped(float *values, const table_parts *parts)
{
    float *embeddings = simile_memory__alloc(parts->embeddings->n_elements, sizeof *embeddings);
    simile_status status = embeddings ? read_embeddings(embeddings, parts) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        status = map_rows(values, embeddings, parts);
    }
    simile_memory__free(embeddings);
    return status;
}

static simile_status apply_weights(float *values, const table_parts *parts)
{
    const size_t width = parts->embeddings->shape[1], n = parts->weights->n_elements;
    float *weights = simile_memory__alloc(n, sizeof *weights);
    simile_status status =
        weights ? simile_safetensors__read(weights, parts->file, parts->weights) : SIMILE_ERROR_MEMORY;
    for (size_t i = 0; i < n * width && status == SIMILE_OK; i++) {
        values[i] *= weights[i / width];
        if (!isfinite(values[i])) {
            status = simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the row of token %zu times its weight is too large",
                                         parts->path, i / width);
        }
    }
    simile_memory__free(weights);
    return status;
}

simile_status simile_static_table__read(float *values, const char *folder)
{
    table_parts parts;
    simile_status status = open_parts(&parts, folder);
    if (status == SIMILE_OK) {
        status = parts.mapping ? read_mapped(values, &parts) : read_embeddings(values, &parts);
    }
    if (status == SIMILE_OK && parts.weights) {
        status = apply_weights(values, &parts);
    }
    close_parts(&parts);
    return status;
}
