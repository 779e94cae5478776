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

/* Opens a sentence-transformers folder: Transformer (BERT) or StaticEmbedding, Pooling (mean, cls, max), at most one
 * Dense, Normalize, in the legacy or the new form. What simile would compute differently is refused by name
 * (SIMILE_ERROR_FORMAT). The caller frees. */
SIMILE_API simile_status simile_model_open(simile_model **model, const char *folder);

/* Takes NULL. */
SIMILE_API void simile_model_free(simile_model *model);

/* Width of the vectors. */
SIMILE_API size_t simile_model_dimension(const simile_model *model);

/* The tokenizer, owned by the model. */
SIMILE_API const simile_tokenizer *simile_model_tokenizer(const simile_model *model);

/* What `simile info` tells. All texts belong to the model. */
typedef struct simile_model_info {
    const char *architecture; /* "transformer" or "static" */
    size_t vocabulary, hidden, layers, heads, ffn, positions;
    size_t dimension;
    size_t max_tokens; /* 0: no limit */
    size_t n_parameters;
    const char *pooling; /* "mean", "cls" or "max" */
    const char *dense;   /* activation of the Dense module: "identity" or "tanh"; NULL: there is none */
    bool normalize;
    const char *similarity; /* "cosine", "dot", "euclidean" or "manhattan" */
    const char *prompt;     /* put in front of every text; NULL: none */
    const char *note;       /* what was assumed on opening, e.g. a missing pooling file; NULL: nothing */
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
    bool in_windows; /* a longer text is not cut but taken in windows of max_tokens, neighbours sharing a quarter of
                        their tokens; its vector is the windows' mean, weighted by their tokens without special ones,
                        and of unit length where the model's vectors are */
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
