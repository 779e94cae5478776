/* Vectors into files. The npy header is written with no rows and patched at the end. */
#include "vectors.h"
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include "npy.h"
#include "part.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Digits after which a decimal reads back to the same float. */
#define EXACT_DIGITS 9
/* Longest "%.9g" of a float: sign, digits, point, "e-45". */
#define LONGEST_VALUE 24

/* Standard output may be seekable and yet hold other text already, or be open for appending. */
static simile_status check_place(const simile_vectors *vectors, const char *path, bool resume)
{
    const bool is_fixed = simile_writer__is_seekable(vectors->writer) && strcmp(path, "-") != 0;
    if (!is_fixed && resume) {
        return simile_status__fail(SIMILE_ERROR_CONFIG, "%s: only a file can be resumed, not a pipe or device", path);
    }
    if (!is_fixed && vectors->format == SIMILE_ENCODE_NPY) {
        return simile_status__fail(
            SIMILE_ERROR_CONFIG,
            "npy needs a file whose start can be written again, not a pipe or device; use tsv, jsonl or raw");
    }
    return SIMILE_OK;
}

static simile_status write_header(simile_vectors *vectors)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    if (vectors->format != SIMILE_ENCODE_NPY) {
        return SIMILE_OK;
    }
    simile_npy__header(header, SIMILE_NPY_F32, 0, vectors->dimension);
    return simile_writer__write(vectors->writer, header, sizeof header);
}

static simile_status open_resumed(simile_vectors *vectors, const char *path)
{
    simile_part part;
    uint64_t size;
    simile_status status = simile_part__measure(&part, path, vectors->format, vectors->dimension);
    if (status == SIMILE_OK) {
        status = simile_writer__open_part(&vectors->writer, &size, path);
    }
    if (status == SIMILE_OK) {
        status = check_place(vectors, path, true);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__truncate(vectors->writer, part.n_rows > 0 ? part.size : 0);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    vectors->n_rows = part.n_rows;
    return part.n_rows == 0 ? write_header(vectors) : SIMILE_OK;
}

simile_status simile_vectors__open(simile_vectors *vectors, const char *path, simile_encode_format format,
                                   size_t dimension, bool resume)
{
    *vectors = (simile_vectors){.format = format, .dimension = dimension};
    if (resume) {
        return open_resumed(vectors, path);
    }
    simile_status status = simile_writer__open(&vectors->writer, path);
    if (status == SIMILE_OK) {
        status = check_place(vectors, path, false);
    }
    return status == SIMILE_OK ? write_header(vectors) : status;
}

/* Values as text with `separator` between them. JSON has no NaN and no infinity: null. */
static simile_status print_values(simile_buffer *bytes, const float *values, size_t n, char separator)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        char text[LONGEST_VALUE + 1] = {separator};
        char *number = i > 0 ? text + 1 : text;
        int size = separator == ',' && !isfinite(values[i])
                       ? snprintf(number, LONGEST_VALUE, "null")
                       : snprintf(number, LONGEST_VALUE, "%.*g", EXACT_DIGITS, (double)values[i]);
        status = simile_buffer__append(bytes, text, (size_t)size + (i > 0));
    }
    return status;
}

static simile_status print_tsv(simile_vectors *vectors, const float *values)
{
    simile_status status = print_values(&vectors->bytes, values, vectors->dimension, '\t');
    return status == SIMILE_OK ? simile_buffer__append(&vectors->bytes, "\n", 1) : status;
}

static simile_status print_jsonl(simile_vectors *vectors, const float *values)
{
    simile_status status = simile_buffer__append_format(&vectors->bytes, "{\"index\":%llu,\"vector\":[",
                                                        (unsigned long long)vectors->n_rows);
    if (status == SIMILE_OK) {
        status = print_values(&vectors->bytes, values, vectors->dimension, ',');
    }
    return status == SIMILE_OK ? simile_buffer__append(&vectors->bytes, "]}\n", 3) : status;
}

static simile_status print_binary(simile_vectors *vectors, const float *values)
{
    unsigned char piece[1024];
    const size_t most = sizeof piece / sizeof(float);
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < vectors->dimension && status == SIMILE_OK; i += most) {
        const size_t n = vectors->dimension - i < most ? vectors->dimension - i : most;
        simile_floats__to_f32(piece, values + i, n);
        status = simile_buffer__append(&vectors->bytes, piece, n * sizeof(float));
    }
    return status;
}

static simile_status append_row(simile_vectors *vectors, const float *values)
{
    simile_status status;
    simile_buffer__clear(&vectors->bytes);
    if (vectors->format == SIMILE_ENCODE_TSV) {
        status = print_tsv(vectors, values);
    } else if (vectors->format == SIMILE_ENCODE_JSONL) {
        status = print_jsonl(vectors, values);
    } else {
        status = print_binary(vectors, values);
    }
    if (status == SIMILE_OK) {
        status = simile_writer__write(vectors->writer, vectors->bytes.data, vectors->bytes.size);
    }
    vectors->n_rows += status == SIMILE_OK;
    return status;
}

simile_status simile_vectors__append(simile_vectors *vectors, const float *values, size_t n)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        status = append_row(vectors, values + i * vectors->dimension);
    }
    /* What is interrupted later has whole windows on disk, and a reader at the other end of a pipe waits for none. */
    return status == SIMILE_OK ? simile_writer__flush(vectors->writer) : status;
}

simile_status simile_vectors__commit(simile_vectors *vectors)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    simile_status status = SIMILE_OK;
    if (vectors->format == SIMILE_ENCODE_NPY) {
        simile_npy__header(header, SIMILE_NPY_F32, vectors->n_rows, vectors->dimension);
        status = simile_writer__patch(vectors->writer, 0, header, sizeof header);
    }
    return status == SIMILE_OK ? simile_writer__commit(vectors->writer) : status;
}

void simile_vectors__dispose(simile_vectors *vectors)
{
    if (vectors->writer && vectors->n_rows > 0) {
        simile_writer__keep_part(vectors->writer);
    }
    simile_writer__free(vectors->writer);
    simile_buffer__dispose(&vectors->bytes);
    *vectors = (simile_vectors){0};
}
