/* Files to vectors: window after window is read, embedded and written. */
#include "clock.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include "rows.h"
#include "simile/encode.h"
#include "vectors.h"
#include "window.h"
#include <stdio.h>
#include <string.h>

/* One encoding. */
typedef struct encoding {
    const simile_encode_request *request;
    simile_encode_report report;
    simile_rows rows;
    simile_window *window;
    float *values; /* [SIMILE_WINDOW_ROWS, dimension] */
    simile_session *session;
    simile_vectors vectors;
    double start; /* seconds on the clock */
} encoding;

static simile_encode_format settle_format(const simile_encode_request *request)
{
    if (request->format != SIMILE_ENCODE_AUTO) {
        return request->format;
    }
    return simile_path__ends_with(request->out, ".tsv")     ? SIMILE_ENCODE_TSV
           : simile_path__ends_with(request->out, ".jsonl") ? SIMILE_ENCODE_JSONL
           : simile_path__ends_with(request->out, ".raw")   ? SIMILE_ENCODE_RAW
                                                            : SIMILE_ENCODE_NPY;
}

static simile_status open_all(encoding *e)
{
    const simile_encode_request *request = e->request;
    const size_t dimension = simile_model_dimension(request->model);
    size_t n_values;
    e->rows = (simile_rows){.paths = request->paths, .n_paths = request->n_paths, .column = request->column};
    simile_status status = simile_rows__check(&e->rows);
    if (status == SIMILE_OK) {
        status = simile_session_new(&e->session, request->model, &request->session);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    e->window = simile_memory__alloc(1, sizeof *e->window);
    e->values = simile_size__multiply(&n_values, SIMILE_WINDOW_ROWS, dimension)
                    ? simile_memory__alloc(n_values, sizeof *e->values)
                    : NULL;
    if (!e->window || !e->values) {
        return SIMILE_ERROR_MEMORY;
    }
    return simile_vectors__open(&e->vectors, request->out, settle_format(request), dimension, request->resume);
}

/* Passes over the rows that the output holds already. */
static simile_status skip_resumed(encoding *e)
{
    simile_status status = SIMILE_OK;
    e->report.n_resumed = e->vectors.n_rows;
    for (uint64_t i = 0; i < e->report.n_resumed && status == SIMILE_OK; i++) {
        bool more;
        simile_text text;
        status = simile_rows__next(&more, &text, &e->rows);
        if (status == SIMILE_OK && !more) {
            status = simile_status__fail(
                SIMILE_ERROR_CONFIG,
                "%s.part: holds %llu rows, the input only %llu: it comes from another input; remove it or encode "
                "without --resume",
                e->request->out, (unsigned long long)e->report.n_resumed, (unsigned long long)i);
        }
    }
    return status;
}

/* The first truncated row of the window is found by embedding row after row: it is rare, and only once a run. */
static simile_status find_truncated(const simile_row_place **place, encoding *e)
{
    simile_status status = SIMILE_OK;
    *place = NULL;
    for (size_t i = 0; i < e->window->n && status == SIMILE_OK; i++) {
        const uint64_t before = simile_session_counts(e->session).n_truncated;
        status = simile_session_embed(e->session, &e->window->texts[i], 1, e->values + i * e->vectors.dimension);
        if (simile_session_counts(e->session).n_truncated > before) {
            *place = &e->window->places[i];
            return status;
        }
    }
    return status;
}

static simile_status report_truncated(encoding *e)
{
    const simile_row_place *place;
    simile_status status = find_truncated(&place, e);
    if (status != SIMILE_OK || !place) {
        return status;
    }
    if (e->request->truncate == SIMILE_TRUNCATE_ERROR) {
        return simile_status__fail(SIMILE_ERROR_DATA,
                                   "%s:%llu: the row is longer than the limit of tokens; shorten it, raise "
                                   "--max-tokens, or have it cut (--truncate cut)",
                                   place->path, (unsigned long long)place->line);
    }
    snprintf(e->report.truncated_place, sizeof e->report.truncated_place, "%s:%llu", place->path,
             (unsigned long long)place->line);
    return SIMILE_OK;
}

static simile_status embed_window(encoding *e)
{
    const simile_encode_counts before = simile_session_counts(e->session);
    simile_status status = simile_session_embed(e->session, e->window->texts, e->window->n, e->values);
    if (status != SIMILE_OK) {
        return status;
    }
    const simile_encode_counts after = simile_session_counts(e->session);
    e->report.n_tokens += after.n_tokens - before.n_tokens;
    e->report.n_truncated += after.n_truncated - before.n_truncated;
    e->report.n_empty += after.n_empty - before.n_empty;
    e->report.n_invalid += after.n_invalid - before.n_invalid;
    if (after.n_truncated > before.n_truncated && e->request->truncate != SIMILE_TRUNCATE_CUT &&
        !e->report.truncated_place[0]) {
        status = report_truncated(e);
    }
    return status;
}

static simile_status tell(encoding *e)
{
    e->report.n_rows = e->vectors.n_rows;
    e->report.seconds = simile_clock__seconds() - e->start;
    return e->request->progress ? e->request->progress(e->request->context, &e->report) : SIMILE_OK;
}

static simile_status run(encoding *e)
{
    simile_status status = open_all(e);
    if (status == SIMILE_OK) {
        status = skip_resumed(e);
    }
    while (status == SIMILE_OK) {
        status = simile_window__fill(e->window, &e->rows);
        if (status != SIMILE_OK || e->window->n == 0) {
            break;
        }
        status = embed_window(e);
        if (status == SIMILE_OK) {
            status = simile_vectors__append(&e->vectors, e->values, e->window->n);
        }
        if (status == SIMILE_OK) {
            status = tell(e);
        }
    }
    return status == SIMILE_OK ? simile_vectors__commit(&e->vectors) : status;
}

simile_status simile_encode_file(simile_encode_report *report, const simile_encode_request *request)
{
    encoding e = {.request = request, .start = simile_clock__seconds()};
    simile_status status = run(&e);
    e.report.n_rows = e.vectors.n_rows;
    e.report.seconds = simile_clock__seconds() - e.start;
    if (report) {
        *report = e.report;
    }
    if (e.window) {
        simile_window__dispose(e.window);
    }
    simile_memory__free(e.window);
    simile_memory__free(e.values);
    simile_session_free(e.session);
    simile_rows__dispose(&e.rows);
    simile_vectors__dispose(&e.vectors);
    return status;
}
