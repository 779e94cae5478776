/* Texts to vectors on one worker. Nothing is padded, so the texts of a micro-batch need not be of equal length: they
 * are taken as they come. A text in windows is encoded on its own. */
#include "elementwise.h"
#include "fail.h"
#include "floats.h"
#include "memory.h"
#include "session_state.h"
#include "tokenizer_state.h"
#include <string.h>

/* Encodes what is packed into vectors [n_sentences, dimension], and starts a new batch. */
static simile_status encode_packed(float *vectors, const simile_session *session, simile_session_worker *worker)
{
    static const simile_pass encoding = {0};
    const simile_model *model = session->model;
    simile_packed_batch *batch = &worker->packer.batch;
    if (batch->n_sentences == 0) {
        return SIMILE_OK;
    }
    batch->n_skipped = model->usage.excludes_prompt ? session->n_prompt : 0;
    simile_status status = simile_activations__fit(worker->activations, batch, false);
    if (status != SIMILE_OK) {
        return status;
    }
    simile_encoder__forward(vectors, worker->activations, model->encoder, model->weights, batch, &encoding);
    const size_t n_values = batch->n_sentences * simile_model_dimension(model);
    if (simile_floats__count_finite(vectors, n_values) < n_values) {
        return simile_model__explain(model);
    }
    return simile_packer__clear(&worker->packer);
}

/* The windows of a long text: content tokens start, start + 1, …, each window framed by the special tokens and headed
 * by the prompt. */
typedef struct window_plan {
    size_t n_before, n_after; /* special tokens, the prompt's among those before */
    size_t n_content;         /* tokens of the text */
    size_t size, step;        /* content tokens of a window; from one window's start to the next one's */
} window_plan;

/* Neighbouring windows share a quarter of their tokens. */
static simile_status plan_windows(window_plan *plan, const simile_session *session, const simile_session_worker *worker)
{
    const simile_tokenizer *tokenizer = session->model->tokenizer;
    const bool is_framed = session->options.add_special;
    plan->n_before = session->prompt ? session->n_prompt : is_framed ? tokenizer->n_before : 0;
    plan->n_after = is_framed ? tokenizer->n_after : 0;
    if (session->options.max_tokens <= plan->n_before + plan->n_after) {
        return simile_status__fail(
            SIMILE_ERROR_CONFIG,
            "max_tokens is %zu: windows need room for a token beside the %zu of the prompt and the special ones",
            session->options.max_tokens, plan->n_before + plan->n_after);
    }
    plan->n_content = worker->tokens.n - plan->n_before - plan->n_after;
    plan->size = session->options.max_tokens - plan->n_before - plan->n_after;
    plan->step = plan->size - plan->size / 4;
    return SIMILE_OK;
}

/* Packs the window of n content tokens from `start` on; its row is its weight, n. */
static simile_status pack_window(simile_packer *packer, const simile_tokens *tokens, const window_plan *plan,
                                 size_t start, size_t n)
{
    const int32_t *content = tokens->ids + plan->n_before, *after = content + plan->n_content;
    simile_status status = simile_packer__add(packer, tokens->ids, plan->n_before, n, 0);
    if (status == SIMILE_OK) {
        status = simile_packer__extend(packer, content + start, n);
    }
    return status == SIMILE_OK ? simile_packer__extend(packer, after, plan->n_after) : status;
}

/* vector += Σ n·v over the packed windows */
static simile_status add_windows(float *vector, const simile_session *session, simile_session_worker *worker)
{
    const size_t width = simile_model_dimension(session->model), n_windows = worker->packer.batch.n_sentences;
    simile_status status =
        simile_memory__grow(&worker->windows, &worker->windows_capacity, n_windows * width, sizeof *worker->windows);
    if (status == SIMILE_OK) {
        status = encode_packed(worker->windows, session, worker);
    }
    for (size_t w = 0; w < n_windows && status == SIMILE_OK; w++) {
        simile_vector__add_scaled(vector, worker->windows + w * width, (float)worker->packer.rows[w], width);
    }
    return status;
}

/* vector = Σ n·v / Σ n over the windows of the text in worker->tokens; of unit length where the model's are. */
static simile_status embed_windows(float *vector, const simile_session *session, simile_session_worker *worker)
{
    const size_t width = simile_model_dimension(session->model);
    window_plan plan = {0};
    size_t total = 0;
    simile_status status = plan_windows(&plan, session, worker);
    memset(vector, 0, width * sizeof *vector);
    for (size_t start = 0, end = 0; status == SIMILE_OK && end < plan.n_content; start += plan.step) {
        end = plan.n_content - start < plan.size ? plan.n_content : start + plan.size;
        total += end - start;
        if (!simile_session__has_room(worker, plan.n_before + end - start + plan.n_after)) {
            status = add_windows(vector, session, worker);
        }
        if (status == SIMILE_OK) {
            status = pack_window(&worker->packer, &worker->tokens, &plan, start, end - start);
        }
    }
    if (status == SIMILE_OK) {
        status = add_windows(vector, session, worker);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    simile_vector__scale(vector, vector, 1 / (float)total, width);
    if (simile_model__has_unit_length(session->model)) {
        simile_normalize__forward(vector, NULL, vector, 1, width);
    }
    return SIMILE_OK;
}

/* Tokenises a text, and says how it fits the limit: with windows all its tokens are there. */
static simile_status tokenize_to_fit(simile_fit *fit, const simile_session *session, simile_session_worker *worker,
                                     const simile_text *text)
{
    const uint64_t n_truncated = worker->counts.n_truncated;
    simile_tokenize_options options = session->options;
    if (session->in_windows) {
        options.max_tokens = 0;
        options.max_characters = 0;
    }
    simile_status status = simile_session__tokenize(session, worker, text, &options);
    const bool is_long =
        options.max_tokens != session->options.max_tokens && worker->tokens.n > session->options.max_tokens;
    *fit = is_long                                    ? SIMILE_FIT_WINDOWS
           : worker->counts.n_truncated > n_truncated ? SIMILE_FIT_TRUNCATED
                                                      : SIMILE_FIT_WHOLE;
    return status;
}

simile_status simile_session__embed(simile_session *session, size_t worker_index, const simile_text *texts, size_t n,
                                    float *vectors, simile_fit *fits)
{
    simile_session_worker *worker = &session->workers[worker_index];
    const size_t width = simile_model_dimension(session->model);
    size_t first = 0; /* text of the batch */
    simile_status status = simile_packer__clear(&worker->packer);
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        simile_fit fit = SIMILE_FIT_WHOLE;
        status = tokenize_to_fit(&fit, session, worker, &texts[i]);
        if (status == SIMILE_OK && (fit == SIMILE_FIT_WINDOWS || !simile_session__has_room(worker, worker->tokens.n))) {
            status = encode_packed(vectors + first * width, session, worker);
            first = i;
        }
        if (status == SIMILE_OK && fit == SIMILE_FIT_WINDOWS) {
            status = embed_windows(vectors + i * width, session, worker);
            first = i + 1;
        } else if (status == SIMILE_OK) {
            status = simile_packer__add(&worker->packer, worker->tokens.ids, worker->tokens.n, i, 0);
        }
        if (fits) {
            fits[i] = fit;
        }
    }
    return status == SIMILE_OK ? encode_packed(vectors + first * width, session, worker) : status;
}
