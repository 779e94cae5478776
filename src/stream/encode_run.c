/* A pass: windows are read, embedded and turned into bytes by one worker each, and drained in order, all beside one
 * another. */
#include "encode_run.h"
#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "pipeline.h"
#include <stdio.h>
#include <string.h>

/* A window is several micro-batches of ordinary text, so that few are cut short, and well under a second of work, so
 * that threads end together, an interrupt is heeded and the output follows the input closely. */
static const simile_window_limits limits = {256, (size_t)32 << 10};

/* Towards the end of the input windows become smaller, down to a micro-batch or so: the last ones end together. */
#define LEAST_BYTES ((size_t)4 << 10)
#define SHARES      2 /* windows of a thread that the bytes which are left would make */

/* What is printed of a longer row is given back after it. */
#define KEPT_BYTES ((size_t)16 << 20)

typedef struct encode_slot {
    simile_window window;
    simile_fit fits[SIMILE_WINDOW_ROWS];
    simile_printed printed;
    simile_encode_counts counts; /* of the window */
    uint64_t first_row;
    uint64_t offset; /* in the input, behind the window */
} encode_slot;

/* What a thread keeps from window to window. */
typedef struct encode_worker {
    float *vectors; /* [window rows, width] */
    size_t vectors_capacity;
    simile_token_rows tokens;
    simile_ranges ranges; /* of a pass that measures */
} encode_worker;

typedef struct encode_pass {
    simile_encode_run *run;
    simile_rows *rows;
    bool is_measuring;
    uint64_t n_rows; /* read */
    uint64_t first_offset, total;
    double start;           /* seconds on the clock */
    encode_slot *slots;     /* [n_slots] */
    encode_worker *workers; /* [pool size] */
    size_t n_slots, n_workers;
} encode_pass;

/* Of an input whose size is known, a thread's share of what is left. */
static simile_window_limits limits_here(const encode_pass *pass)
{
    simile_window_limits here = limits;
    if (pass->total > 0) {
        const uint64_t offset = simile_rows__offset(pass->rows);
        const uint64_t left = offset < pass->total ? pass->total - offset : 0; /* a file may have grown */
        const uint64_t share = left / (SHARES * pass->n_workers);
        here.bytes = share < LEAST_BYTES ? LEAST_BYTES : share < limits.bytes ? (size_t)share : limits.bytes;
    }
    return here;
}

static simile_status fill(void *context, size_t slot_index, bool *more)
{
    encode_pass *pass = context;
    encode_slot *slot = &pass->slots[slot_index];
    const simile_window_limits here = limits_here(pass);
    simile_status status = simile_window__fill(&slot->window, pass->rows, &here);
    slot->first_row = pass->n_rows;
    slot->offset = pass->total > 0 ? simile_rows__offset(pass->rows) : 0;
    pass->n_rows += slot->window.n;
    *more = slot->window.n > 0;
    return status;
}

static simile_status check_truncated(const encode_pass *pass, const encode_slot *slot)
{
    for (size_t i = 0; i < slot->window.n && pass->run->request->truncate == SIMILE_TRUNCATE_ERROR; i++) {
        const simile_row_place *place = &slot->window.places[i];
        if (slot->fits[i] == SIMILE_FIT_TRUNCATED) {
            return simile_status__fail(SIMILE_ERROR_DATA,
                                       "%s:%llu: the row is longer than the limit of tokens; shorten it, raise "
                                       "--max-tokens, or have it cut (--truncate cut) or taken in windows (--long "
                                       "windows)",
                                       place->path, (unsigned long long)place->line);
        }
    }
    return SIMILE_OK;
}

/* The worker's vectors of the window, or its tokens. */
static simile_status embed(encode_pass *pass, encode_slot *slot, size_t worker_index)
{
    encode_worker *worker = &pass->workers[worker_index];
    const simile_window *window = &slot->window;
    simile_session *session = pass->run->session;
    if (pass->run->vectors.form.is_tokens) {
        return simile_session__embed_tokens(&worker->tokens, session, worker_index, window->texts, window->n,
                                            slot->fits);
    }
    simile_status status = simile_memory__grow(&worker->vectors, &worker->vectors_capacity,
                                               window->n * pass->run->vectors.form.width, sizeof *worker->vectors);
    return status == SIMILE_OK
               ? simile_session__embed(session, worker_index, window->texts, window->n, worker->vectors, slot->fits)
               : status;
}

static simile_encode_counts difference(const simile_encode_counts *after, const simile_encode_counts *before)
{
    return (simile_encode_counts){.n_tokens = after->n_tokens - before->n_tokens,
                                  .n_truncated = after->n_truncated - before->n_truncated,
                                  .n_empty = after->n_empty - before->n_empty,
                                  .n_invalid = after->n_invalid - before->n_invalid};
}

static simile_status work(void *context, size_t slot_index, size_t worker_index)
{
    encode_pass *pass = context;
    encode_slot *slot = &pass->slots[slot_index];
    encode_worker *worker = &pass->workers[worker_index];
    const simile_vectors *vectors = &pass->run->vectors;
    const bool is_tokens = vectors->form.is_tokens;
    const simile_encode_counts before = *simile_session__counts(pass->run->session, worker_index);
    simile_status status = embed(pass, slot, worker_index);
    slot->counts = difference(simile_session__counts(pass->run->session, worker_index), &before);
    if (status == SIMILE_OK) {
        status = check_truncated(pass, slot);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    if (pass->is_measuring) {
        simile_ranges__add(&worker->ranges, is_tokens ? worker->tokens.vectors : worker->vectors,
                           is_tokens ? worker->tokens.n_tokens : slot->window.n);
        return SIMILE_OK;
    }
    return is_tokens
               ? simile_vectors__print_tokens(&slot->printed, vectors, &slot->window, slot->first_row, &worker->tokens)
               : simile_vectors__print(&slot->printed, vectors, &slot->window, slot->first_row, worker->vectors);
}

static void note_place(char place[SIMILE_PLACE_SIZE], const simile_row_place *row)
{
    snprintf(place, SIMILE_PLACE_SIZE, "%s:%llu", row->path, (unsigned long long)row->line);
}

/* Adds a window that is written to the report. */
static void add_to_report(simile_encode_report *report, const encode_slot *slot, simile_encode_truncate truncate)
{
    report->n_tokens += slot->counts.n_tokens;
    report->n_truncated += slot->counts.n_truncated;
    report->n_empty += slot->counts.n_empty;
    report->n_invalid += slot->counts.n_invalid;
    for (size_t i = 0; i < slot->window.n; i++) {
        report->n_windows += slot->fits[i] == SIMILE_FIT_WINDOWS;
        if (slot->fits[i] != SIMILE_FIT_TRUNCATED) {
            continue;
        }
        if (truncate != SIMILE_TRUNCATE_CUT && !report->truncated_place[0]) {
            note_place(report->truncated_place, &slot->window.places[i]);
        }
        if (slot->window.texts[i].size > report->longest_size) {
            report->longest_size = slot->window.texts[i].size;
            note_place(report->longest_place, &slot->window.places[i]);
        }
    }
}

/* From the bytes that were read so far. */
static double seconds_left(const encode_pass *pass, uint64_t offset)
{
    if (pass->total == 0 || offset <= pass->first_offset || offset > pass->total) {
        return -1;
    }
    return (simile_clock__seconds() - pass->start) * (double)(pass->total - offset) /
           (double)(offset - pass->first_offset);
}

static simile_status tell(encode_pass *pass, uint64_t offset)
{
    simile_encode_run *run = pass->run;
    run->report.n_rows = run->vectors.n_rows;
    run->report.seconds = simile_clock__seconds() - run->start;
    run->report.seconds_left = seconds_left(pass, offset);
    return run->request->progress ? run->request->progress(run->request->context, &run->report) : SIMILE_OK;
}

static simile_status drain(void *context, size_t slot_index)
{
    encode_pass *pass = context;
    encode_slot *slot = &pass->slots[slot_index];
    simile_encode_run *run = pass->run;
    simile_status status = SIMILE_OK;
    if (pass->is_measuring) {
        run->report.n_calibrated += slot->window.n;
    } else {
        status = simile_vectors__append(&run->vectors, &slot->printed);
        if (status == SIMILE_OK) {
            add_to_report(&run->report, slot, run->request->truncate);
        }
    }
    simile_window__trim(&slot->window, &limits);
    if (slot->printed.bytes[SIMILE_VECTORS_MAIN].capacity > KEPT_BYTES) {
        simile_printed__dispose(&slot->printed);
    }
    return status == SIMILE_OK ? tell(pass, slot->offset) : status;
}

static simile_status prepare(encode_pass *pass)
{
    const size_t width = pass->run->vectors.form.width;
    simile_status status = SIMILE_OK;
    pass->start = simile_clock__seconds();
    pass->total = simile_rows__total(pass->rows);
    pass->first_offset = pass->total > 0 ? simile_rows__offset(pass->rows) : 0;
    pass->n_workers = simile_pool__size(simile_session__pool(pass->run->session));
    pass->n_slots = pass->n_workers + 2;
    pass->slots = simile_memory__alloc(pass->n_slots, sizeof *pass->slots);
    pass->workers = simile_memory__alloc(pass->n_workers, sizeof *pass->workers);
    if (!pass->slots || !pass->workers) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < pass->n_workers && pass->is_measuring && status == SIMILE_OK; i++) {
        status = simile_ranges__make(&pass->workers[i].ranges, width);
    }
    return status;
}

static void dispose(encode_pass *pass)
{
    for (size_t i = 0; i < pass->n_slots && pass->slots; i++) {
        simile_window__dispose(&pass->slots[i].window);
        simile_printed__dispose(&pass->slots[i].printed);
    }
    for (size_t i = 0; i < pass->n_workers && pass->workers; i++) {
        simile_memory__free(pass->workers[i].vectors);
        simile_token_rows__dispose(&pass->workers[i].tokens);
        simile_ranges__dispose(&pass->workers[i].ranges);
    }
    simile_memory__free(pass->slots);
    simile_memory__free(pass->workers);
}

static simile_status run_pass(encode_pass *pass)
{
    simile_status status = prepare(pass);
    const simile_pipeline pipeline = {fill, work, drain, pass, pass->n_slots};
    if (status == SIMILE_OK) {
        status = simile_pipeline__run(simile_session__pool(pass->run->session), &pipeline);
    }
    for (size_t i = 0; i < pass->n_workers && pass->is_measuring && status == SIMILE_OK; i++) {
        simile_ranges__merge(&pass->run->vectors.form.ranges, &pass->workers[i].ranges);
    }
    /* An interrupt may end the input, too: what is cut short must not look whole. */
    return status == SIMILE_OK ? tell(pass, 0) : status;
}

simile_status simile_encode_run__calibrate(simile_encode_run *run, simile_rows *rows)
{
    encode_pass pass = {.run = run, .rows = rows, .is_measuring = true};
    run->report.is_calibrating = true;
    simile_status status = run_pass(&pass);
    run->report.is_calibrating = false;
    dispose(&pass);
    return status;
}

simile_status simile_encode_run__write(simile_encode_run *run)
{
    encode_pass pass = {.run = run, .rows = &run->rows, .n_rows = run->vectors.n_rows};
    simile_status status = run_pass(&pass);
    dispose(&pass);
    return status;
}
