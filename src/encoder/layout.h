/* The inside of an encoder: where each parameter lies in the slab of weights, and where each linear weight's packed
 * copies lie. Private to the encoder layer. */
#ifndef SIMILE_ENCODER_LAYOUT_H
#define SIMILE_ENCODER_LAYOUT_H

#include "encoder.h"
#include "linear.h"

/* Offsets into the slab, in reals. */
typedef struct simile_norm_layout {
    size_t gamma, beta;
} simile_norm_layout;

typedef struct simile_block_layout {
    simile_linear qkv;    /* [3H, H]: query, key and value lie behind one another */
    simile_linear output; /* [H, H] */
    simile_norm_layout attention_norm;
    simile_linear up;   /* [F, H] */
    simile_linear down; /* [H, F] */
    simile_norm_layout ffn_norm;
} simile_block_layout;

/* A step between the pooled rows and the vectors: a module, or a layer of the projection head. */
typedef struct simile_stage {
    simile_module module;
    bool in_training_only;
    simile_linear linear;    /* DENSE; else out 0 */
    simile_norm_layout norm; /* LAYER_NORM */
    size_t width;            /* of the rows that it gives */
} simile_stage;
#define SIMILE_MAX_STAGES (SIMILE_MAX_MODULES + 2)

struct simile_encoder {
    simile_encoder_shape shape;
    simile_parameter *parameters; /* [n_parameters], in slab order */
    size_t n_parameters, parameters_capacity;
    size_t n_values;
    size_t positions, types; /* tables; the word table may lie elsewhere (simile_weights__words) */
    simile_norm_layout embedding_norm;
    simile_block_layout *blocks; /* [layers] */
    simile_stage stages[SIMILE_MAX_STAGES];
    size_t n_stages;
    size_t pooled;           /* P */
    size_t widest;           /* the widest of the rows behind the token rows */
    simile_linear **linears; /* [n_linears]: all of the above, for packing */
    size_t n_linears;
};

#endif
