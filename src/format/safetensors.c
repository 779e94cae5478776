/* Reading of safetensors files: the file is mapped, its header parsed and checked as a whole; after that every view is
 * known to lie inside the mapping. Rules: huggingface/safetensors, README and safetensors/src/tensor.rs. */
#include "safetensors.h"
#include "fail.h"
#include "file.h"
#include "floats.h"
#include "json.h"
#include "map.h"
#include "memory.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_HEADER 100000000u
#define UNKNOWN_SIZE   SIZE_MAX

struct simile_safetensors {
    simile_mapping mapping;
    simile_json *header;
    simile_tensor_view *views; /* [n_views], in the header's order */
    size_t n_views;
    simile_map names; /* name → index of views */
    char *path;
};

/* Sizes are known for every dtype, also for those that are not read, since the layout is checked as a whole. */
static const struct {
    const char *name;
    simile_dtype dtype;
    size_t n_bits;
} dtypes[] = {
    {"F32", SIMILE_DTYPE_F32, 32},      {"F16", SIMILE_DTYPE_F16, 16},      {"BF16", SIMILE_DTYPE_BF16, 16},
    {"F64", SIMILE_DTYPE_F64, 64},      {"I64", SIMILE_DTYPE_I64, 64},      {"BOOL", SIMILE_DTYPE_OTHER, 8},
    {"U8", SIMILE_DTYPE_OTHER, 8},      {"I8", SIMILE_DTYPE_I8, 8},         {"U16", SIMILE_DTYPE_OTHER, 16},
    {"I16", SIMILE_DTYPE_OTHER, 16},    {"U32", SIMILE_DTYPE_OTHER, 32},    {"I32", SIMILE_DTYPE_I32, 32},
    {"U64", SIMILE_DTYPE_OTHER, 64},    {"C64", SIMILE_DTYPE_OTHER, 64},    {"F8_E4M3", SIMILE_DTYPE_OTHER, 8},
    {"F8_E5M2", SIMILE_DTYPE_OTHER, 8}, {"F8_E8M0", SIMILE_DTYPE_OTHER, 8}, {"F4", SIMILE_DTYPE_OTHER, 4},
    {"F6_E2M3", SIMILE_DTYPE_OTHER, 6}, {"F6_E3M2", SIMILE_DTYPE_OTHER, 6},
};

static simile_status fail(const simile_safetensors *file, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: %s", file->path, what);
}

static simile_status fail_tensor(const simile_safetensors *file, const char *name, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: tensor \"%s\": %s", file->path, name, what);
}

static uint64_t read_u64(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

/* A whole number of at least 0 that a size_t holds. */
static bool read_size(size_t *size, const simile_json *json)
{
    int64_t value = simile_json__integer(json, -1);

    *size = (size_t)value;
    return value >= 0;
}

static simile_status read_header(size_t *data_start, simile_safetensors *file)
{
    const simile_mapping *mapping = &file->mapping;
    uint64_t size;
    simile_status status;

    if (mapping->size < 8)
        return simile_status__fail(
            SIMILE_ERROR_FORMAT,
            "%s: has %zu bytes, a safetensors file has at least 8; it is cut short or another format", file->path,
            mapping->size);
    size = read_u64(mapping->data);
    if (size > LARGEST_HEADER || size > mapping->size - 8)
        return simile_status__fail(
            SIMILE_ERROR_FORMAT,
            "%s: the header claims %llu bytes, the file has %zu; it is cut short or no safetensors", file->path,
            (unsigned long long)size, mapping->size);
    if (size == 0 || mapping->data[8] != '{')
        return fail(file, "the header does not start with \"{\": this is no safetensors file");
    status = simile_json__parse(&file->header, (const char *)mapping->data + 8, (size_t)size, file->path);
    *data_start = 8 + (size_t)size;
    return status == SIMILE_OK ? status : simile_status__add_context(status, "safetensors header");
}

static simile_status check_metadata(const simile_safetensors *file, const simile_json *metadata)
{
    simile_json_walk walk = {.object = metadata};

    if (simile_json__kind(metadata) != SIMILE_JSON_OBJECT)
        return fail(file, "__metadata__ is not an object");
    while (simile_json__next(&walk))
        if (simile_json__kind(walk.value) != SIMILE_JSON_TEXT)
            return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: __metadata__ \"%s\" is not a text", file->path,
                                       walk.key);
    return SIMILE_OK;
}

static simile_status read_shape(simile_tensor_view *view, const simile_safetensors *file, const simile_json *shape)
{
    view->n_elements = 1;
    view->n_dimensions = simile_json__size(shape);
    if (simile_json__kind(shape) != SIMILE_JSON_ARRAY)
        return fail_tensor(file, view->name, "the shape is not a list");
    if (view->n_dimensions > 4)
        return fail_tensor(file, view->name, "has more than 4 dimensions");
    for (size_t i = 0; i < view->n_dimensions; i++) {
        if (!read_size(&view->shape[i], simile_json__at(shape, i)))
            return fail_tensor(file, view->name, "the shape holds what is no whole number");
        if (!simile_size__multiply(&view->n_elements, view->n_elements, view->shape[i]))
            return fail_tensor(file, view->name, "the shape's product overflows");
    }
    return SIMILE_OK;
}

/* Sets n_bytes from dtype and shape. */
static simile_status read_dtype(simile_tensor_view *view, const simile_safetensors *file, const simile_json *dtype)
{
    const char *name = simile_json__text(dtype, NULL);
    size_t n_bits;

    if (!name)
        return fail_tensor(file, view->name, "has no dtype");
    for (size_t i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++) {
        if (strcmp(dtypes[i].name, name) != 0)
            continue;
        view->dtype = dtypes[i].dtype;
        if (!simile_size__multiply(&n_bits, view->n_elements, dtypes[i].n_bits))
            return fail_tensor(file, view->name, "the shape's size overflows");
        view->n_bytes = n_bits / 8;
        return n_bits % 8 == 0 ? SIMILE_OK : fail_tensor(file, view->name, "does not end at a byte");
    }
    /* A newer type: its range is all that is known of its size, and nothing can read it. */
    view->dtype = SIMILE_DTYPE_OTHER;
    view->n_bytes = UNKNOWN_SIZE;
    return SIMILE_OK;
}

static simile_status read_range(simile_tensor_view *view, const simile_safetensors *file, const simile_json *offsets,
                                size_t data_start)
{
    size_t begin, end;

    if (simile_json__kind(offsets) != SIMILE_JSON_ARRAY || simile_json__size(offsets) != 2 ||
        !read_size(&begin, simile_json__at(offsets, 0)) || !read_size(&end, simile_json__at(offsets, 1)))
        return fail_tensor(file, view->name, "data_offsets are not two whole numbers");
    if (begin > end || end > file->mapping.size - data_start)
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: tensor \"%s\": bytes %zu to %zu, but the file holds %zu bytes of data; it is "
                                   "cut short or damaged",
                                   file->path, view->name, begin, end, file->mapping.size - data_start);
    if (view->n_bytes == UNKNOWN_SIZE)
        view->n_bytes = end - begin;
    if (end - begin != view->n_bytes)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: tensor \"%s\": %zu bytes, its shape needs %zu", file->path,
                                   view->name, end - begin, view->n_bytes);
    view->data = file->mapping.data + data_start + begin;
    return SIMILE_OK;
}

static simile_status add_view(simile_safetensors *file, const simile_json_walk *walk, size_t data_start)
{
    simile_tensor_view *view = &file->views[file->n_views];
    simile_map_entry *entry;
    simile_status status;

    view->name = walk->key;
    if (simile_json__kind(walk->value) != SIMILE_JSON_OBJECT)
        return fail_tensor(file, view->name, "its header entry is not an object");
    status = read_shape(view, file, simile_json__get(walk->value, "shape"));
    if (status == SIMILE_OK)
        status = read_dtype(view, file, simile_json__get(walk->value, "dtype"));
    if (status == SIMILE_OK)
        status = read_range(view, file, simile_json__get(walk->value, "data_offsets"), data_start);
    if (status == SIMILE_OK)
        status = simile_map__insert(&entry, NULL, &file->names, view->name, strlen(view->name));
    if (status == SIMILE_OK)
        entry->value = (int64_t)file->n_views++;
    return status;
}

static simile_status read_views(simile_safetensors *file, size_t data_start)
{
    simile_json_walk walk = {.object = file->header};
    simile_status status = SIMILE_OK;

    file->views = simile_memory__alloc(simile_json__size(file->header), sizeof(*file->views));
    if (!file->views)
        return SIMILE_ERROR_MEMORY;
    while (status == SIMILE_OK && simile_json__next(&walk)) {
        if (strcmp(walk.key, "__metadata__") == 0)
            status = check_metadata(file, walk.value);
        else
            status = add_view(file, &walk, data_start);
    }
    return status;
}

/* By place; of those at one place the empty ones first. */
static int compare_places(const void *a, const void *b)
{
    const simile_tensor_view *x = *(const simile_tensor_view *const *)a, *y = *(const simile_tensor_view *const *)b;

    if (x->data != y->data)
        return x->data < y->data ? -1 : 1;
    return (x->n_bytes > y->n_bytes) - (x->n_bytes < y->n_bytes);
}

/* The data area has to be covered exactly once. */
static simile_status check_layout(const simile_safetensors *file, size_t data_start)
{
    const unsigned char *at = file->mapping.data + data_start;
    const simile_tensor_view **sorted = simile_memory__alloc(file->n_views, sizeof(const simile_tensor_view *));
    simile_status status = sorted ? SIMILE_OK : SIMILE_ERROR_MEMORY;

    for (size_t i = 0; sorted && i < file->n_views; i++)
        sorted[i] = &file->views[i];
    if (sorted)
        qsort(sorted, file->n_views, sizeof(*sorted), compare_places);
    for (size_t i = 0; status == SIMILE_OK && i < file->n_views; i++) {
        if (sorted[i]->data < at)
            status = fail_tensor(file, sorted[i]->name, "overlaps another tensor");
        else if (sorted[i]->data > at)
            status = fail_tensor(file, sorted[i]->name, "there is a hole in front of it");
        at = sorted[i]->data + sorted[i]->n_bytes;
    }
    if (status == SIMILE_OK && at != file->mapping.data + file->mapping.size)
        status = fail(file, "holds bytes behind the last tensor");
    simile_memory__free(sorted);
    return status;
}

static simile_status load(simile_safetensors *file, const char *path)
{
    size_t data_start = 0;
    simile_status status;

    file->path = simile_memory__copy_text(path, strlen(path));
    if (!file->path)
        return SIMILE_ERROR_MEMORY;
    status = simile_mapping__open(&file->mapping, path);
    if (status == SIMILE_OK)
        status = read_header(&data_start, file);
    if (status == SIMILE_OK)
        status = read_views(file, data_start);
    if (status == SIMILE_OK)
        status = check_layout(file, data_start);
    return status;
}

simile_status simile_safetensors__open(simile_safetensors **file, const char *path)
{
    simile_safetensors *made = simile_memory__alloc(1, sizeof(*made));
    simile_status status = made ? load(made, path) : SIMILE_ERROR_MEMORY;

    *file = NULL;
    if (status == SIMILE_OK)
        *file = made;
    else
        simile_safetensors__free(made);
    return status;
}

void simile_safetensors__free(simile_safetensors *file)
{
    if (!file)
        return;
    simile_map__dispose(&file->names);
    simile_memory__free(file->views);
    simile_json__free(file->header);
    simile_mapping__close(&file->mapping);
    simile_memory__free(file->path);
    simile_memory__free(file);
}

size_t simile_safetensors__size(const simile_safetensors *file)
{
    return file->n_views;
}

const simile_tensor_view *simile_safetensors__at(const simile_safetensors *file, size_t index)
{
    return &file->views[index];
}

const simile_tensor_view *simile_safetensors__find(const simile_safetensors *file, const char *name)
{
    const simile_map_entry *entry = simile_map__find(&file->names, name, strlen(name));

    return entry ? &file->views[entry->value] : NULL;
}

static simile_status check_finite(const float *values, const simile_safetensors *file, const simile_tensor_view *tensor)
{
    const size_t n = simile_floats__count_finite(values, tensor->n_elements);

    if (n == tensor->n_elements)
        return SIMILE_OK;
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: tensor \"%s\": element %zu is not a finite number", file->path,
                               tensor->name, n);
}

const float *simile_safetensors__values(const simile_tensor_view *tensor)
{
    const bool is_aligned = (uintptr_t)tensor->data % sizeof(float) == 0;

    if (tensor->dtype != SIMILE_DTYPE_F32 || !is_aligned || !simile_floats__are_native())
        return NULL;
    return (const float *)(const void *)tensor->data;
}

simile_status simile_safetensors__check(const simile_safetensors *file, const simile_tensor_view *tensor)
{
    return check_finite(simile_safetensors__values(tensor), file, tensor);
}

simile_status simile_safetensors__read(float *out, const simile_safetensors *file, const simile_tensor_view *tensor)
{
    switch (tensor->dtype) {
    case SIMILE_DTYPE_F32:
        simile_floats__from_f32(out, tensor->data, tensor->n_elements);
        break;
    case SIMILE_DTYPE_F16:
        simile_floats__from_f16(out, tensor->data, tensor->n_elements);
        break;
    case SIMILE_DTYPE_BF16:
        simile_floats__from_bf16(out, tensor->data, tensor->n_elements);
        break;
    case SIMILE_DTYPE_F64:
        simile_floats__from_f64(out, tensor->data, tensor->n_elements);
        break;
    case SIMILE_DTYPE_I64:
    case SIMILE_DTYPE_I32:
    case SIMILE_DTYPE_I8:
    case SIMILE_DTYPE_OTHER:
        return fail_tensor(file, tensor->name, "holds no floating-point numbers (F32, F16, BF16 or F64 are read)");
    }
    return check_finite(out, file, tensor);
}

int64_t simile_safetensors__integer(const simile_tensor_view *tensor, size_t index)
{
    const size_t n_bytes = tensor->n_bytes / tensor->n_elements;
    const unsigned char *bytes = tensor->data + index * n_bytes;
    uint64_t value = 0;

    for (size_t i = n_bytes; i-- > 0;)
        value = value << 8 | bytes[i];
    /* The sign bit is carried to the top. */
    return (int64_t)(value << (64 - 8 * n_bytes)) >> (64 - 8 * n_bytes);
}
