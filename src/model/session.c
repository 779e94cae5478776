/* Sessions: texts are dealt to workers, each of which embeds a stretch of them. */
#include "memory.h"
#include "session_state.h"
#include <stdlib.h>
#include <string.h>

/* A task ends with the text that reaches one of these. A few short texts are one task, which the caller does itself:
 * to wake a thread takes longer than to embed them. */
#define TASK_ROWS  32
#define TASK_BYTES ((size_t)8 << 10)

/* The prompt's tokens with what stands in front of it, but without a special token behind it: as sentence-transformers
 * counts them. */
static simile_status count_prompt(simile_session *s)
{
    simile_tokens tokens = {0};
    const simile_tokenizer *tokenizer = s->model->tokenizer;
    simile_status status = simile_tokenizer_encode(&tokens, NULL, tokenizer, s->prompt, strlen(s->prompt), &s->options);
    if (status == SIMILE_OK && tokens.n > 0) {
        s->n_prompt = tokens.n - simile_tokenizer_is_special(tokenizer, tokens.ids[tokens.n - 1]);
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
    return s->prompt ? count_prompt(s) : SIMILE_ERROR_MEMORY;
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
    s->in_windows = options && options->in_windows;
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
        simile_memory__free(session->workers[i].windows);
    }
    simile_memory__free(session->prompt);
    simile_memory__free(session->workers);
    simile_memory__free(session->task_starts);
    simile_pool__free(session->pool);
    simile_memory__free(session);
}

simile_pool *simile_session__pool(const simile_session *session)
{
    return session->pool;
}

const simile_encode_counts *simile_session__counts(const simile_session *session, size_t worker)
{
    return &session->workers[worker].counts;
}

simile_status simile_session__tokenize(const simile_session *session, simile_session_worker *worker,
                                       const simile_text *text, const simile_tokenize_options *options)
{
    const char *prompt = session->prompt;
    if (!prompt) {
        return simile_tokenizer_encode(&worker->tokens, &worker->counts, session->model->tokenizer, text->bytes,
                                       text->size, options);
    }
    simile_buffer__clear(&worker->prompted);
    simile_status status = simile_buffer__append_text(&worker->prompted, prompt);
    if (status == SIMILE_OK) {
        status = simile_buffer__append(&worker->prompted, text->bytes, text->size);
    }
    if (status == SIMILE_OK) {
        status = simile_tokenizer_encode(&worker->tokens, &worker->counts, session->model->tokenizer,
                                         worker->prompted.data, worker->prompted.size, options);
    }
    return status;
}

static simile_status run_task(void *context, size_t task, size_t worker)
{
    simile_session *session = context;
    const size_t start = session->task_starts[task], end = session->task_starts[task + 1];
    return simile_session__embed(session, worker, session->texts + start, end - start,
                                 session->vectors + start * simile_model_dimension(session->model), NULL);
}

/* Cuts the run into tasks. */
static simile_status deal(size_t *n_tasks, simile_session *session, size_t n_texts)
{
    size_t n_rows = 0, n_bytes = 0;
    simile_status status = simile_memory__grow(&session->task_starts, &session->task_starts_capacity, n_texts + 1,
                                               sizeof *session->task_starts);
    *n_tasks = 0;
    for (size_t i = 0; i < n_texts && status == SIMILE_OK; i++) {
        if (n_rows == 0) {
            session->task_starts[(*n_tasks)++] = i;
        }
        n_rows++;
        n_bytes += session->texts[i].size;
        if (n_rows == TASK_ROWS || n_bytes >= TASK_BYTES) {
            n_rows = 0;
            n_bytes = 0;
        }
    }
    if (status == SIMILE_OK) {
        session->task_starts[*n_tasks] = n_texts;
    }
    return status;
}

simile_status simile_session_embed(simile_session *session, const simile_text *texts, size_t n, float *vectors)
{
    size_t n_tasks;
    session->texts = texts;
    session->vectors = vectors;
    simile_status status = deal(&n_tasks, session, n);
    return status == SIMILE_OK ? simile_pool__run(session->pool, n_tasks, run_task, session) : status;
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
