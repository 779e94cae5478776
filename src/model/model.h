/* The inside of a model, for the layers above: tokenizer, encoder, weights and what the folder says beside them. */
#ifndef SIMILE_MODEL_MODEL_H
#define SIMILE_MODEL_MODEL_H

#include "encoder.h"
#include "safetensors.h"
#include "simile/model.h"
#include "weights.h"

/* The folder's similarity_fn_name. */
extern const char *const simile_model__similarities[]; /* "cosine", "dot", "euclidean", "manhattan", NULL */

struct simile_model {
    simile_tokenizer *tokenizer;
    simile_encoder *encoder;
    simile_weights *weights;
    size_t max_tokens;          /* special tokens included; 0: no limit */
    int similarity;             /* index of simile_model__similarities */
    char *prompt;               /* NULL: none */
    char note[160];             /* "": nothing was assumed */
    simile_safetensors **files; /* [n_files]: where borrowed weights lie */
    size_t n_files, files_capacity;
};

/* A model of random weights around a tokenizer, which it takes over (also on failure). */
simile_status simile_model__new(simile_model **model, const simile_encoder_shape *shape, simile_tokenizer *tokenizer,
                                size_t max_tokens);

/* How texts of this model are tokenised. */
simile_tokenize_options simile_model__tokenize_options(const simile_model *model, size_t max_tokens);

/* Writes the folder (made when missing): every file is written aside and renamed, the weights last. `weights` NULL: the
 * model's own. */
simile_status simile_model__save(const simile_model *model, const simile_weights *weights, const char *folder);

#endif
