/* safetensors files (huggingface/safetensors): 8 bytes header length (u64 little-endian), a JSON header
 * {"name": {"dtype", "shape", "data_offsets": [begin, end]}, "__metadata__": {…}}, then the tensors' bytes, row-major,
 * little-endian, without holes or overlaps. */
#ifndef SIMILE_FORMAT_SAFETENSORS_H
#define SIMILE_FORMAT_SAFETENSORS_H

#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef enum simile_dtype {
    SIMILE_DTYPE_F32,
    SIMILE_DTYPE_F16,
    SIMILE_DTYPE_BF16,
    SIMILE_DTYPE_F64,
    SIMILE_DTYPE_I64,
    SIMILE_DTYPE_I32,
    SIMILE_DTYPE_I8,
    SIMILE_DTYPE_OTHER
} simile_dtype;

typedef struct simile_tensor_view {
    const char *name;
    simile_dtype dtype;
    size_t shape[4];
    size_t n_dimensions; /* at most 4 */
    size_t n_elements;
    const unsigned char *data; /* mapped, maybe unaligned */
    size_t n_bytes;
} simile_tensor_view;

typedef struct simile_safetensors simile_safetensors;

/* Maps and checks the whole header (lengths, products, ranges, holes, overlaps, duplicate names); each fault is a
 * SIMILE_ERROR_FORMAT that names the file and the tensor. */
simile_status simile_safetensors__open(simile_safetensors **file, const char *path);
void simile_safetensors__free(simile_safetensors *file);
size_t simile_safetensors__size(const simile_safetensors *file);
const simile_tensor_view *simile_safetensors__at(const simile_safetensors *file, size_t index);
/* NULL when there is none of that name. */
const simile_tensor_view *simile_safetensors__find(const simile_safetensors *file, const char *name);
/* Converts F32, F16, BF16 or F64 to `out` [n_elements]; another dtype is SIMILE_ERROR_FORMAT; NaN and infinity are
 * refused with the tensor's name. */
simile_status simile_safetensors__read(float *out, const simile_safetensors *file, const simile_tensor_view *tensor);

/* The tensor's own numbers in the mapped file, where they can be used in place: F32, aligned, on a machine of the
 * file's byte order; else NULL. They last as long as the file is open. */
const float *simile_safetensors__values(const simile_tensor_view *tensor);
/* Refuses NaN and infinity among the numbers that simile_safetensors__values gives, as simile_safetensors__read does.
 */
simile_status simile_safetensors__check(const simile_safetensors *file, const simile_tensor_view *tensor);
/* Element `index` of a tensor of I64, I32 or I8. */
int64_t simile_safetensors__integer(const simile_tensor_view *tensor, size_t index);

/* One F32 tensor to write. */
typedef struct simile_tensor_entry {
    const char *name;
    size_t shape[4];
    size_t n_dimensions;
    const float *data;
} simile_tensor_entry;

/* Writes the tensors, sorted by name, with __metadata__ {"format": "pt"}; header padded with spaces so that data start
 * on a multiple of 8. Written aside and renamed. */
simile_status simile_safetensors__save(const char *path, const simile_tensor_entry *tensors, size_t n_tensors);

#endif
