/* A model: a sentence-transformers folder in memory.
 *
 *     simile_model *model = NULL;
 *     simile_session *session = NULL;
 *     simile_text texts[1] = {{"a sentence", 10}};
 *     float *vector = malloc(simile_model_dimension(model) * sizeof *vector);
 *     simile_model_open(&model, "my-model");
 *     simile_session_new(&session, model, NULL);
 *     simile_session_embed(session, texts, 1, vector);
 *     simile_session_free(session);
 *     simile_model_free(model);
 */
#ifndef SIMILE_MODEL_H
#define SIMILE_MODEL_H

#include "simile/precision.h"
#include "simile/status.h"
#include "simile/tokenizer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Does not change after it is opened; any number of sessions and threads may share it. */
typedef struct simile_model simile_model;

/* Opens a sentence-transformers folder: Transformer (BERT) with Pooling, or StaticEmbedding, and behind them any of
 * Dense, Normalize, Dropout and LayerNorm, in the legacy or the new form; or a folder of model2vec. What simile would
 * compute differently is refused by name (SIMILE_ERROR_FORMAT). Weights that the machine can use as they are stay in
 * the mapped file, which must not be shortened meanwhile (a file renamed over it does no harm). The caller frees. */
SIMILE_API simile_status simile_model_open(simile_model **model, const char *folder);

typedef struct simile_open_options {
    simile_precision precision; /* of the transformer's linear layers; a static encoder has none */
    size_t n_threads;           /* that prepare the weights; 0: what the machine allows */
} simile_open_options;

/* The same; options NULL: all defaults. */
SIMILE_API simile_status simile_model_open_with(simile_model **model, const char *folder,
                                                const simile_open_options *options);

/* Takes NULL. */
SIMILE_API void simile_model_free(simile_model *model);

/* Width of the vectors: that of the last module, or the folder's truncate_dim if it is less. */
SIMILE_API size_t simile_model_dimension(const simile_model *model);

/* Cuts the vectors to their first `dimension` values, which models trained for it allow (Matryoshka); they are not
 * scaled again. Right after opening, before there is a session. A dimension of 0 or above the whole width is
 * SIMILE_ERROR_CONFIG. */
SIMILE_API simile_status simile_model_cut(simile_model *model, size_t dimension);

/* The tokenizer, owned by the model. */
SIMILE_API const simile_tokenizer *simile_model_tokenizer(const simile_model *model);

/* A text that stands in front of every text, and its name. */
typedef struct simile_prompt {
    const char *name, *text;
} simile_prompt;

/* What `simile info` tells. All texts belong to the model. */
typedef struct simile_model_info {
    const char *architecture; /* "transformer" or "static" */
    size_t vocabulary, hidden, layers, heads, ffn, positions;
    size_t dimension;
    size_t width;      /* of the vectors before they are cut to `dimension` */
    size_t max_tokens; /* 0: no limit */
    size_t n_parameters;
    uint64_t n_bytes;       /* of the files with weights; 0: they were not read from files */
    const char *dtypes;     /* of the weights in the files, e.g. "F32" */
    const char *pooling;    /* "mean", "cls", "max", "mean_sqrt_len_tokens", "weightedmean" or "lasttoken"; several are
                               joined by " + " */
    const char *modules;    /* behind the pooling, e.g. "Dense 256 Tanh, Normalize"; "": none */
    bool normalize;         /* vectors have unit length */
    const char *similarity; /* "cosine", "dot", "euclidean" or "manhattan" */
    const simile_prompt *prompts; /* [n_prompts] */
    size_t n_prompts;
    const char *default_prompt; /* name of the prompt that is used unless another is asked for; NULL: none */
    const char *prompt;         /* its text; NULL: nothing is put in front */
    bool excludes_prompt;       /* the prompt's tokens are left out of the pooling */
    const char *license;        /* that the model card states; NULL: none */
    const char *note;           /* what was assumed on opening, e.g. a missing pooling file; NULL: nothing */
} simile_model_info;
SIMILE_API simile_model_info simile_model_describe(const simile_model *model);

/* One text: bytes of UTF-8; invalid ones are read as U+FFFD. */
typedef struct simile_text {
    const char *bytes;
    size_t size;
} simile_text;

typedef struct simile_session_options {
    size_t n_threads; /* 0: what the machine allows this process */
    size_t
        max_tokens; /* special tokens included; 0: the model's own limit; never more than the model has positions for */
    bool special_as_text;
    bool in_windows;    /* a longer text is not cut but taken in windows of max_tokens, neighbours sharing a quarter of
                           their tokens; its vector is the windows' mean, weighted by their tokens without special ones,
                           and of unit length where the model's vectors are */
    const char *prompt; /* name of one of the folder's prompts, else the prompt itself; "": none; NULL: the folder's
                           default. Copied */
} simile_session_options;

/* A session: the threads and the memory that turn texts into vectors. For one caller at a time; open one for each. */
typedef struct simile_session simile_session;

/* options NULL: all defaults. The model must outlive the session. The caller frees. */
SIMILE_API simile_status simile_session_new(simile_session **session, const simile_model *model,
                                            const simile_session_options *options);
/* Takes NULL. */
SIMILE_API void simile_session_free(simile_session *session);

/* vectors [n, dimension] (=), row i for text i. A text without tokens has the vector of its special tokens
 * (transformer) or zeros (static). A text's bits do not depend on the other texts, their order or the number of
 * threads. */
SIMILE_API simile_status simile_session_embed(simile_session *session, const simile_text *texts, size_t n,
                                              float *vectors);

/* What the session has seen so far: rows, tokens, truncated, empty and invalid rows. */
SIMILE_API simile_encode_counts simile_session_counts(const simile_session *session);

#ifdef __cplusplus
}
#endif
#endif
