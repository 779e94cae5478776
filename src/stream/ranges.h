/* The ranges of int8 vectors: the least and the greatest value of each dimension. */
#ifndef SIMILE_STREAM_RANGES_H
#define SIMILE_STREAM_RANGES_H

#include "simile/status.h"
#include <stddef.h>

/* Valid when zeroed. */
typedef struct simile_ranges {
    size_t width;
    float *least, *greatest; /* [width] each, one behind the other; least > greatest before the first vector */
} simile_ranges;

simile_status simile_ranges__make(simile_ranges *ranges, size_t width);
void simile_ranges__dispose(simile_ranges *ranges);

/* Takes in vectors [n, width]. The order does not matter. */
void simile_ranges__add(simile_ranges *ranges, const float *vectors, size_t n);
/* Takes in what `other` has seen. */
void simile_ranges__merge(simile_ranges *ranges, const simile_ranges *other);
/* Takes in the rows of an npy file: vectors, or the ranges of an earlier run, which give themselves. */
simile_status simile_ranges__load(simile_ranges *ranges, const char *path);
/* Dimensions that have seen nothing become 0 … 0. */
void simile_ranges__close(simile_ranges *ranges);

/* codes [width] (=): −128 … 127, the range in 256 steps, values outside at its ends
 * (sentence-transformers/util/quantization.py, quantize_embeddings). A range of one value gives −128. */
void simile_ranges__quantize(signed char *codes, const float *vector, const simile_ranges *ranges);

#endif
