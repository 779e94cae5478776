/* Sessions: workers take chunks of texts, tokenise them, and encode them in micro-batches. */
#include "activations.h"
#include "buffer.h"
#include "memory.h"
#include "model.h"
#include "packer.h"
#include "threads.h"
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS   32   /* texts of a task */
#define BATCH_TOKENS 2048 /* a micro-batch ends when it reaches so many */

/* What a worker keeps from task to task. */
typedef struct session_worker {
    simile_tokens tokens;
    simile_packer packer;
    simile_activations *activations;
    simile_encode_counts counts;
    simile_buffer prompted; /* prompt and text */
} session_worker;

struct simile_session {
    const simile_model *model;
    simile_pool *pool;
    simile_tokenize_options options;
    char *prompt;            /* NULL: none */
    size_t n_skipped;        /* the prompt's tokens, if the pooling leaves them out */
    session_worker *workers; /* [pool size] */
    /* the run */
    const simile_text *texts;
    size_t n_texts;
    float *vectors;
};

/* The prompt's tokens with what stands in front of it, but without a special token behind it: as sentence-transformers
 * counts them. */
static simile_status count_skipped(simile_session *s)
{
    simile_tokens tokens = {0};
    const simile_tokenizer *tokenizer = s->model->tokenizer;
    if (!s->prompt || !s->model->usage.excludes_prompt) {
        return SIMILE_OK;
    }
    simile_status status = simile_tokenizer_encode(&tokens, NULL, tokenizer, s->prompt, strlen(s->prompt), &s->options);
    if (status == SIMILE_OK && tokens.n > 0) {
        s->n_skipped = tokens.n - simile_tokenizer_is_special(tokenizer, tokens.ids[tokens.n - 1]);
    }
    simile_tokens_dispose(&tokens);
    return status;
}

/* `wanted`: a name in the folder's prompts, else the text itself; NULL: the folder's default. */
static simile_status take_prompt(simile_session *s, const char *wanted)
{
    const simile_prompts *prompts = &s->model->usage.prompts;
    const size_t place = wanted ? simile_prompts__find(prompts, wanted) : prompts->n;
    const char *text = !wanted              ? simile_prompts__standard(prompts)
                       : place < prompts->n ? prompts->items[place].text
                                            : wanted;
    if (!text || !*text) {
        return SIMILE_OK;
    }
    s->prompt = simile_memory__copy_text(text, strlen(text));
    return s->prompt ? count_skipped(s) : SIMILE_ERROR_MEMORY;
}

simile_status simile_session_new(simile_session **session, const simile_model *model,
                                 const simile_session_options *options)
{
    simile_session *s = simile_memory__alloc(1, sizeof *s);
    *session = NULL;
    if (!s) {
        return SIMILE_ERROR_MEMORY;
    }
    s->model = model;
    s->options = simile_model__tokenize_options(model, options ? options->max_tokens : 0);
    s->options.special_as_text = options && options->special_as_text;
    simile_status status = simile_pool__new(&s->pool, options ? options->n_threads : 0);
    if (status == SIMILE_OK) {
        s->workers = simile_memory__alloc(simile_pool__size(s->pool), sizeof *s->workers);
        status = s->workers ? SIMILE_OK : SIMILE_ERROR_MEMORY;
    }
    if (status == SIMILE_OK) {
        status = take_prompt(s, options ? options->prompt : NULL);
    }
    for (size_t i = 0; status == SIMILE_OK && i < simile_pool__size(s->pool); i++) {
        status = simile_activations__new(&s->workers[i].activations, model->encoder);
    }
    if (status != SIMILE_OK) {
        simile_session_free(s);
        return status;
    }
    *session = s;
    return SIMILE_OK;
}

void simile_session_free(simile_session *session)
{
    if (!session) {
        return;
    }
    for (size_t i = 0; session->workers && i < simile_pool__size(session->pool); i++) {
        simile_tokens_dispose(&session->workers[i].tokens);
        simile_packer__dispose(&session->workers[i].packer);
        simile_activations__free(session->workers[i].activations);
        simile_buffer__dispose(&session->workers[i].prompted);
    }
    simile_memory__free(session->prompt);
    simile_memory__free(session->workers);
    simile_pool__free(session->pool);
    simile_memory__free(session);
}

/* Encodes what is packed into rows `first` … */
static simile_status encode_packed(simile_session *session, session_worker *worker, size_t first)
{
    static const simile_pass encoding = {0};
    const simile_model *model = session->model;
    simile_packed_batch *batch = &worker->packer.batch;
    batch->n_skipped = session->n_skipped;
    simile_status status = simile_activations__fit(worker->activations, batch, false);
    if (status == SIMILE_OK && batch->n_sentences > 0) {
        simile_encoder__forward(session->vectors + first * simile_model_dimension(model), worker->activations,
                                model->encoder, model->weights, batch, &encoding);
    }
    return status;
}

static simile_status tokenize(simile_session *session, session_worker *worker, const simile_text *text)
{
    const char *prompt = session->prompt;
    if (!prompt) {
        return simile_tokenizer_encode(&worker->tokens, &worker->counts, session->model->tokenizer, text->bytes,
                                       text->size, &session->options);
    }
    simile_buffer__clear(&worker->prompted);
    simile_status status = simile_buffer__append_text(&worker->prompted, prompt);
    if (status == SIMILE_OK) {
        status = simile_buffer__append(&worker->prompted, text->bytes, text->size);
    }
    if (status == SIMILE_OK) {
        status = simile_tokenizer_encode(&worker->tokens, &worker->counts, session->model->tokenizer,
                                         worker->prompted.data, worker->prompted.size, &session->options);
    }
    return status;
}

static simile_status embed_chunk(void *context, size_t task, size_t worker_index)
{
    simile_session *session = context;
    session_worker *worker = &session->workers[worker_index];
    const size_t start = task * CHUNK_ROWS;
    const size_t end = session->n_texts - start < CHUNK_ROWS ? session->n_texts : start + CHUNK_ROWS;
    size_t first = start;
    simile_status status = simile_packer__clear(&worker->packer);
    for (size_t i = start; i < end && status == SIMILE_OK; i++) {
        status = tokenize(session, worker, &session->texts[i]);
        if (status == SIMILE_OK && worker->packer.batch.n_tokens + worker->tokens.n > BATCH_TOKENS) {
            status = encode_packed(session, worker, first);
            first = i;
            if (status == SIMILE_OK) {
                status = simile_packer__clear(&worker->packer);
            }
        }
        if (status == SIMILE_OK) {
            status = simile_packer__add(&worker->packer, worker->tokens.ids, worker->tokens.n, i, 0);
        }
    }
    return status == SIMILE_OK ? encode_packed(session, worker, first) : status;
}

simile_status simile_session_embed(simile_session *session, const simile_text *texts, size_t n, float *vectors)
{
    session->texts = texts;
    session->n_texts = n;
    session->vectors = vectors;
    return simile_pool__run(session->pool, (n + CHUNK_ROWS - 1) / CHUNK_ROWS, embed_chunk, session);
}

simile_encode_counts simile_session_counts(const simile_session *session)
{
    simile_encode_counts sum = {0};
    for (size_t i = 0; i < simile_pool__size(session->pool); i++) {
        const simile_encode_counts *counts = &session->workers[i].counts;
        sum.n_rows += counts->n_rows;
        sum.n_tokens += counts->n_tokens;
        sum.n_truncated += counts->n_truncated;
        sum.n_empty += counts->n_empty;
        sum.n_invalid += counts->n_invalid;
        sum.n_unknown_tokens += counts->n_unknown_tokens;
    }
    return sum;
}
