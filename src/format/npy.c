/* .npy files: the header is a Python literal, read here by a small parser that takes its keys in any order and any
 * spacing, and any of the versions 1.0, 2.0 and 3.0 (which differ in the width of the header's length). */
#include "npy.h"
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* numpy's own limit. */
#define LARGEST_HEADER 10000
/* Floats turned into bytes at a time. */
#define PIECE 4096

static const struct {
    const char *name;
    size_t size;
} types[] = {
    [SIMILE_NPY_F32] = {"<f4", 4}, [SIMILE_NPY_F16] = {"<f2", 2}, [SIMILE_NPY_I8] = {"|i1", 1},
    [SIMILE_NPY_U8] = {"|u1", 1},  [SIMILE_NPY_I64] = {"<i8", 8},
};

/* The types that are read, all as float. */
static const struct {
    const char *name;
    size_t size;
    void (*convert)(float *out, const unsigned char *bytes, size_t n);
} readers[] = {
    {"<f4", 4, simile_floats__from_f32},
    {"<f2", 2, simile_floats__from_f16},
    {"<f8", 8, simile_floats__from_f64},
    {"|i1", 1, simile_floats__from_i8},
};

/* What a header says. `at` … `end` is what is left of its text. */
typedef struct npy_header {
    const char *path;
    const char *at, *end;
    char type[16];
    bool is_fortran;
    size_t shape[2];
    size_t n_dimensions;
    unsigned keys_seen; /* bits: descr, fortran_order, shape */
} npy_header;

void simile_npy__header(unsigned char header[SIMILE_NPY_HEADER_SIZE], simile_npy_type type, uint64_t n_rows,
                        uint64_t n_columns)
{
    char text[SIMILE_NPY_HEADER_SIZE];
    /* At most 41 + 4 + 2 · 20 + 5 signs: it always fits into 128 − 10 − 1. */
    int size =
        snprintf(text, sizeof(text), "{'descr': '%s', 'fortran_order': False, 'shape': (%" PRIu64 ", %" PRIu64 "), }",
                 types[type].name, n_rows, n_columns);

    memset(header, ' ', SIMILE_NPY_HEADER_SIZE);
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = SIMILE_NPY_HEADER_SIZE - 10;
    header[9] = 0;
    memcpy(header + 10, text, (size_t)size);
    header[SIMILE_NPY_HEADER_SIZE - 1] = '\n';
}

size_t simile_npy__element_size(simile_npy_type type)
{
    return types[type].size;
}

void simile_npy__put_i64(unsigned char *bytes, uint64_t value)
{
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
}

uint64_t simile_npy__get_i64(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (size_t i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

static simile_status fail(const char *path, const char *what)
{
    return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: %s", path, what);
}

static void skip_space(npy_header *header)
{
    while (header->at < header->end && memchr(" \t\n\r", *header->at, 4))
        header->at++;
}

/* Goes over white space and, when it is next, `sign`. */
static bool take(npy_header *header, char sign)
{
    skip_space(header);
    if (header->at == header->end || *header->at != sign)
        return false;
    header->at++;
    return true;
}

static bool take_word(npy_header *header, const char *word)
{
    size_t size = strlen(word);

    skip_space(header);
    if ((size_t)(header->end - header->at) < size || memcmp(header->at, word, size) != 0)
        return false;
    header->at += size;
    return true;
}

/* A text in single or double quotes without escapes. */
static bool take_text(char text[16], npy_header *header)
{
    char quote = (char)(take(header, '\'') ? '\'' : take(header, '"') ? '"' : '\0');
    size_t size = 0;

    if (!quote)
        return false;
    while (header->at < header->end && *header->at != quote && size < 15)
        text[size++] = *header->at++;
    text[size] = '\0';
    return take(header, quote) && memchr(text, '\0', 16) == text + size;
}

static bool take_size(size_t *size, npy_header *header)
{
    const char *start;

    skip_space(header);
    *size = 0;
    for (start = header->at; header->at < header->end && *header->at >= '0' && *header->at <= '9'; header->at++)
        if (!simile_size__multiply(size, *size, 10) || !simile_size__add(size, *size, (size_t)(*header->at - '0')))
            return false;
    if (header->at == start)
        return false;
    (void)take(header, 'L'); /* Python 2 marked long numbers so */
    return true;
}

static simile_status read_shape(npy_header *header)
{
    bool is_open = take(header, '(');

    while (is_open && !take(header, ')')) {
        size_t size;
        if (!take_size(&size, header))
            return fail(header->path, "the shape in the npy header is not a tuple of whole numbers");
        if (header->n_dimensions < 2)
            header->shape[header->n_dimensions] = size;
        header->n_dimensions++;
        if (!take(header, ',') && (header->at == header->end || *header->at != ')'))
            return fail(header->path, "the shape in the npy header is not a tuple of whole numbers");
    }
    return is_open ? SIMILE_OK : fail(header->path, "the shape in the npy header is not a tuple of whole numbers");
}

/* Reads one "key: value". */
static simile_status read_entry(npy_header *header)
{
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    char key[16];
    unsigned i = 0;

    if (!take_text(key, header) || !take(header, ':'))
        return fail(header->path, "the npy header is damaged: a key and a colon are needed");
    while (i < 3 && strcmp(keys[i], key) != 0)
        i++;
    if (i == 3 || header->keys_seen & 1U << i)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the npy header has the key \"%s\" %s", header->path, key,
                                   i == 3 ? "which is not known" : "twice");
    header->keys_seen |= 1U << i;
    if (i == 2)
        return read_shape(header);
    if (i == 0 && !take_text(header->type, header))
        return fail(header->path, "holds no plain numbers (descr is not a short text); float32 is read");
    if (i == 1) {
        header->is_fortran = take_word(header, "True");
        if (!header->is_fortran && !take_word(header, "False"))
            return fail(header->path, "fortran_order in the npy header is neither True nor False");
    }
    return SIMILE_OK;
}

static simile_status read_literal(npy_header *header)
{
    bool is_open = take(header, '{');

    while (is_open && !take(header, '}')) {
        simile_status status = read_entry(header);
        if (status != SIMILE_OK)
            return status;
        if (!take(header, ',') && (header->at == header->end || *header->at != '}'))
            return fail(header->path, "the npy header is damaged: a comma or } is needed");
    }
    skip_space(header);
    if (!is_open || header->at != header->end)
        return fail(header->path, "the npy header is not one Python dictionary");
    return header->keys_seen == 7 ? SIMILE_OK
                                  : fail(header->path, "the npy header lacks one of descr, fortran_order and shape");
}

static simile_status check_header(const npy_header *header)
{
    if (header->is_fortran)
        return fail(header->path, "is in Fortran order; save numpy.ascontiguousarray(x)");
    if (header->n_dimensions < 1 || header->n_dimensions > 2)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: has %zu dimensions; 1 or 2 are read", header->path,
                                   header->n_dimensions);
    return SIMILE_OK;
}

/* Finds and reads the header; *start is where the data begin. */
static simile_status read_header(npy_header *header, size_t *start, const simile_mapping *mapping, const char *path)
{
    const unsigned char *bytes = mapping->data;
    size_t n_bytes = 0, size = 0;
    simile_status status;

    *header = (npy_header){.path = path};
    if (mapping->size < 6 || memcmp(bytes, "\x93NUMPY", 6) != 0)
        return fail(path, "does not start like an npy file");
    if (mapping->size < 12)
        return fail(path, "is cut short inside the npy header");
    if (bytes[6] < 1 || bytes[6] > 3 || bytes[7] != 0)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: npy version %d.%d; 1.0, 2.0 and 3.0 are read", path,
                                   bytes[6], bytes[7]);
    n_bytes = bytes[6] == 1 ? 2 : 4;
    for (size_t i = n_bytes; i-- > 0;)
        size = size << 8 | bytes[8 + i];
    if (size > LARGEST_HEADER)
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: the npy header claims %zu bytes; at most %d are read",
                                   path, size, LARGEST_HEADER);
    if (size > mapping->size - 8 - n_bytes)
        return fail(path, "is cut short inside the npy header");
    *start = 8 + n_bytes + size;
    header->at = (const char *)bytes + 8 + n_bytes;
    header->end = (const char *)bytes + *start;
    status = read_literal(header);
    return status == SIMILE_OK ? check_header(header) : status;
}

/* Checks type and size, and converts. */
static simile_status read_data(float **values, const npy_header *header, const simile_mapping *mapping, size_t start)
{
    size_t i = 0, n, n_bytes, n_columns = header->n_dimensions == 2 ? header->shape[1] : 1;

    while (i < sizeof(readers) / sizeof(readers[0]) && strcmp(readers[i].name, header->type) != 0)
        i++;
    if (i == sizeof(readers) / sizeof(readers[0]))
        return simile_status__fail(SIMILE_ERROR_FORMAT, "%s: holds \"%s\"; <f4, <f2, <f8 and |i1 are read",
                                   header->path, header->type);
    if (!simile_size__multiply(&n, header->shape[0], n_columns) || !simile_size__multiply(&n_bytes, n, readers[i].size))
        return fail(header->path, "the shape's product overflows");
    if (n_bytes != mapping->size - start)
        return simile_status__fail(SIMILE_ERROR_FORMAT,
                                   "%s: holds %zu bytes of data, its shape (%zu, %zu) needs %zu; the file is %s",
                                   header->path, mapping->size - start, header->shape[0], n_columns, n_bytes,
                                   n_bytes > mapping->size - start ? "cut short" : "damaged");
    *values = simile_memory__alloc(n, sizeof(float));
    if (!*values)
        return SIMILE_ERROR_MEMORY;
    readers[i].convert(*values, mapping->data + start, n);
    return SIMILE_OK;
}

simile_status simile_npy__load(float **values, size_t *n_rows, size_t *n_columns, const char *path)
{
    simile_mapping mapping = {0};
    npy_header header;
    size_t start = 0;
    simile_status status = simile_mapping__open(&mapping, path);

    *values = NULL;
    *n_rows = 0;
    *n_columns = 0;
    if (status == SIMILE_OK)
        status = read_header(&header, &start, &mapping, path);
    if (status == SIMILE_OK)
        status = read_data(values, &header, &mapping, start);
    if (status == SIMILE_OK) {
        *n_rows = header.shape[0];
        *n_columns = header.n_dimensions == 2 ? header.shape[1] : 1;
    }
    simile_mapping__close(&mapping);
    return status;
}

static simile_status write_values(simile_writer *writer, const float *values, size_t n)
{
    unsigned char bytes[4 * PIECE];
    simile_status status = SIMILE_OK;

    for (size_t i = 0; i < n && status == SIMILE_OK; i += PIECE) {
        size_t count = n - i < PIECE ? n - i : PIECE;
        simile_floats__to_f32(bytes, values + i, count);
        status = simile_writer__write(writer, bytes, 4 * count);
    }
    return status;
}

simile_status simile_npy__save(const char *path, const float *values, size_t n_rows, size_t n_columns)
{
    unsigned char header[SIMILE_NPY_HEADER_SIZE];
    simile_writer *writer = NULL;
    size_t n;
    simile_status status;

    if (!simile_size__multiply(&n, n_rows, n_columns))
        return simile_status__fail(SIMILE_ERROR_MEMORY, "%s: %zu × %zu numbers overflow", path, n_rows, n_columns);
    simile_npy__header(header, SIMILE_NPY_F32, n_rows, n_columns);
    status = simile_writer__open(&writer, path);
    if (status == SIMILE_OK)
        status = simile_writer__write(writer, header, sizeof(header));
    if (status == SIMILE_OK)
        status = write_values(writer, values, n);
    if (status == SIMILE_OK)
        status = simile_writer__commit(writer);
    simile_writer__free(writer);
    return status;
}
