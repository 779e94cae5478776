/* Vectors on their way into a file: npy, tsv, jsonl or raw. */
#ifndef SIMILE_STREAM_VECTORS_H
#define SIMILE_STREAM_VECTORS_H

#include "buffer.h"
#include "file.h"
#include "simile/encode.h"
#include "simile/status.h"
#include <stddef.h>
#include <stdint.h>

/* Valid when zeroed. */
typedef struct simile_vectors {
    simile_writer *writer;
    simile_encode_format format; /* never SIMILE_ENCODE_AUTO */
    size_t dimension;
    uint64_t n_rows;     /* in the file */
    simile_buffer bytes; /* of the row that is being written */
} simile_vectors;

/* Opens PATH.part, anew or at the end of its last whole row (`resume`); n_rows tells how many it holds. */
simile_status simile_vectors__open(simile_vectors *vectors, const char *path, simile_encode_format format,
                                   size_t dimension, bool resume);
/* Writes values [n, dimension]. */
simile_status simile_vectors__append(simile_vectors *vectors, const float *values, size_t n);
/* Completes the header and renames the file. */
simile_status simile_vectors__commit(simile_vectors *vectors);
/* Closes; without commit PATH.part stays when it holds rows, and goes when it does not. */
void simile_vectors__dispose(simile_vectors *vectors);

#endif
