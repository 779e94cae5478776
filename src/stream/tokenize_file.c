/* Files to tokens: the rows of a window are dealt to threads in chunks; what a chunk prints is written in order. */
#include "buffer.h"
#include "file.h"
#include "memory.h"
#include "rows.h"
#include "simile/tokenize.h"
#include "threads.h"
#include "window.h"
#include <string.h>

#define CHUNK_ROWS 64
#define N_CHUNKS   (SIMILE_WINDOW_ROWS / CHUNK_ROWS)

/* What a thread keeps from chunk to chunk. */
typedef struct tokenize_worker {
    simile_tokens tokens;
    simile_tokenize_report report;
} tokenize_worker;

typedef struct tokenizing {
    const simile_tokenize_request *request;
    simile_rows rows;
    simile_window *window;
    simile_pool *pool;
    tokenize_worker *workers;        /* [pool size] */
    simile_buffer printed[N_CHUNKS]; /* lines of each chunk */
    simile_writer *writer;
} tokenizing;

static uint64_t count_words(const simile_text *text)
{
    uint64_t n = 0;
    bool in_word = false;
    for (size_t i = 0; i < text->size; i++) {
        const bool is_space = memchr(" \t\r\n\v\f", text->bytes[i], 6) != NULL;
        n += !is_space && !in_word;
        in_word = !is_space;
    }
    return n;
}

static simile_status print_id(simile_buffer *line, int32_t id)
{
    char digits[12];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + id % 10);
        id /= 10;
    } while (id > 0);
    return simile_buffer__append(line, digits + n, sizeof digits - n);
}

static simile_status print_tokens(simile_buffer *lines, const simile_tokens *tokens,
                                  const simile_tokenize_request *request)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < tokens->n && status == SIMILE_OK; i++) {
        if (i > 0) {
            status = simile_buffer__append(lines, " ", 1);
        }
        if (status == SIMILE_OK) {
            status =
                request->style == SIMILE_TOKENIZE_IDS
                    ? print_id(lines, tokens->ids[i])
                    : simile_buffer__append_text(lines, simile_tokenizer_piece(request->tokenizer, tokens->ids[i]));
        }
    }
    return status == SIMILE_OK ? simile_buffer__append(lines, "\n", 1) : status;
}

static simile_status tokenize_chunk(void *context, size_t task, size_t worker_index)
{
    tokenizing *t = context;
    tokenize_worker *worker = &t->workers[worker_index];
    const simile_tokenize_request *request = t->request;
    const size_t start = task * CHUNK_ROWS;
    const size_t end = t->window->n - start < CHUNK_ROWS ? t->window->n : start + CHUNK_ROWS;
    simile_status status = SIMILE_OK;
    simile_buffer__clear(&t->printed[task]);
    for (size_t i = start; i < end && status == SIMILE_OK; i++) {
        const simile_text *text = &t->window->texts[i];
        status = simile_tokenizer_encode(&worker->tokens, &worker->report.counts, request->tokenizer, text->bytes,
                                         text->size, &request->options);
        worker->report.n_words += count_words(text);
        worker->report.n_bytes += text->size;
        if (status == SIMILE_OK && request->style != SIMILE_TOKENIZE_COUNTS) {
            status = print_tokens(&t->printed[task], &worker->tokens, request);
        }
    }
    return status;
}

static simile_status write_window(tokenizing *t, size_t n_chunks)
{
    simile_status status = SIMILE_OK;
    for (size_t i = 0; i < n_chunks && status == SIMILE_OK && t->writer; i++) {
        status = simile_writer__write(t->writer, t->printed[i].data, t->printed[i].size);
    }
    return status;
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
    t->window = simile_memory__alloc(1, sizeof *t->window);
    t->workers = simile_memory__alloc(simile_pool__size(t->pool), sizeof *t->workers);
    if (!t->window || !t->workers) {
        return SIMILE_ERROR_MEMORY;
    }
    return request->style == SIMILE_TOKENIZE_COUNTS
               ? SIMILE_OK
               : simile_writer__open(&t->writer, request->out ? request->out : "-");
}

static simile_status run(tokenizing *t)
{
    simile_status status = open_all(t);
    while (status == SIMILE_OK) {
        status = simile_window__fill(t->window, &t->rows);
        if (status != SIMILE_OK || t->window->n == 0) {
            break;
        }
        const size_t n_chunks = (t->window->n + CHUNK_ROWS - 1) / CHUNK_ROWS;
        status = simile_pool__run(t->pool, n_chunks, tokenize_chunk, t);
        if (status == SIMILE_OK) {
            status = write_window(t, n_chunks);
        }
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
    sum->n_words += part->n_words;
    sum->n_bytes += part->n_bytes;
}

static void dispose(tokenizing *t)
{
    for (size_t i = 0; t->workers && i < simile_pool__size(t->pool); i++) {
        simile_tokens_dispose(&t->workers[i].tokens);
    }
    for (size_t i = 0; i < N_CHUNKS; i++) {
        simile_buffer__dispose(&t->printed[i]);
    }
    if (t->window) {
        simile_window__dispose(t->window);
    }
    simile_memory__free(t->window);
    simile_memory__free(t->workers);
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
    dispose(&t);
    return status;
}
