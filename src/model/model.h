/* The inside of a model, for the layers above: tokenizer, encoder, weights and what the folder says beside them. */
#ifndef SIMILE_MODEL_MODEL_H
#define SIMILE_MODEL_MODEL_H

#include "encoder.h"
#include "prompts.h"
#include "safetensors.h"
#include "simile/model.h"
#include "weights.h"

/* The folder's similarity_fn_name. */
extern const char *const simile_model__similarities[]; /* "cosine", "dot", "euclidean", "manhattan", NULL */

/* How texts are prepared for a model, and how its vectors are compared. */
typedef struct simile_model_usage {
    int similarity; /* index of simile_model__similarities */
    simile_prompts prompts;
    bool excludes_prompt; /* the prompt's tokens are left out of the pooling */
    /* A folder of model2vec: unknown tokens are left out, and a text is first cut to this many characters for each
     * token of the limit; 0: another folder. */
    size_t characters_a_token;
} simile_model_usage;

/* What a folder's weights were read from. */
typedef struct simile_model_source {
    uint64_t n_bytes; /* of the files with weights */
    unsigned dtypes;  /* of the tensors that were read: bit of each simile_dtype */
    char license[64]; /* of the model card; "": not stated */
    char note[160];   /* "": nothing was assumed */
} simile_model_source;

/* Parts of the model as texts, for simile_model_describe. */
typedef struct simile_model_names {
    char poolings[128], modules[320], dtypes[48];
} simile_model_names;

struct simile_model {
    simile_tokenizer *tokenizer;
    simile_encoder *encoder;
    simile_weights *weights;
    size_t max_tokens; /* special tokens included; 0: no limit */
    simile_model_usage usage;
    simile_model_source source;
    simile_model_names names;
    simile_safetensors **files; /* [n_files]: where borrowed weights lie */
    size_t n_files, files_capacity;
};

/* A model of random weights around a tokenizer, which it takes over (also on failure). */
simile_status simile_model__new(simile_model **model, const simile_encoder_shape *shape, simile_tokenizer *tokenizer,
                                size_t max_tokens);

/* Opens the model.safetensors of a folder; *path is its name, which the caller frees, also on failure. */
simile_status simile_model__open_tensors(simile_safetensors **file, char **path, const char *folder);

/* Writes the names of the parts, once weights and shape are settled. */
void simile_model__name_parts(simile_model *model);

/* Whether the vectors that come out have unit length. */
bool simile_model__has_unit_length(const simile_model *model);

/* SIMILE_ERROR_FORMAT when a tensor that stayed in its file holds a number that is not finite; the word table is not
 * looked through on opening. */
simile_status simile_model__check_values(const simile_model *model);
/* Why a vector is not finite: such a number, or an overflow. Never SIMILE_OK. */
simile_status simile_model__explain(const simile_model *model);

/* Takes over how `from` is used: prompts, similarity, treatment of unknown tokens. */
void simile_model__take_usage(simile_model *model, simile_model *from);

/* The licence that the front matter of the folder's README.md states; "" without one. Only memory can be short. */
simile_status simile_model__read_license(char *license, size_t size, const char *folder);

/* How texts of this model are tokenised. */
simile_tokenize_options simile_model__tokenize_options(const simile_model *model, size_t max_tokens);

/* Writes the folder (made when missing): every file is written aside and renamed, the weights last. `weights` NULL: the
 * model's own. */
simile_status simile_model__save(const simile_model *model, const simile_weights *weights, const char *folder);

#endif
