/* Files to vectors: what was asked for is settled and opened, an earlier run's rows are passed over, the rest goes
 * through a pipeline. */
#include "clock.h"
#include "encode_ranks.h"
#include "encode_run.h"
#include "fail.h"
#include "file.h"
#include "memory.h"
#include <stdio.h>
#include <string.h>

static simile_encode_format settle_format(const simile_encode_request *request)
{
    static const struct {
        const char *ending;
        simile_encode_format format;
    } endings[] = {{".tsv", SIMILE_ENCODE_TSV},
                   {".jsonl", SIMILE_ENCODE_JSONL},
                   {".raw", SIMILE_ENCODE_RAW},
                   {".vec", SIMILE_ENCODE_WORD2VEC}};
    if (request->format != SIMILE_ENCODE_AUTO) {
        return request->format;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (simile_path__ends_with(request->out, endings[i].ending)) {
            return endings[i].format;
        }
    }
    return request->flush && strcmp(request->out, "-") == 0 ? SIMILE_ENCODE_TSV : SIMILE_ENCODE_NPY;
}

/* Options that exclude one another, each with the reason. */
static simile_status check_request(const simile_encode_request *request, simile_encode_format format)
{
    const bool is_word2vec = format == SIMILE_ENCODE_WORD2VEC, is_npy = format == SIMILE_ENCODE_NPY;
    const struct {
        bool is_wrong;
        const char *message;
    } rules[] = {
        {is_word2vec && request->dtype != SIMILE_ENCODE_F32, "word2vec holds f32 alone; use npy, raw, tsv or jsonl"},
        {request->tokens && (is_word2vec || format == SIMILE_ENCODE_TSV),
         "token vectors are written as npy, raw or jsonl, not as tsv or word2vec"},
        {request->tokens && request->session.in_windows,
         "token vectors belong to one pass over the text: windows (--long windows) give none"},
        {request->id && !request->column, "ids stand in a table: name the column of the text, too (--column)"},
        {request->with_text && format != SIMILE_ENCODE_JSONL, "only jsonl can hold the texts beside the vectors"},
        {request->calibrate && request->dtype != SIMILE_ENCODE_I8, "ranges (--calibrate) are for int8 alone"},
        {request->flush && (is_npy || is_word2vec),
         "npy and word2vec are whole only at their end: row by row (--flush) take tsv, jsonl or raw"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].is_wrong) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "%s", rules[i].message);
        }
    }
    return SIMILE_OK;
}

/* Ranges come from a first pass over the input, which must be there a second time. */
static simile_status check_ranges(const simile_encode_request *request)
{
    for (size_t i = 0; i < request->n_paths && request->dtype == SIMILE_ENCODE_I8 && !request->calibrate; i++) {
        uint64_t size;
        if (strcmp(request->paths[i], "-") == 0 || simile_file__size(&size, request->paths[i]) != SIMILE_OK) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "%s: int8 needs the range of each dimension, which takes a first pass over the "
                                       "input, and this can be read only once; give a sample or an earlier run's "
                                       "ranges (--calibrate)",
                                       strcmp(request->paths[i], "-") == 0 ? "standard input" : request->paths[i]);
        }
    }
    return SIMILE_OK;
}

static bool has_given_ranges(const simile_encode_request *request)
{
    return request->calibrate && simile_path__ends_with(request->calibrate, ".npy");
}

simile_status simile_encode_run__settle(simile_encode_run *run)
{
    const simile_encode_request *request = run->request;
    simile_vector_form *form = &run->vectors.form;
    simile_status status = check_request(request, settle_format(request));
    run->stop = (simile_stop){.is_wished = request->is_stopped, .context = request->context};
    run->rows = (simile_rows){.paths = request->paths,
                              .n_paths = request->n_paths,
                              .column = request->column,
                              .id = request->id,
                              .is_live = request->flush,
                              .stop = request->is_stopped ? &run->stop : NULL};
    if (status == SIMILE_OK) {
        status = simile_rows__check(&run->rows);
    }
    if (status == SIMILE_OK) {
        status = check_ranges(request);
    }
    if (status == SIMILE_OK) {
        status = simile_session_new(&run->session, request->model, &request->session);
    }
    if (status != SIMILE_OK) {
        return status;
    }
    *form = (simile_vector_form){.format = settle_format(request),
                                 .dtype = request->dtype,
                                 .width = request->tokens ? simile_session__token_width(run->session)
                                                          : simile_model_dimension(request->model),
                                 .has_ids = request->id != NULL,
                                 .has_text = request->with_text,
                                 .is_tokens = request->tokens,
                                 .ranges_are_given = has_given_ranges(request)};
    return form->dtype == SIMILE_ENCODE_I8 ? simile_ranges__make(&form->ranges, form->width) : SIMILE_OK;
}

static simile_status open_all(simile_encode_run *run)
{
    simile_status status = simile_encode_run__settle(run);
    simile_vector_form form = run->vectors.form;
    return status == SIMILE_OK ? simile_vectors__open(&run->vectors, run->request->out, &form, run->request->resume)
                               : status;
}

static simile_status measure(simile_encode_run *run, simile_rows *rows)
{
    simile_status status = simile_rows__check(rows);
    if (status == SIMILE_OK) {
        status = simile_encode_run__calibrate(run, rows);
    }
    simile_rows__dispose(rows);
    return status;
}

simile_status simile_encode_run__load_ranges(simile_encode_run *run)
{
    const char *from = run->request->calibrate;
    simile_rows rows = {.paths = &from, .n_paths = 1, .column = run->request->column};
    return has_given_ranges(run->request) ? simile_ranges__load(&run->vectors.form.ranges, from) : measure(run, &rows);
}

/* Fills the ranges from where the request says, and writes them. */
static simile_status find_ranges(simile_encode_run *run)
{
    const simile_encode_request *request = run->request;
    simile_rows rows = {.paths = request->paths, .n_paths = request->n_paths, .column = request->column};
    simile_status status = request->calibrate ? simile_encode_run__load_ranges(run) : measure(run, &rows);
    simile_ranges__close(&run->vectors.form.ranges);
    return status == SIMILE_OK ? simile_vectors__write_ranges(&run->vectors) : status;
}

/* Passes over the rows that the output holds already. */
static simile_status skip_resumed(simile_encode_run *run)
{
    simile_status status = SIMILE_OK;
    run->report.n_resumed = run->vectors.n_rows;
    for (uint64_t i = 0; i < run->report.n_resumed && status == SIMILE_OK; i++) {
        bool more;
        simile_row row;
        status = simile_rows__next(&more, &row, &run->rows);
        if (status == SIMILE_OK && !more) {
            status = simile_status__fail(
                SIMILE_ERROR_CONFIG,
                "%s.part: holds %llu rows, the input only %llu: it comes from another input; remove it or encode "
                "without --resume",
                run->request->out, (unsigned long long)run->report.n_resumed, (unsigned long long)i);
        }
    }
    return status;
}

static simile_status run_alone(simile_encode_run *run)
{
    simile_status status = open_all(run);
    if (status == SIMILE_OK && run->vectors.form.dtype == SIMILE_ENCODE_I8 && run->vectors.n_rows == 0) {
        status = find_ranges(run);
    }
    if (status == SIMILE_OK) {
        status = skip_resumed(run);
    }
    if (status == SIMILE_OK) {
        status = simile_encode_run__write(run);
    }
    run->report.n_rows = run->vectors.n_rows;
    return status == SIMILE_OK ? simile_vectors__commit(&run->vectors) : status;
}

simile_status simile_encode_file(simile_encode_report *report, const simile_encode_request *request)
{
    simile_encode_run run = {.request = request, .start = simile_clock__seconds()};
    simile_status status = request->ranks ? simile_encode_ranks__run(&run) : run_alone(&run);
    run.report.seconds = simile_clock__seconds() - run.start;
    if (report) {
        *report = run.report;
    }
    simile_vectors__dispose(&run.vectors);
    simile_rows__dispose(&run.rows);
    simile_session_free(run.session);
    return status;
}
