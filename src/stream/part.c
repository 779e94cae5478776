/* Measuring PATH.part: fixed-size rows by division, lines by counting. */
#include "part.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "npy.h"
#include <stdio.h>
#include <string.h>

static simile_status refuse(const char *path, size_t dimension)
{
    return simile_status__fail(SIMILE_ERROR_CONFIG,
                               "%s: holds something else than rows of %zu values in this format; remove it or encode "
                               "without --resume",
                               path, dimension);
}

static void measure_fixed(simile_part *part, size_t size, size_t header_size, size_t dimension)
{
    const size_t row_size = dimension * sizeof(float);
    if (size >= header_size) {
        part->n_rows = (size - header_size) / row_size;
        part->size = header_size + part->n_rows * row_size;
    }
}

static simile_status measure_npy(simile_part *part, const simile_mapping *file, const char *path, size_t dimension)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    if (file->size < sizeof header) {
        return SIMILE_OK;
    }
    measure_fixed(part, file->size, sizeof header, dimension);
    simile_npy__header(header, SIMILE_NPY_F32, 0, dimension);
    if (memcmp(file->data, header, sizeof header) == 0) {
        return SIMILE_OK;
    }
    /* The row count is patched before the rename: a run may have stopped between the two. */
    simile_npy__header(header, SIMILE_NPY_F32, part->n_rows, dimension);
    return memcmp(file->data, header, sizeof header) == 0 ? SIMILE_OK : refuse(path, dimension);
}

static size_t count(const char *bytes, size_t size, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n += bytes[i] == wanted;
    }
    return n;
}

/* A tsv row has a tab less than values; a jsonl row one comma more than those between its values. */
static simile_status measure_lines(simile_part *part, const simile_mapping *file, const char *path,
                                   simile_encode_format format, size_t dimension)
{
    static const char jsonl_start[] = "{\"index\":0,\"vector\":[";
    const size_t start_size = sizeof jsonl_start - 1;
    const char *bytes = (const char *)file->data, *end = file->size ? memrchr(bytes, '\n', file->size) : NULL;
    if (!end) {
        return SIMILE_OK;
    }
    const size_t first = (size_t)((const char *)memchr(bytes, '\n', file->size) - bytes);
    const bool is_jsonl = format == SIMILE_ENCODE_JSONL;
    const bool starts = first > start_size && memcmp(bytes, jsonl_start, start_size) == 0;
    const size_t n_separators = count(bytes, first, is_jsonl ? ',' : '\t');
    if (starts != is_jsonl || n_separators != (is_jsonl ? dimension : dimension - 1)) {
        return refuse(path, dimension);
    }
    part->size = (size_t)(end - bytes) + 1;
    part->n_rows = count(bytes, part->size, '\n');
    return SIMILE_OK;
}

static simile_status measure(simile_part *part, const char *path, simile_encode_format format, size_t dimension)
{
    simile_mapping file = {0};
    simile_status status = simile_mapping__open(&file, path);
    if (status != SIMILE_OK) {
        return status;
    }
    if (format == SIMILE_ENCODE_NPY) {
        status = measure_npy(part, &file, path, dimension);
    } else if (format == SIMILE_ENCODE_RAW) {
        measure_fixed(part, file.size, 0, dimension);
    } else {
        status = measure_lines(part, &file, path, format, dimension);
    }
    simile_mapping__close(&file);
    return status;
}

simile_status simile_part__measure(simile_part *part, const char *path, simile_encode_format format, size_t dimension)
{
    const size_t size = strlen(path) + sizeof ".part";
    char *name = simile_memory__alloc(size, 1);
    simile_status status = name ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    *part = (simile_part){0};
    if (name) {
        snprintf(name, size, "%s.part", path);
        if (simile_file__exists(name)) {
            status = measure(part, name, format, dimension);
        }
    }
    simile_memory__free(name);
    return status;
}
