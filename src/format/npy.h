/* .npy files, version 1.0 (numpy/lib/format.py): 0x93 "NUMPY", 1, 0, u16 header length, a Python literal padded with
 * spaces and ended by "\n" so that the data start on a multiple of 64. */
#ifndef SIMILE_FORMAT_NPY_H
#define SIMILE_FORMAT_NPY_H

#include "file.h"
#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

typedef enum simile_npy_type {
    SIMILE_NPY_F32,
    SIMILE_NPY_F16,
    SIMILE_NPY_I8,
    SIMILE_NPY_U8,
    SIMILE_NPY_I64
} simile_npy_type;

/* Bytes of the header that simile writes: room for any row count, so that it can be patched in place. */
#define SIMILE_NPY_HEADER_SIZE 128
/* Fills the header of an [n_rows, n_columns] array. */
void simile_npy__header(unsigned char header[SIMILE_NPY_HEADER_SIZE], simile_npy_type type, uint64_t n_rows,
                        uint64_t n_columns);
/* Bytes of one element. */
size_t simile_npy__element_size(simile_npy_type type);

/* An element of SIMILE_NPY_I64, 8 bytes. */
void simile_npy__put_i64(unsigned char *bytes, uint64_t value);
uint64_t simile_npy__get_i64(const unsigned char *bytes);

/* A two-dimensional array as float [n_rows, n_columns], read whole (F32, F16, F64, I8; C order; one dimension: one
 * column). NaN is kept: the caller decides. The caller frees with simile_memory__free. */
simile_status simile_npy__load(float **values, size_t *n_rows, size_t *n_columns, const char *path);
/* Writes a whole F32 array. */
simile_status simile_npy__save(const char *path, const float *values, size_t n_rows, size_t n_columns);

#endif
