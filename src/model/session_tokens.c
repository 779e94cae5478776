/* Texts to token vectors on one worker. */
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include "session_state.h"
#include <string.h>

size_t simile_session__token_width(const simile_session *session)
{
    return simile_encoder__shape(session->model->encoder)->hidden;
}

/* Adds the tokens of the text in worker->tokens; their vectors follow with the batch. */
static simile_status add_tokens(simile_token_rows *rows, const simile_session *session,
                                const simile_session_worker *worker)
{
    const simile_tokens *tokens = &worker->tokens;
    const size_t n = rows->n_tokens + tokens->n, prompt = session->prompt ? strlen(session->prompt) : 0;
    simile_status status = simile_memory__grow(&rows->ids, &rows->ids_capacity, n, sizeof *rows->ids);
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&rows->spans, &rows->spans_capacity, n, sizeof *rows->spans);
    }
    if (status == SIMILE_OK) {
        status = simile_memory__grow(&rows->starts, &rows->starts_capacity, rows->n_texts + 2, sizeof *rows->starts);
    }
    for (size_t i = 0; i < tokens->n && status == SIMILE_OK; i++) {
        const simile_span *span = &tokens->spans[i];
        rows->ids[rows->n_tokens + i] = tokens->ids[i];
        rows->spans[rows->n_tokens + i] =
            span->end > prompt ? (simile_span){span->start > prompt ? span->start - prompt : 0, span->end - prompt}
                               : (simile_span){0, 0};
    }
    if (status == SIMILE_OK) {
        rows->n_tokens = n;
        rows->starts[++rows->n_texts] = n;
    }
    return status;
}

/* Encodes what is packed into the rows' vectors from token `first` on, and starts a new batch. */
static simile_status encode_tokens(simile_token_rows *rows, size_t first, const simile_session *session,
                                   simile_session_worker *worker)
{
    const simile_model *model = session->model;
    const simile_packed_batch *batch = &worker->packer.batch;
    const size_t width = simile_session__token_width(session);
    size_t need;
    simile_status status =
        simile_size__multiply(&need, first + batch->n_tokens, width)
            ? simile_memory__grow(&rows->vectors, &rows->vectors_capacity, need, sizeof *rows->vectors)
            : simile_status__fail(SIMILE_ERROR_MEMORY, "out of memory: %zu token vectors", first + batch->n_tokens);
    if (status == SIMILE_OK) {
        status = simile_activations__fit(worker->activations, batch, false);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    if (batch->n_tokens > 0) {
        simile_encoder__forward_tokens(rows->vectors + first * width, worker->activations, model->encoder,
                                       model->weights, batch);
    }
    if (simile_floats__count_finite(rows->vectors + first * width, batch->n_tokens * width) < batch->n_tokens * width) {
        return simile_model__explain(model);
    }
    return simile_packer__clear(&worker->packer);
}

simile_status simile_session__embed_tokens(simile_token_rows *rows, simile_session *session, size_t worker_index,
                                           const simile_text *texts, size_t n, simile_fit *fits)
{
    simile_session_worker *worker = &session->workers[worker_index];
    simile_tokenize_options options = session->options;
    size_t first = 0; /* token of the batch */
    simile_status status = simile_memory__grow(&rows->starts, &rows->starts_capacity, 1, sizeof *rows->starts);
    options.spans = true;
    rows->n_texts = rows->n_tokens = 0;
    if (status == SIMILE_OK) {
        rows->starts[0] = 0;
        status = simile_packer__clear(&worker->packer);
    }
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        const uint64_t n_truncated = worker->counts.n_truncated;
        status = simile_session__tokenize(session, worker, &texts[i], &options);
        if (status == SIMILE_OK && !simile_session__has_room(worker, worker->tokens.n)) {
            status = encode_tokens(rows, first, session, worker);
            first = rows->n_tokens;
        }
        if (status == SIMILE_OK) {
            status = add_tokens(rows, session, worker);
        }
        if (status == SIMILE_OK) {
            status = simile_packer__add(&worker->packer, worker->tokens.ids, worker->tokens.n, i, 0);
        }
        fits[i] = worker->counts.n_truncated > n_truncated ? SIMILE_FIT_TRUNCATED : SIMILE_FIT_WHOLE;
    }
    return status == SIMILE_OK ? encode_tokens(rows, first, session, worker) : status;
}

void simile_token_rows__dispose(simile_token_rows *rows)
{
    simile_memory__free(rows->starts);
    simile_memory__free(rows->ids);
    simile_memory__free(rows->spans);
    simile_memory__free(rows->vectors);
    *rows = (simile_token_rows){0};
}
