/* The struct of a session, for the files that embed: session.c deals texts to workers, session_embed.c makes vectors of
 * texts, session_tokens.c makes vectors of tokens. */
#ifndef SIMILE_MODEL_SESSION_STATE_H
#define SIMILE_MODEL_SESSION_STATE_H

#include "activations.h"
#include "buffer.h"
#include "model.h"
#include "packer.h"
#include "session.h"

#define SIMILE_BATCH_TOKENS 1024 /* a micro-batch ends before the text that passes so many */

/* What a worker keeps from task to task. */
typedef struct simile_session_worker {
    simile_tokens tokens;
    simile_packer packer;
    simile_activations *activations;
    simile_encode_counts counts;
    simile_buffer prompted; /* prompt and text */
    float *windows;         /* [sentences of a micro-batch, dimension]: windows of a long text */
    size_t windows_capacity;
} simile_session_worker;

struct simile_session {
    const simile_model *model;
    simile_pool *pool;
    simile_tokenize_options options;
    char *prompt;                   /* NULL: none */
    size_t n_prompt;                /* its tokens, with special ones before it */
    bool in_windows;                /* longer texts are not cut but taken in windows */
    simile_session_worker *workers; /* [pool size] */
    /* the run */
    const simile_text *texts;
    float *vectors;
    size_t *task_starts; /* [n_tasks + 1] */
    size_t task_starts_capacity;
};

/* The prompt and the text as ids in worker->tokens; counted. */
simile_status simile_session__tokenize(const simile_session *session, simile_session_worker *worker,
                                       const simile_text *text, const simile_tokenize_options *options);

/* false when a text of so many tokens belongs into the next micro-batch. */
static inline bool simile_session__has_room(const simile_session_worker *worker, size_t n_tokens)
{
    const simile_packed_batch *batch = &worker->packer.batch;
    return batch->n_sentences == 0 || batch->n_tokens + n_tokens <= SIMILE_BATCH_TOKENS;
}

#endif
