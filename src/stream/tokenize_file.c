/* Files to tokens by a pipeline: a window of rows is read, turned into lines of output, and written in order. */
#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "pipeline.h"
#include "rows.h"
#include "simile/tokenize.h"
#include "threads.h"
#include "tokenize_decode.h"
#include "tokenize_print.h"
#include "window.h"
#include <string.h>

/* What a thread keeps from window to window. */
typedef struct tokenize_worker {
    simile_tokens tokens;
    simile_tokenize_report report;
    simile_buffer ids;
    uint64_t *piece_counts; /* [vocabulary]; NULL: not wanted */
} tokenize_worker;

typedef struct tokenize_slot {
    simile_window window;
    simile_buffer printed;
    uint64_t first_row;
} tokenize_slot;

typedef struct tokenizing {
    const simile_tokenize_request *request;
    simile_rows rows;
    uint64_t n_rows; /* read */
    simile_pool *pool;
    tokenize_worker *workers; /* [pool size] */
    tokenize_slot *slots;     /* [n_slots] */
    size_t n_slots;
    simile_id_text *ids;   /* [vocabulary] */
    simile_writer *writer; /* NULL: nothing is written */
} tokenizing;

static uint64_t count_words(const simile_text *text)
{
    uint64_t n = 0;
    bool in_word = false;
    for (size_t i = 0; i < text->size; i++) {
        const unsigned char c = (unsigned char)text->bytes[i];
        const bool is_word = (c != ' ') & ((unsigned)c - '\t' > 4U);
        n += is_word & !in_word;
        in_word = is_word;
    }
    return n;
}

static simile_status fill(void *context, size_t slot, bool *more)
{
    tokenizing *t = context;
    tokenize_slot *s = &t->slots[slot];
    static const simile_window_limits limits = {SIMILE_WINDOW_ROWS, (size_t)1 << 20};
    simile_status status = simile_window__fill(&s->window, &t->rows, &limits);
    s->first_row = t->n_rows;
    t->n_rows += s->window.n;
    *more = s->window.n > 0;
    return status;
}

static simile_status tokenize_row(tokenizing *t, tokenize_slot *slot, size_t row, tokenize_worker *worker)
{
    const simile_tokenize_request *request = t->request;
    const simile_text *text = &slot->window.texts[row];
    simile_tokenize_options options = request->options;
    if (request->style == SIMILE_TOKENIZE_TEXTS) {
        return simile_tokenize__decode(&slot->printed, &worker->ids, request, text, &slot->window.places[row]);
    }
    options.spans = options.spans || request->style == SIMILE_TOKENIZE_SPANS;
    options.drop_seed += slot->first_row + row;
    simile_status status = simile_tokenizer_encode(&worker->tokens, &worker->report.counts, request->tokenizer,
                                                   text->bytes, text->size, &options);
    worker->report.n_bytes += text->size;
    for (size_t i = 0; i < worker->tokens.n && worker->piece_counts; i++) {
        worker->piece_counts[worker->tokens.ids[i]]++;
    }
    if (request->style == SIMILE_TOKENIZE_COUNTS) {
        worker->report.n_words += count_words(text);
    } else if (status == SIMILE_OK) {
        status = simile_tokenize__print(&slot->printed, &worker->tokens, request->tokenizer, t->ids, request->style);
    }
    return status;
}

static simile_status tokenize_window(void *context, size_t slot_index, size_t worker)
{
    tokenizing *t = context;
    tokenize_slot *slot = &t->slots[slot_index];
    simile_status status = SIMILE_OK;
    simile_buffer__clear(&slot->printed);
    for (size_t i = 0; i < slot->window.n && status == SIMILE_OK; i++) {
        status = tokenize_row(t, slot, i, &t->workers[worker]);
    }
    return status;
}

static simile_status write_window(void *context, size_t slot)
{
    tokenizing *t = context;
    const simile_buffer *printed = &t->slots[slot].printed;
    return t->writer ? simile_writer__write(t->writer, printed->data, printed->size) : SIMILE_OK;
}

static simile_status open_all(tokenizing *t)
{
    const simile_tokenize_request *request = t->request;
    t->rows = (simile_rows){.paths = request->paths, .n_paths = request->n_paths};
    simile_status status = simile_rows__check(&t->rows);
    if (status == SIMILE_OK) {
        status = simile_pool__new(&t->pool, request->n_threads);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    t->n_slots = simile_pool__size(t->pool) + 2;
    t->slots = simile_memory__alloc(t->n_slots, sizeof *t->slots);
    t->workers = simile_memory__alloc(simile_pool__size(t->pool), sizeof *t->workers);
    t->ids = simile_memory__alloc(simile_tokenizer_size(request->tokenizer), sizeof *t->ids);
    if (!t->slots || !t->workers || !t->ids) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < simile_pool__size(t->pool) && request->piece_counts; i++) {
        t->workers[i].piece_counts = simile_memory__alloc(simile_tokenizer_size(request->tokenizer), sizeof(uint64_t));
        if (!t->workers[i].piece_counts) {
            return SIMILE_ERROR_MEMORY;
        }
    }
    if (request->style == SIMILE_TOKENIZE_IDS) {
        simile_tokenize__spell_ids(t->ids, simile_tokenizer_size(request->tokenizer));
    }
    return request->style == SIMILE_TOKENIZE_COUNTS
               ? SIMILE_OK
               : simile_writer__open(&t->writer, request->out ? request->out : "-");
}

static simile_status run(tokenizing *t)
{
    simile_status status = open_all(t);
    const simile_pipeline pipeline = {fill, tokenize_window, write_window, t, t->n_slots};
    if (status == SIMILE_OK) {
        status = simile_pipeline__run(t->pool, &pipeline);
    }
    return status == SIMILE_OK && t->writer ? simile_writer__commit(t->writer) : status;
}

static void add_report(simile_tokenize_report *sum, const simile_tokenize_report *part)
{
    sum->counts.n_rows += part->counts.n_rows;
    sum->counts.n_tokens += part->counts.n_tokens;
    sum->counts.n_truncated += part->counts.n_truncated;
    sum->counts.n_empty += part->counts.n_empty;
    sum->counts.n_invalid += part->counts.n_invalid;
    sum->counts.n_unknown_tokens += part->counts.n_unknown_tokens;
    sum->counts.n_unknown_rows += part->counts.n_unknown_rows;
    sum->n_words += part->n_words;
    sum->n_bytes += part->n_bytes;
}

static void add_piece_counts(const tokenizing *t)
{
    for (size_t i = 0; t->workers && i < simile_pool__size(t->pool); i++) {
        const uint64_t *counts = t->workers[i].piece_counts;
        for (size_t id = 0; counts && id < simile_tokenizer_size(t->request->tokenizer); id++) {
            t->request->piece_counts[id] += counts[id];
        }
    }
}

static void dispose(tokenizing *t)
{
    for (size_t i = 0; t->workers && i < simile_pool__size(t->pool); i++) {
        simile_tokens_dispose(&t->workers[i].tokens);
        simile_buffer__dispose(&t->workers[i].ids);
        simile_memory__free(t->workers[i].piece_counts);
    }
    for (size_t i = 0; t->slots && i < t->n_slots; i++) {
        simile_window__dispose(&t->slots[i].window);
        simile_buffer__dispose(&t->slots[i].printed);
    }
    simile_memory__free(t->slots);
    simile_memory__free(t->workers);
    simile_memory__free(t->ids);
    simile_pool__free(t->pool);
    simile_rows__dispose(&t->rows);
    simile_writer__free(t->writer);
}

simile_status simile_tokenize_file(simile_tokenize_report *report, const simile_tokenize_request *request)
{
    tokenizing t = {.request = request};
    simile_status status = run(&t);
    if (report) {
        *report = (simile_tokenize_report){0};
    }
    for (size_t i = 0; report && t.workers && i < simile_pool__size(t.pool); i++) {
        add_report(report, &t.workers[i].report);
    }
    add_piece_counts(&t);
    dispose(&t);
    return status;
}
