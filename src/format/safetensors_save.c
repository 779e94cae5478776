/* Writing of safetensors files: header first, then the tensors in the order of their names. */
#include "buffer.h"
#include "fail.h"
#include "file.h"
#include "floats.h"
#include "json.h"
#include "memory.h"
#include "safetensors.h"
#include <stdlib.h>
#include <string.h>

/* Floats turned into bytes at a time. */
#define PIECE 4096

static int compare_names(const void *a, const void *b)
{
    const simile_tensor_entry *x = *(const simile_tensor_entry *const *)a;
    const simile_tensor_entry *y = *(const simile_tensor_entry *const *)b;

    return strcmp(x->name, y->name);
}

static simile_status count_elements(size_t *n, const simile_tensor_entry *tensor)
{
    *n = 1;
    if (tensor->n_dimensions > 4)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "tensor \"%s\" has %zu dimensions, at most 4 are written",
                                   tensor->name, tensor->n_dimensions);
    for (size_t i = 0; i < tensor->n_dimensions; i++)
        if (!simile_size__multiply(n, *n, tensor->shape[i]))
            return simile_status__fail(SIMILE_ERROR_MEMORY, "tensor \"%s\": the shape's product overflows",
                                       tensor->name);
    return SIMILE_OK;
}

/* An array of sizes; NULL on failure. */
static simile_json *new_sizes(const size_t *sizes, size_t n)
{
    simile_json *array = simile_json__new_array();

    for (size_t i = 0; i < n && array; i++) {
        if (simile_json__append(array, simile_json__new_integer((int64_t)sizes[i])) == SIMILE_OK)
            continue;
        simile_json__free(array);
        array = NULL;
    }
    return array;
}

/* Adds "name": {"dtype": "F32", "shape": […], "data_offsets": [begin, end]}; *offset moves from begin to end. */
static simile_status describe(simile_json *header, size_t *offset, const simile_tensor_entry *tensor)
{
    size_t n, range[2] = {*offset, 0};
    simile_json *entry;
    simile_status status = count_elements(&n, tensor);

    if (status != SIMILE_OK)
        return status;
    if (n > INT64_MAX / 4 || !simile_size__add(&range[1], range[0], 4 * n))
        return simile_status__fail(SIMILE_ERROR_MEMORY, "tensor \"%s\": its size overflows", tensor->name);
    entry = simile_json__new_object();
    status = simile_json__set(entry, "dtype", simile_json__new_text("F32"));
    if (status == SIMILE_OK)
        status = simile_json__set(entry, "shape", new_sizes(tensor->shape, tensor->n_dimensions));
    if (status == SIMILE_OK)
        status = simile_json__set(entry, "data_offsets", new_sizes(range, 2));
    if (status != SIMILE_OK) {
        simile_json__free(entry);
        return status;
    }
    *offset = range[1];
    return simile_json__set(header, tensor->name, entry);
}

static simile_status build_header(simile_json *header, const simile_tensor_entry *const *sorted, size_t n_tensors)
{
    size_t offset = 0;
    simile_json *metadata = simile_json__new_object();
    simile_status format = simile_json__set(metadata, "format", simile_json__new_text("pt"));
    simile_status status = simile_json__set(header, "__metadata__", metadata);

    if (status == SIMILE_OK)
        status = format;
    for (size_t i = 0; i < n_tensors && status == SIMILE_OK; i++) {
        if (strcmp(sorted[i]->name, "__metadata__") == 0 ||
            (i > 0 && strcmp(sorted[i]->name, sorted[i - 1]->name) == 0))
            return simile_status__fail(SIMILE_ERROR_FORMAT, "tensor name \"%s\" is reserved or there twice",
                                       sorted[i]->name);
        status = describe(header, &offset, sorted[i]);
    }
    return status;
}

/* Length and header, padded so that the data start on a multiple of 8. */
static simile_status write_header(simile_writer *writer, const simile_json *header)
{
    char *text = simile_json__print(header, 0);
    size_t size = text ? strlen(text) : 0, padding = (8 - size % 8) % 8;
    unsigned char length[8];
    simile_status status = text ? SIMILE_OK : SIMILE_ERROR_MEMORY;

    for (size_t i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)(size + padding) >> (8 * i));
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, length, sizeof(length));
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, text, size);
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, "        ", padding);
    simile_memory__free(text);
    return status;
}

static simile_status write_data(simile_writer *writer, const simile_tensor_entry *tensor)
{
    unsigned char bytes[4 * PIECE];
    size_t n;
    simile_status status = count_elements(&n, tensor);

    for (size_t i = 0; i < n && status == SIMILE_OK; i += PIECE) {
        size_t count = n - i < PIECE ? n - i : PIECE;
        simile_floats__to_f32(bytes, tensor->data + i, count);
        status = simile_writer__write(writer, bytes, 4 * count);
    }
    return status;
}

static simile_status write_file(const char *path, const simile_json *header, const simile_tensor_entry *const *sorted,
                                size_t n_tensors)
{
    simile_writer *writer = NULL;
    simile_status status = simile_writer__open(&writer, path);

    if (status == SIMILE_OK)
        status = write_header(writer, header);
    for (size_t i = 0; i < n_tensors && status == SIMILE_OK; i++)
        status = write_data(writer, sorted[i]);
    if (status == SIMILE_OK)
        status = simile_writer__commit(writer);
    simile_writer__free(writer);
    return status;
}

simile_status simile_safetensors__save(const char *path, const simile_tensor_entry *tensors, size_t n_tensors)
{
    const simile_tensor_entry **sorted = simile_memory__alloc(n_tensors, sizeof(const simile_tensor_entry *));
    simile_json *header = simile_json__new_object();
    simile_status status = sorted && header ? SIMILE_OK : SIMILE_ERROR_MEMORY;

    if (status != SIMILE_OK)
        goto done;
    for (size_t i = 0; i < n_tensors; i++)
        sorted[i] = &tensors[i];
    qsort(sorted, n_tensors, sizeof(*sorted), compare_names);
    status = build_header(header, sorted, n_tensors);
    if (status == SIMILE_OK)
        status = write_file(path, header, sorted, n_tensors);
done:
    simile_json__free(header);
    simile_memory__free(sorted);
    return status;
}
