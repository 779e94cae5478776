/* The encoder: what is computed from token ids to sentence vectors, forward and backward. Weights, activations and
 * gradients are objects of their own (weights.h, activations.h, gradient.h), so one encoder serves all threads.
 *
 * Shapes: B sentences, T tokens of the packed batch, H hidden, A heads, D head size, F FFN, V vocabulary, P width of
 * the pooled rows (H for each pooling), W width of a stage behind the pooling, E embedding width. */
#ifndef SIMILE_ENCODER_ENCODER_H
#define SIMILE_ENCODER_ENCODER_H

#include "real.h"
#include "simile/precision.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum simile_encoder_kind { SIMILE_ENCODER_TRANSFORMER, SIMILE_ENCODER_STATIC } simile_encoder_kind;
/* From the token rows x₁ … x_t of a sentence to one row: their mean; the first one; the maximum; Σ x / √t; Σ i·x / Σ i;
 * the last one. Order of model.pooling's words. */
typedef enum simile_pooling {
    SIMILE_POOLING_MEAN,
    SIMILE_POOLING_CLS,
    SIMILE_POOLING_MAX,
    SIMILE_POOLING_MEAN_SQRT_LENGTH,
    SIMILE_POOLING_WEIGHTED_MEAN,
    SIMILE_POOLING_LAST_TOKEN
} simile_pooling;
#define SIMILE_N_POOLINGS 6
/* A head behind the pooling, in training only: none; tanh: one linear layer with tanh (SimCSE); mlp: linear, GELU,
 * linear (SimCLR's shape). */
typedef enum simile_projection {
    SIMILE_PROJECTION_NONE,
    SIMILE_PROJECTION_TANH,
    SIMILE_PROJECTION_MLP
} simile_projection;
typedef enum simile_activation {
    SIMILE_ACTIVATION_IDENTITY,
    SIMILE_ACTIVATION_TANH,
    SIMILE_ACTIVATION_RELU,
    SIMILE_ACTIVATION_GELU,
    SIMILE_ACTIVATION_SILU,
    SIMILE_ACTIVATION_SIGMOID
} simile_activation;

/* A module behind the pooling: a linear layer with an activation; scaling to unit length; dropout (training only);
 * layer norm with a scale and an offset for each value. */
typedef enum simile_module_kind {
    SIMILE_MODULE_DENSE,
    SIMILE_MODULE_NORMALIZE,
    SIMILE_MODULE_DROPOUT,
    SIMILE_MODULE_LAYER_NORM
} simile_module_kind;
typedef struct simile_module {
    simile_module_kind kind;
    size_t width; /* DENSE: of what it gives */
    simile_activation activation;
    bool has_bias;
    double dropout; /* DROPOUT: the share of values */
} simile_module;
#define SIMILE_MAX_MODULES 8
/* Whether the module has parameters, and so a file of weights. */
bool simile_module__has_parameters(const simile_module *module);

/* Everything that fixes the computation but the weights. */
typedef struct simile_encoder_shape {
    simile_encoder_kind kind;
    size_t vocabulary, hidden, layers, heads, ffn, positions, types; /* STATIC uses vocabulary and hidden alone */
    double layer_norm_epsilon;
    double dropout;                             /* training only; hidden and attention */
    simile_precision precision;                 /* of the products with the blocks' weights */
    simile_pooling poolings[SIMILE_N_POOLINGS]; /* what each gives stands behind the one before; STATIC: mean */
    size_t n_poolings;                          /* 0: the mean alone */
    simile_module modules[SIMILE_MAX_MODULES];  /* in the order in which they run */
    size_t n_modules;
    simile_projection projection; /* in front of the Normalize modules at the end */
    size_t dimension; /* the vectors are cut to so many values, in training they are not; 0: they are whole */
} simile_encoder_shape;

/* One parameter tensor inside the one slab of weights. Vectors have cols 1… rows × cols row-major. */
typedef struct simile_parameter {
    char name[96]; /* Hugging Face's name (formats.md: "embeddings.word_embeddings.weight", …), for a module
                      behind "modules.INDEX."; "projection.…" */
    size_t module; /* 0: of the body; else 1 + the index of its module, whose file names it from `name_start` on */
    size_t name_start;
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
/* The sparse word table, which comes last; NULL: there is none. */
const simile_parameter *simile_encoder__word_table(const simile_encoder *encoder);
/* The linear layers, and the one whose weight parameter `index` is or is a part of; their number if there is none. */
size_t simile_encoder__n_linears(const simile_encoder *encoder);
size_t simile_encoder__linear_of(const simile_encoder *encoder, size_t index);
/* Reals in the slab. */
size_t simile_encoder__n_values(const simile_encoder *encoder);
/* E: width of the vectors that the model gives; of the vectors that training sees (whole, with the projection head). */
size_t simile_encoder__width(const simile_encoder *encoder, bool in_training);
/* Sets the shape's `dimension` anew, for vectors that are made from then on; 0 and more than the whole width are
 * SIMILE_ERROR_CONFIG. */
simile_status simile_encoder__cut(simile_encoder *encoder, size_t dimension);

/* Sentences laid end to end. */
typedef struct simile_packed_batch {
    size_t n_sentences;    /* B */
    size_t n_tokens;       /* T */
    const int32_t *ids;    /* [T] */
    const size_t *starts;  /* [B + 1]: sentence b is tokens starts[b] … starts[b + 1] − 1; may be empty in a STATIC
                              encoder (zero vector) */
    const uint64_t *rows;  /* [B]: dropout identity of each sentence: its row in the step's batch … */
    const uint32_t *views; /* [B]: … and its column or view; both NULL without dropout */
    size_t n_skipped;      /* tokens at the start of every sentence that the pooling leaves out (a prompt) */
} simile_packed_batch;

typedef struct simile_weights simile_weights;
typedef struct simile_activations simile_activations;
typedef struct simile_gradient simile_gradient;

/* How a pass is run. */
typedef struct simile_pass {
    bool in_training;    /* dropout on, projection head used, activations kept for the backward */
    uint64_t seed, step; /* dropout key */
    size_t n_frozen;     /* stages from the bottom whose gradient is not wanted: 1 the embeddings, 1 + n they and n
                            blocks; the backward pass ends above them */
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
