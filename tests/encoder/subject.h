/* A small encoder with random weights, and batches put together from a fixed set of sentences. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "activations.h"
#include "encoder.h"
#include "gradient.h"
#include "weights.h"

#define SUBJECT_WIDTH       24
#define SUBJECT_SENTENCES   7
#define SUBJECT_MAX_TOKENS  512
#define SUBJECT_MAX_VECTORS (32 * SUBJECT_WIDTH)

typedef struct subject {
    simile_encoder *encoder;
    simile_weights *weights;
    simile_activations *activations;
} subject;

/* Sentences laid end to end; `batch` points into the arrays. */
typedef struct subject_batch {
    int32_t ids[SUBJECT_MAX_TOKENS];
    size_t starts[33];
    uint64_t rows[32];
    uint32_t views[32];
    simile_packed_batch batch;
} subject_batch;

/* A transformer of 2 layers with mean pooling and normalising; a test changes what it looks at. */
simile_encoder_shape subject_transformer(void);

void subject_make(subject *s, const simile_encoder_shape *shape);
void subject_dispose(subject *s);

/* Lays out `n` of the fixed sentences (0 … SUBJECT_SENTENCES − 1, of 1 to 150 tokens); row i, view 0. */
void subject_pack(subject_batch *packed, const size_t *sentences, size_t n);

/* vectors [n, E] of the batch. */
void subject_forward(simile_real *vectors, subject *s, const subject_batch *packed, const simile_pass *pass);

#endif
