/* The order of things: what cannot be divided is refused, the ranks make sure that they do the same, the lines are
 * counted and shared, then every rank goes through its own as one process would go through all. Between these steps the
 * ranks agree, so that a failure of one is told by all and nobody waits for it. */
#include "encode_ranks.h"
#include "clock.h"
#include "fail.h"
#include "hash.h"
#include "memory.h"
#include "pulse.h"
#include "ranked_part.h"
#include "share.h"
#include <string.h>

typedef struct ranked_run {
    simile_encode_run *run;
    simile_ranks *ranks;
    simile_encode_request request; /* this rank's: its threads, and its progress goes to the pulse */
    simile_share_file *files;      /* [n_paths] */
    simile_share share;
    simile_pulse *pulse;
    simile_ranked_part part;
} ranked_run;

static simile_status check_request(const simile_encode_request *request, simile_encode_format format)
{
    const struct {
        bool is_wrong;
        const char *message;
    } rules[] = {
        {format != SIMILE_ENCODE_NPY && format != SIMILE_ENCODE_RAW,
         "ranks write rows at places that are known from the start, which only npy and raw have; choose one of them, "
         "or "
         "encode without mpirun"},
        {request->tokens, "the vectors of tokens have no places that are known from the start, so ranks cannot share "
                          "the work; encode without mpirun"},
        {request->id, "ids are lines without places that are known from the start, so ranks cannot share the work; "
                      "encode without mpirun"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].is_wrong) {
            return simile_status__fail(SIMILE_ERROR_CONFIG, "%s", rules[i].message);
        }
    }
    return SIMILE_OK;
}

/* The files as they are divided: where the rows begin, and which lines are rows. */
static simile_status describe_files(ranked_run *r)
{
    const simile_rows *rows = &r->run->rows;
    simile_status status = SIMILE_OK;
    r->files = simile_memory__alloc(rows->n_paths, sizeof *r->files);
    if (!r->files) {
        return SIMILE_ERROR_MEMORY;
    }
    for (size_t i = 0; i < rows->n_paths; i++) {
        r->files[i].path = rows->paths[i];
    }
    status = simile_share__measure(r->files, rows->n_paths);
    for (size_t i = 0; i < rows->n_paths && status == SIMILE_OK; i++) {
        const simile_rows_kind kind = simile_rows__kind(rows, i);
        if (kind == SIMILE_ROWS_CSV) {
            return simile_status__fail(
                SIMILE_ERROR_CONFIG,
                "%s: a line break between quotes ends no row of CSV, so that rows cannot be "
                "found from the middle and ranks cannot share them; give TSV or JSONL, or encode "
                "without mpirun",
                rows->paths[i]);
        }
        r->files[i].skips_blank = kind == SIMILE_ROWS_JSONL;
        status = simile_rows__find_start(&r->files[i].start, &r->files[i].n_lines_before, rows, i);
    }
    return status;
}

/* What all ranks must have alike. Resumed or not, it is the same task. */
typedef struct sameness {
    uint64_t task, vectors, resume;
} sameness;

static uint64_t add_text(uint64_t hash, const char *text)
{
    return text ? simile_hash__bytes(text, strlen(text), hash + 1) : hash;
}

static uint64_t hash_task(const ranked_run *r)
{
    const simile_encode_request *request = &r->request;
    const simile_vector_form *form = &r->run->vectors.form;
    const uint64_t numbers[] = {form->format,
                                form->dtype,
                                form->width,
                                request->session.max_tokens,
                                request->session.special_as_text,
                                request->session.in_windows,
                                request->truncate,
                                request->n_paths};
    uint64_t hash = simile_hash__bytes(numbers, sizeof numbers, 0);
    for (size_t i = 0; i < request->n_paths; i++) {
        hash = simile_hash__bytes(&r->files[i].size, sizeof r->files[i].size, hash);
        hash = add_text(hash, request->paths[i]);
    }
    return add_text(add_text(add_text(hash, request->column), request->calibrate), request->out);
}

/* A sentence's vector shows whether the model and the arithmetic are the same. */
static simile_status hash_vectors(uint64_t *hash, const ranked_run *r)
{
    static const char sentence[] = "The ranks of a run write the bytes of one process.";
    const simile_text text = {sentence, sizeof sentence - 1};
    const size_t width = simile_model_dimension(r->request.model);
    float *vector = simile_memory__alloc(width, sizeof *vector);
    simile_status status = vector ? simile_session_embed(r->run->session, &text, 1, vector) : SIMILE_ERROR_MEMORY;
    if (status == SIMILE_OK) {
        *hash = simile_hash__bytes(vector, width * sizeof *vector, 0);
    }
    simile_memory__free(vector);
    return status;
}

static simile_status compare(const sameness *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (all[i].task != all[0].task || all[i].resume != all[0].resume) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "rank %zu was given other options than rank 0, or finds other files under their "
                                       "names; give all ranks the same command and one file system",
                                       i);
        }
        if (all[i].vectors != all[0].vectors) {
            return simile_status__fail(SIMILE_ERROR_CONFIG,
                                       "rank %zu computes other vectors than rank 0: its model folder is another one, "
                                       "or its processor has another kernel set (SIMILE_CPU sets one for all)",
                                       i);
        }
    }
    return SIMILE_OK;
}

/* Makes sure that the ranks are at the same task; what they have alike becomes the part's mark. */
static simile_status check_sameness(ranked_run *r)
{
    sameness own = {.task = hash_task(r), .resume = r->request.resume};
    sameness *all = simile_memory__alloc(simile_ranks_size(r->ranks), sizeof *all);
    simile_status status = all ? hash_vectors(&own.vectors, r) : SIMILE_ERROR_MEMORY;
    status = simile_ranks_agree(r->ranks, status);
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(r->ranks, all, &own, sizeof own);
    }
    if (status == SIMILE_OK) {
        status = compare(all, simile_ranks_size(r->ranks));
    }
    const uint64_t mark[] = {own.task, own.vectors};
    r->part.fingerprint = simile_hash__bytes(mark, sizeof mark, 0);
    simile_memory__free(all);
    return status;
}

/* All that can be known before the lines are counted. */
static simile_status prepare(ranked_run *r)
{
    size_t n_threads;
    simile_status status = simile_ranks__threads(r->ranks, &n_threads);
    if (status != SIMILE_OK) {
        return status;
    }
    if (r->request.session.n_threads == 0) {
        r->request.session.n_threads = n_threads;
    }
    status = simile_encode_run__settle(r->run);
    if (status == SIMILE_OK) {
        r->run->vectors.form.ranges_are_given = false; /* the output is a file, which they always stand beside */
        status = check_request(&r->request, r->run->vectors.form.format);
    }
    if (status == SIMILE_OK) {
        status = describe_files(r);
    }
    status = simile_ranks_agree(r->ranks, status);
    return status == SIMILE_OK ? check_sameness(r) : status;
}

/* The report's estimate counts to the end of the files; that of a rank to the end of its share. */
static simile_status beat(void *context, const simile_encode_report *so_far)
{
    ranked_run *r = context;
    simile_encode_report report = *so_far;
    const uint64_t n_new = so_far->is_calibrating ? so_far->n_calibrated : so_far->n_rows - so_far->n_resumed;
    const uint64_t n_all = so_far->is_calibrating ? r->share.n_rows : r->share.n_rows - so_far->n_resumed;
    report.seconds_left = n_new > 0 && n_new <= n_all ? so_far->seconds * (double)(n_all - n_new) / (double)n_new : -1;
    if (!so_far->is_calibrating) {
        const simile_status status = simile_ranked_part__note(&r->part, &r->run->vectors.files[SIMILE_VECTORS_MAIN]);
        if (status != SIMILE_OK) {
            return status;
        }
    }
    return simile_pulse__beat(r->pulse, &report);
}

/* A failure names the rows it happened among. */
static simile_status name_rows(const ranked_run *r, simile_status status)
{
    if (status != SIMILE_OK && status != SIMILE_ERROR_INTERRUPTED) {
        simile_status__add_context(status, "rows %llu to %llu", (unsigned long long)r->share.first_row + 1,
                                   (unsigned long long)(r->share.first_row + r->share.n_rows));
    }
    return status;
}

/* Goes to the first row of the share, of which n_done rows are passed over. */
static simile_status go_to_share(simile_rows *rows, const ranked_run *r, uint64_t n_done)
{
    simile_status status = simile_rows__go_to(rows, r->share.file, r->share.offset, r->share.line, r->share.n_rows);
    bool more = true;
    for (uint64_t i = 0; i < n_done && more && status == SIMILE_OK; i++) {
        simile_row row;
        status = simile_rows__next(&more, &row, rows);
    }
    return status;
}

/* The ranges of this rank's share become those of all. */
static simile_status merge_ranges(ranked_run *r)
{
    simile_ranges *ranges = &r->run->vectors.form.ranges;
    const size_t n_ranks = simile_ranks_size(r->ranks), n_values = 2 * ranges->width;
    float *all = simile_memory__alloc(n_ranks * n_values, sizeof *all);
    simile_status status = simile_ranks_agree(r->ranks, all ? SIMILE_OK : SIMILE_ERROR_MEMORY);
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(r->ranks, all, ranges->least, n_values * sizeof *all);
    }
    for (size_t i = 0; i < n_ranks && status == SIMILE_OK; i++) {
        float *values = all + i * n_values;
        const simile_ranges other = {ranges->width, values, values + ranges->width};
        simile_ranges__merge(ranges, &other);
    }
    simile_memory__free(all);
    return status;
}

static simile_status calibrate_share(ranked_run *r)
{
    simile_rows rows = r->run->rows;
    simile_status status = go_to_share(&rows, r, 0);
    if (status == SIMILE_OK) {
        status = simile_encode_run__calibrate(r->run, &rows);
    }
    simile_rows__dispose(&rows);
    return name_rows(r, status);
}

/* Ranges from a file, which every rank reads for itself, or from a first pass in which each goes through its share. */
static simile_status find_ranges(ranked_run *r)
{
    simile_encode_run *run = r->run;
    const bool is_shared = !r->request.calibrate;
    simile_pulse__begin(r->pulse);
    simile_status status = is_shared ? calibrate_share(r) : simile_encode_run__load_ranges(run);
    status = simile_pulse__end(r->pulse, status, &run->report);
    if (status == SIMILE_OK && is_shared) {
        status = merge_ranges(r);
    }
    if (!is_shared && simile_ranks_rank(r->ranks) != 0) {
        run->report.n_calibrated = 0; /* the same rows as on rank 0 */
    }
    simile_ranges__close(&run->vectors.form.ranges);
    return status;
}

static simile_status write_rows(ranked_run *r)
{
    simile_encode_run *run = r->run;
    simile_pulse__begin(r->pulse);
    run->vectors.n_rows = run->report.n_resumed = r->part.n_done;
    simile_status status = go_to_share(&run->rows, r, r->part.n_done);
    if (status == SIMILE_OK) {
        status = simile_encode_run__write(run);
    }
    return simile_pulse__end(r->pulse, name_rows(r, status), &run->report);
}

static simile_status encode_share(ranked_run *r)
{
    simile_encode_run *run = r->run;
    simile_row_file *file = &run->vectors.files[SIMILE_VECTORS_MAIN];
    simile_status status = simile_share__take(&r->share, r->files, r->request.n_paths, r->ranks);
    if (status == SIMILE_OK && run->vectors.form.dtype == SIMILE_ENCODE_I8) {
        status = find_ranges(r);
    }
    if (status == SIMILE_OK) {
        r->part.form = simile_vectors__row_form(&run->vectors.form);
        status = simile_ranked_part__open(&r->part, file, r->request.resume);
    }
    return status;
}

/* The ranges stand beside the vectors; they are there before these are. */
static simile_status commit(ranked_run *r)
{
    simile_encode_run *run = r->run;
    simile_status status = SIMILE_OK;
    if (run->vectors.form.dtype == SIMILE_ENCODE_I8) {
        if (simile_ranks_rank(r->ranks) == 0) {
            status = simile_vectors__save_ranges(&run->vectors, r->part.target);
        }
        status = simile_ranks_agree(r->ranks, status);
    }
    return status == SIMILE_OK ? simile_ranked_part__commit(&r->part, &run->vectors.files[SIMILE_VECTORS_MAIN])
                               : status;
}

static void add_report(simile_encode_report *sum, const simile_encode_report *one)
{
    sum->n_rows += one->n_rows;
    sum->n_resumed += one->n_resumed;
    sum->n_tokens += one->n_tokens;
    sum->n_truncated += one->n_truncated;
    sum->n_empty += one->n_empty;
    sum->n_invalid += one->n_invalid;
    sum->n_windows += one->n_windows;
    sum->n_calibrated += one->n_calibrated;
    if (one->longest_size > sum->longest_size) {
        sum->longest_size = one->longest_size;
        memcpy(sum->longest_place, one->longest_place, sizeof sum->longest_place);
    }
    if (!sum->truncated_place[0]) {
        memcpy(sum->truncated_place, one->truncated_place, sizeof sum->truncated_place);
    }
}

/* The reports of all ranks, in the order of their rows, become one. */
static simile_status sum_reports(ranked_run *r)
{
    simile_encode_report *report = &r->run->report;
    const size_t n = simile_ranks_size(r->ranks);
    simile_encode_report *all = simile_memory__alloc(n, sizeof *all);
    simile_status status = simile_ranks_agree(r->ranks, all ? SIMILE_OK : SIMILE_ERROR_MEMORY);
    report->n_rows = r->run->vectors.n_rows;
    if (status == SIMILE_OK) {
        status = simile_ranks__gather(r->ranks, all, report, sizeof *report);
    }
    if (status == SIMILE_OK) {
        *report = (simile_encode_report){0};
    }
    for (size_t i = 0; i < n && status == SIMILE_OK; i++) {
        add_report(report, &all[i]);
    }
    simile_memory__free(all);
    return status;
}

static simile_status run_all(ranked_run *r)
{
    simile_status status = simile_pulse__new(&r->pulse, r->ranks, r->request.progress, r->request.context);
    status = simile_ranks_agree(r->ranks, status);
    r->request.progress = beat;
    r->request.context = r;
    if (status == SIMILE_OK) {
        status = encode_share(r);
    }
    if (status == SIMILE_OK) {
        status = write_rows(r);
        const simile_status summed = sum_reports(r);
        status = status == SIMILE_OK ? summed : status;
    }
    if (status == SIMILE_OK) {
        status = commit(r);
    }
    return status == SIMILE_OK ? status : simile_ranked_part__leave(&r->part, status, r->run->report.n_rows > 0);
}

simile_status simile_encode_ranks__run(simile_encode_run *run)
{
    const simile_encode_request *request = run->request;
    ranked_run r = {.run = run,
                    .ranks = request->ranks,
                    .request = *request,
                    .part = {.out = request->out, .ranks = request->ranks}};
    r.part.share = &r.share;
    run->request = &r.request;
    simile_status status = prepare(&r);
    if (status == SIMILE_OK) {
        status = run_all(&r);
    }
    run->request = request;
    simile_pulse__free(r.pulse);
    simile_memory__free(r.files);
    return status;
}
