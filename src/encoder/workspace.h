/* The pieces of an activations object. Private to the encoder layer. In training every layer has pieces of its own; in
 * encoding all layers share one set. */
#ifndef SIMILE_ENCODER_WORKSPACE_H
#define SIMILE_ENCODER_WORKSPACE_H

#include "activations.h"
#include "arena.h"
#include "layout.h"

/* Rows of the FFN that are walked at once, so that the intermediate [tile, F] stays in cache; a multiple of the
 * gemm's 6. */
#define SIMILE_FFN_TILE 48

/* Rows of the FFN that one product adds to its weights' gradients; a multiple of the tile. */
#define SIMILE_FFN_STRETCH 384

/* Queries of a head that are walked at once; a multiple of the gemm's 6. */
#define SIMILE_ATTENTION_ROWS 96

/* What one block keeps. */
typedef struct simile_block_activations {
    simile_real *x;                    /* [T, H] the block's input: the output of the norm before it */
    simile_real *qkv;                  /* [T, 3H] */
    simile_real *probabilities;        /* per sentence and head [t, t], before dropout; in encoding [queries, t] */
    simile_real *context;              /* [T, H] */
    simile_real *attention_sum;        /* [T, H] x + dropout(attention), the first norm's input */
    simile_real *attention_statistics; /* [T, 2] */
    simile_real *middle;               /* [T, H] the first norm's output */
    simile_real *up;                   /* [T, F] before GELU; in encoding [tile, F] */
    simile_real *ffn_sum;              /* [T, H] middle + dropout(FFN), the second norm's input */
    simile_real *ffn_statistics;       /* [T, 2] */
} simile_block_activations;

/* What a stage behind the pooling keeps. */
typedef struct simile_stage_activations {
    simile_real *before; /* [B, W] DENSE: before the activation */
    simile_real *after;  /* [B, W] */
    simile_real *norms;  /* [B] NORMALIZE */
} simile_stage_activations;

struct simile_activations {
    const simile_encoder *encoder;
    simile_arena arena;
    bool in_training;
    simile_block_activations *blocks; /* [layers] */
    simile_real *embedding_sum;       /* [T, H] */
    simile_real *embedding_statistics;
    simile_real *last;     /* [T, H] the last block's output */
    size_t *square_starts; /* [B + 1]: where a sentence's first probability matrix starts */
    simile_real *pooled;   /* [B, P] */
    int32_t *max_tokens;   /* [B, P]: token of each maximum */
    simile_stage_activations stages[SIMILE_MAX_STAGES];
    /* scratch */
    simile_real *tile, *dtile;                   /* [tile, F]; in training [stretch, F] */
    simile_real *scores, *dscores;               /* [t, t] */
    simile_real *panel, *value_panel;            /* packed operands of attention */
    void *product_work;                          /* for rounded rows of linear layers */
    void *outer_work;                            /* for weight gradients */
    simile_real *dx, *dbranch, *dqkv, *dcontext; /* [T, H], [T, H], [T, 3H], [T, H] */
    simile_real *dpooled;                        /* [B, P] */
    simile_real *dstages[2];                     /* [B, W] of the widest stage */
};

#endif
