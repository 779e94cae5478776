/* The encoder: what is computed from token ids to sentence vectors, forward and backward. Weights, activations and
 * gradients are objects of their own (weights.h, activations.h, gradient.h), so one encoder serves all threads.
 *
 * Shapes: B sentences, T tokens of the packed batch, H hidden, A heads, D head size, F FFN, V vocabulary, E embedding
 * width. */
#ifndef SIMILE_ENCODER_ENCODER_H
#define SIMILE_ENCODER_ENCODER_H

#include "real.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_encoder_kind { SIMILE_ENCODER_TRANSFORMER, SIMILE_ENCODER_STATIC } simile_encoder_kind;
typedef enum simile_pooling { SIMILE_POOLING_MEAN, SIMILE_POOLING_CLS, SIMILE_POOLING_MAX } simile_pooling;
/* A head behind the pooling, in training only: none; tanh: one linear layer with tanh (SimCSE); mlp: linear, GELU,
 * linear (SimCLR's shape). */
typedef enum simile_projection {
    SIMILE_PROJECTION_NONE,
    SIMILE_PROJECTION_TANH,
    SIMILE_PROJECTION_MLP
} simile_projection;
typedef enum simile_activation { SIMILE_ACTIVATION_IDENTITY, SIMILE_ACTIVATION_TANH } simile_activation;

/* Everything that fixes the computation but the weights. */
typedef struct simile_encoder_shape {
    simile_encoder_kind kind;
    size_t vocabulary, hidden, layers, heads, ffn, positions, types; /* STATIC uses vocabulary and hidden alone */
    double layer_norm_epsilon;
    double dropout;         /* training only; hidden and attention */
    simile_pooling pooling; /* STATIC: mean */
    size_t dense;           /* width of the Dense module behind the pooling; 0: none */
    simile_activation dense_activation;
    bool dense_bias;
    bool normalize; /* unit length at the end */
    simile_projection projection;
} simile_encoder_shape;

/* One parameter tensor inside the one slab of weights. Vectors have cols 1… rows × cols row-major. */
typedef struct simile_parameter {
    char name[96]; /* Hugging Face's name (formats.md: "embeddings.word_embeddings.weight", …); "dense.linear.weight";
                      "projection.…" */
    size_t rows, cols;
    size_t n_dimensions;   /* 1 or 2 */
    size_t offset;         /* into the slab, in reals; a multiple of 16 */
    bool decays;           /* weight decay applies: matrices and tables, not biases and layer norms */
    bool is_sparse;        /* the word table: its gradient is kept by touched row */
    bool in_training_only; /* the projection head: never written to model files */
} simile_parameter;

typedef struct simile_encoder simile_encoder;

/* Checks the shape (SIMILE_ERROR_CONFIG: heads divide hidden, nothing 0, …) and lays out the parameters. */
simile_status simile_encoder__new(simile_encoder **encoder, const simile_encoder_shape *shape);
void simile_encoder__free(simile_encoder *encoder);
const simile_encoder_shape *simile_encoder__shape(const simile_encoder *encoder);
/* The parameter list, in slab order; the sparse table, when there is one, comes last. */
const simile_parameter *simile_encoder__parameters(size_t *n, const simile_encoder *encoder);
const simile_parameter *simile_encoder__find(const simile_encoder *encoder, const char *name);
/* Reals in the slab. */
size_t simile_encoder__n_values(const simile_encoder *encoder);
/* E: width of the vectors that the model gives; of the vectors that training sees (with the projection head). */
size_t simile_encoder__width(const simile_encoder *encoder, bool in_training);

/* Sentences laid end to end. */
typedef struct simile_packed_batch {
    size_t n_sentences;    /* B */
    size_t n_tokens;       /* T */
    const int32_t *ids;    /* [T] */
    const size_t *starts;  /* [B + 1]: sentence b is tokens starts[b] … starts[b + 1] − 1; may be empty in a STATIC
                              encoder (zero vector) */
    const uint64_t *rows;  /* [B]: dropout identity of each sentence: its row in the step's batch … */
    const uint32_t *views; /* [B]: … and its column or view; both NULL without dropout */
} simile_packed_batch;

typedef struct simile_weights simile_weights;
typedef struct simile_activations simile_activations;
typedef struct simile_gradient simile_gradient;

/* How a pass is run. */
typedef struct simile_pass {
    bool in_training;    /* dropout on, projection head used, activations kept for the backward */
    uint64_t seed, step; /* dropout key */
} simile_pass;

/* vectors [B, E] (=). `activations` must be large enough (simile_activations__fit). Thread rule: one activations object
 * a thread; encoder and weights are shared. */
void simile_encoder__forward(simile_real *vectors, simile_activations *activations, const simile_encoder *encoder,
                             const simile_weights *weights, const simile_packed_batch *batch, const simile_pass *pass);
/* What stands before the pooling: tokens [T, H] (=), the last block's output (of a static encoder the table's rows).
 * The same rules hold. */
void simile_encoder__forward_tokens(simile_real *tokens, simile_activations *activations, const simile_encoder *encoder,
                                    const simile_weights *weights, const simile_packed_batch *batch);
/* From dvectors [B, E] (overwritten as scratch) and the activations of the same forward: gradient +=. */
void simile_encoder__backward(simile_gradient *gradient, simile_real *dvectors, simile_activations *activations,
                              const simile_encoder *encoder, const simile_weights *weights,
                              const simile_packed_batch *batch, const simile_pass *pass);

#endif
