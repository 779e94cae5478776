/* Encoding files: rows and vectors stay side by side, and the bytes depend on nothing but model and text. */
#include "expect.h"
#include "memory.h"
#include "npy.h"
#include "scratch.h"
#include "simile/encode.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_ROWS 6
static const char text[] = "the cat\r\n\n\xFF\xFE bad\na\tb\n   \nno newline";

static simile_model *model;

/* A path that stays, as the scratch folder's own do not. */
static const char *keep(const char *path)
{
    static char paths[16][256];
    static size_t next;
    char *kept = paths[next++ % 16];
    snprintf(kept, sizeof paths[0], "%s", path);
    return kept;
}

static simile_encode_request request_for(const char **path, const char *out)
{
    if (!model) {
        expect_ok(simile_model_open(&model, "tests/golden/bert"));
    }
    *path = keep(*path);
    return (simile_encode_request){.model = model, .paths = path, .n_paths = 1, .out = keep(out)};
}

static void expect_same_files(const char *a, const char *b)
{
    size_t size_a, size_b;
    char *bytes_a = scratch_read(a, &size_a), *bytes_b = scratch_read(b, &size_b);
    ck_assert_uint_eq(size_a, size_b);
    ck_assert_mem_eq(bytes_a, bytes_b, size_a);
    free(bytes_a);
    free(bytes_b);
}

/* Enough rows for several windows. */
static const char *write_many(void)
{
    char *many = malloc(9000 * 32);
    size_t size = 0;
    ck_assert_ptr_nonnull(many);
    for (int i = 0; i < 9000; i++) {
        size += (size_t)snprintf(many + size, 32, i % 7 == 0 ? "\n" : "row %d of the cat\n", i);
    }
    const char *path = scratch_write("many.txt", many, size);
    free(many);
    return path;
}

START_TEST(encode_file__gives_every_row_a_vector)
{
    const char *path = scratch_write("in.txt", text, sizeof text - 1);
    simile_encode_request request = request_for(&path, scratch_path("out.tsv"));
    simile_encode_report report;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_rows, N_ROWS);
    ck_assert_uint_eq(report.n_empty, 2);
    ck_assert_uint_eq(report.n_invalid, 1);
    char *written = scratch_read(request.out, NULL);
    size_t n_lines = 0;
    for (const char *p = written; (p = strchr(p, '\n')); p++) {
        n_lines++;
    }
    ck_assert_uint_eq(n_lines, N_ROWS);
    free(written);
}
END_TEST

START_TEST(encode_file__does_not_depend_on_threads)
{
    static const size_t n_threads[] = {2, 3, 8, 1};
    const char *path = write_many();
    simile_encode_request request = request_for(&path, scratch_path("one.npy"));
    request.session.n_threads = 1;
    expect_ok(simile_encode_file(NULL, &request));
    for (size_t i = 0; i < sizeof n_threads / sizeof *n_threads; i++) {
        request.out = keep(scratch_path("more.npy"));
        request.session.n_threads = n_threads[i];
        expect_ok(simile_encode_file(NULL, &request));
        expect_same_files(scratch_path("one.npy"), scratch_path("more.npy"));
    }
}
END_TEST

START_TEST(encode_file__gives_a_row_the_same_bits_at_any_place)
{
    static const int rows[] = {1, 254, 255, 256, 257, 511, 8999};
    const char *path = write_many();
    simile_encode_request request = request_for(&path, scratch_path("many.raw"));
    size_t size, row_size = simile_model_dimension(model) * sizeof(float);
    expect_ok(simile_encode_file(NULL, &request));
    char *many = scratch_read(request.out, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[32];
        snprintf(line, sizeof line, rows[i] % 7 == 0 ? "\n" : "row %d of the cat\n", rows[i]);
        path = keep(scratch_write_text("alone.txt", line));
        request.out = keep(scratch_path("alone.raw"));
        expect_ok(simile_encode_file(NULL, &request));
        char *alone = scratch_read(request.out, &size);
        ck_assert_uint_eq(size, row_size);
        ck_assert_mem_eq(alone, many + (size_t)rows[i] * row_size, row_size);
        free(alone);
    }
    free(many);
}
END_TEST

static simile_status stop(void *context, const simile_encode_report *so_far)
{
    (void)context;
    return so_far->is_calibrating ? SIMILE_OK : SIMILE_ERROR_INTERRUPTED;
}

/* What is resumed: a form of the output and the files beside it. */
static struct resumed_form {
    const char *ending;
    simile_encode_dtype dtype;
    bool has_ids, tokens;
    const char *beside[2];
} forms[] = {
    {"npy", SIMILE_ENCODE_F32, false, false, {NULL, NULL}},
    {"tsv", SIMILE_ENCODE_F32, true, false, {NULL, NULL}},
    {"jsonl", SIMILE_ENCODE_F16, true, false, {NULL, NULL}},
    {"raw", SIMILE_ENCODE_F16, true, false, {".ids.txt", NULL}},
    {"vec", SIMILE_ENCODE_F32, false, false, {NULL, NULL}},
    {"npy", SIMILE_ENCODE_I8, false, false, {".ranges.npy", NULL}},
    {"tsv", SIMILE_ENCODE_I8, false, false, {".ranges.npy", NULL}},
    {"npy", SIMILE_ENCODE_BINARY, true, false, {".ids.txt", NULL}},
    {"npy", SIMILE_ENCODE_F32, false, true, {".rows.npy", ".tokens.npy"}},
    {"jsonl", SIMILE_ENCODE_F32, false, true, {NULL, NULL}},
};

static const char *named(const char *stem, const struct resumed_form *form, const char *ending)
{
    char name[64];
    /* All forms share the folder. */
    snprintf(name, sizeof name, "%s%d.%s%s", stem, (int)(form - forms), form->ending, ending);
    return scratch_path(name);
}

/* Enough rows for several windows, with a column of ids. */
static const char *write_table(void)
{
    char *rows = malloc(2000 * 40);
    size_t size = 0;
    ck_assert_ptr_nonnull(rows);
    for (int i = 0; i < 2000; i++) {
        size += (size_t)snprintf(rows + size, 40, "id-%d\trow %d of the cat\n", i, i);
    }
    const char *path = scratch_write("table.tsv", rows, size);
    free(rows);
    return path;
}

START_TEST(encode_file__resumes_to_the_same_bytes)
{
    const struct resumed_form *form = &forms[_i];
    const char *path = write_table();
    simile_encode_report report;
    simile_encode_request request = request_for(&path, named("a", form, ""));
    request.column = "2";
    request.id = form->has_ids ? "1" : NULL;
    request.dtype = form->dtype;
    request.tokens = form->tokens;
    request.session.n_threads = 2; /* the first window depends on them */
    expect_ok(simile_encode_file(NULL, &request));
    request.out = keep(named("b", form, ""));
    request.progress = stop;
    ck_assert_int_eq(simile_encode_file(NULL, &request), SIMILE_ERROR_INTERRUPTED);
    ck_assert(!scratch_exists(request.out));
    /* A torn row at the end, as after a lost machine. */
    size_t size;
    free(scratch_read(named("b", form, ".part"), &size));
    scratch_truncate(named("b", form, ".part"), size - 1);
    request.resume = true;
    request.progress = NULL;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_resumed, 255);
    ck_assert_uint_eq(report.n_rows, 2000);
    expect_same_files(named("a", form, ""), named("b", form, ""));
    for (size_t i = 0; i < 2 && form->beside[i]; i++) {
        expect_same_files(named("a", form, form->beside[i]), named("b", form, form->beside[i]));
    }
}
END_TEST

START_TEST(encode_file__goes_on_behind_a_link)
{
    const char *path = write_table();
    simile_encode_request request = request_for(&path, scratch_path("link.tsv"));
    request.session.n_threads = 2; /* the first window depends on them */
    ck_assert_int_eq(symlink("target.tsv", scratch_path("link.tsv")), 0);
    request.progress = stop;
    ck_assert_int_eq(simile_encode_file(NULL, &request), SIMILE_ERROR_INTERRUPTED);
    ck_assert(scratch_exists(scratch_path("target.tsv.part")));
    request.progress = NULL;
    request.resume = true;
    simile_encode_report report;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_resumed, 256);
    ck_assert(scratch_exists(scratch_path("target.tsv")));
    struct stat about;
    ck_assert(lstat(scratch_path("link.tsv"), &about) == 0 && S_ISLNK(about.st_mode));
}
END_TEST

/* The rows would fit into one window, which one thread would work on alone. */
START_TEST(encode_file__shares_a_short_file_among_the_threads)
{
    enum { N = 200 };
    char rows[N * 40];
    size_t size = 0;
    for (int i = 0; i < N; i++) {
        size += (size_t)snprintf(rows + size, 40, "row %d of the cat that is on the mat\n", i);
    }
    const char *path = scratch_write("short.txt", rows, size);
    simile_encode_request request = request_for(&path, scratch_path("short.npy"));
    simile_encode_report report;
    request.session.n_threads = 2;
    request.progress = stop;
    ck_assert_int_eq(simile_encode_file(NULL, &request), SIMILE_ERROR_INTERRUPTED);
    request.progress = NULL;
    request.resume = true;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_ge(report.n_resumed, N / 2);
    ck_assert_uint_lt(report.n_resumed, N);
    ck_assert_uint_eq(report.n_rows, N);
}
END_TEST

START_TEST(encode_file__stores_each_dtype)
{
    const char *path = scratch_write("in.txt", text, sizeof text - 1);
    simile_encode_request request = request_for(&path, scratch_path("f32.npy"));
    const size_t width = simile_model_dimension(model);
    float *exact, *rounded;
    size_t n_rows, n_columns, size;
    expect_ok(simile_encode_file(NULL, &request));
    expect_ok(simile_npy__load(&exact, &n_rows, &n_columns, request.out));
    request.out = keep(scratch_path("f16.npy"));
    request.dtype = SIMILE_ENCODE_F16;
    expect_ok(simile_encode_file(NULL, &request));
    expect_ok(simile_npy__load(&rounded, &n_rows, &n_columns, request.out));
    for (size_t i = 0; i < N_ROWS * width; i++) {
        /* half a step of the 11 bits of a half */
        ck_assert_float_le(fabsf(rounded[i] - exact[i]), fabsf(exact[i]) * 0x1p-11F + 0x1p-25F);
    }
    request.out = keep(scratch_path("bits.raw"));
    request.dtype = SIMILE_ENCODE_BINARY;
    expect_ok(simile_encode_file(NULL, &request));
    char *bits = scratch_read(request.out, &size);
    ck_assert_uint_eq(size, N_ROWS * width / 8);
    for (size_t i = 0; i < N_ROWS * width; i++) {
        ck_assert_int_eq((unsigned char)bits[i / 8] >> (7 - i % 8) & 1, exact[i] > 0);
    }
    free(bits);
    simile_memory__free(exact);
    simile_memory__free(rounded);
}
END_TEST

START_TEST(encode_file__takes_ranges_from_a_sample_or_a_file)
{
    const char *path = scratch_write("in.txt", text, sizeof text - 1);
    simile_encode_report report;
    simile_encode_request request = request_for(&path, scratch_path("own.npy"));
    request.dtype = SIMILE_ENCODE_I8;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_calibrated, N_ROWS);
    request.out = keep(scratch_path("sample.npy"));
    request.calibrate = path;
    expect_ok(simile_encode_file(NULL, &request));
    expect_same_files(scratch_path("own.npy"), scratch_path("sample.npy"));
    request.out = keep(scratch_path("given.npy"));
    request.calibrate = keep(scratch_path("own.npy.ranges.npy"));
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_calibrated, 0);
    expect_same_files(scratch_path("own.npy"), scratch_path("given.npy"));
    expect_same_files(scratch_path("own.npy.ranges.npy"), scratch_path("given.npy.ranges.npy"));
}
END_TEST

START_TEST(encode_file__refuses_what_excludes_one_another)
{
    static const char *const standard_input = "-";
    const char *path = scratch_write_text("in.txt", "the\n");
    const simile_encode_request plain = request_for(&path, scratch_path("x.npy"));
    simile_encode_request requests[9];
    for (size_t i = 0; i < 9; i++) {
        requests[i] = plain;
    }
    requests[0].format = SIMILE_ENCODE_WORD2VEC;
    requests[0].dtype = SIMILE_ENCODE_F16;
    requests[1].format = SIMILE_ENCODE_TSV;
    requests[1].tokens = true;
    requests[2].tokens = requests[2].session.in_windows = true;
    requests[3].id = "id";
    requests[4].with_text = true;
    requests[5].calibrate = path;
    requests[6].flush = true;
    requests[7].paths = &standard_input;
    requests[7].dtype = SIMILE_ENCODE_I8;
    requests[8].out = "/dev/null";
    requests[8].format = SIMILE_ENCODE_RAW;
    requests[8].tokens = true;
    for (size_t i = 0; i < 9; i++) {
        expect_failure(simile_encode_file(NULL, &requests[i]), SIMILE_ERROR_CONFIG, "");
        ck_assert(!scratch_exists(scratch_path("x.npy")) && !scratch_exists(scratch_path("x.npy.part")));
    }
}
END_TEST

START_TEST(encode_file__refuses_an_id_that_breaks_lines)
{
    const char *path = scratch_write_text("in.csv", "id,text\n\"a\nb\",the cat\n");
    simile_encode_request request = request_for(&path, scratch_path("x.npy"));
    request.column = "text";
    request.id = "id";
    expect_failure(simile_encode_file(NULL, &request), SIMILE_ERROR_DATA, "in.csv:2");
    request.out = keep(scratch_path("x.jsonl"));
    expect_ok(simile_encode_file(NULL, &request));
    char *line = scratch_read(request.out, NULL);
    ck_assert_ptr_nonnull(strstr(line, "\"id\":\"a\\nb\""));
    free(line);
}
END_TEST

START_TEST(encode_file__writes_words)
{
    const char *path = scratch_write_text("in.txt", "  the  cat\t\n\n");
    simile_encode_request request = request_for(&path, scratch_path("x.vec"));
    expect_ok(simile_encode_file(NULL, &request));
    char *lines = scratch_read(request.out, NULL);
    unsigned long count, width;
    ck_assert_int_eq(sscanf(lines, "%lu %lu", &count, &width), 2);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(width, simile_model_dimension(model));
    ck_assert_ptr_nonnull(strstr(lines, "\nthe_cat "));
    ck_assert_ptr_nonnull(strstr(lines, "\n_ "));
    free(lines);
}
END_TEST

static char table[256]; /* of encode_form */

static simile_status encode_form(void *context)
{
    const struct resumed_form *form = context;
    const char *path = table;
    /* One thread: which request is the n-th must not depend on the scheduler. */
    const simile_encode_request request = {.model = model,
                                           .session = {.n_threads = 1},
                                           .paths = &path,
                                           .n_paths = 1,
                                           .out = keep(named("m", form, "")),
                                           .column = "2",
                                           .id = form->has_ids ? "1" : NULL,
                                           .dtype = form->dtype,
                                           .tokens = form->tokens};
    return simile_encode_file(NULL, &request);
}

START_TEST(encode_file__survives_a_lack_of_memory)
{
    const char *path = scratch_write_text("in.tsv", "1\tthe cat\n2\t\xFF\n");
    (void)request_for(&path, "");
    snprintf(table, sizeof table, "%s", path);
    ck_assert_uint_gt(expect_memory_failures(encode_form, &forms[_i]), 20);
}
END_TEST

START_TEST(encode_file__refuses_a_part_of_another_width)
{
    const char *path = scratch_write("in.txt", text, sizeof text - 1);
    simile_encode_request request = request_for(&path, scratch_path("w.tsv"));
    request.resume = true;
    scratch_write_text("w.tsv.part", "1\t2\t3\n");
    expect_failure(simile_encode_file(NULL, &request), SIMILE_ERROR_CONFIG, "w.tsv.part");
    ck_assert(scratch_exists(scratch_path("w.tsv.part")));
}
END_TEST

START_TEST(encode_file__keeps_blank_lines_of_a_column)
{
    const char *path = scratch_write_text("in.tsv", "id\ttext\n1\tthe cat\n\n2\ta\n\n");
    simile_encode_request request = request_for(&path, scratch_path("column.raw"));
    simile_encode_report report;
    request.column = "text";
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_rows, 4);
    ck_assert_uint_eq(report.n_empty, 2);
}
END_TEST

START_TEST(encode_file__names_the_truncated_row)
{
    const char *path = scratch_write_text("in.txt", "the\nthe cat sat on the mat\n");
    simile_encode_request request = request_for(&path, scratch_path("t.npy"));
    request.session.max_tokens = 4;
    request.truncate = SIMILE_TRUNCATE_ERROR;
    expect_failure(simile_encode_file(NULL, &request), SIMILE_ERROR_DATA, "in.txt:2");
    ck_assert(!scratch_exists(scratch_path("t.npy")));
}
END_TEST

START_TEST(encode_file__reports_a_full_disk)
{
    const char *path = scratch_write_text("in.txt", "the\n");
    simile_encode_request request = request_for(&path, "/dev/full");
    request.format = SIMILE_ENCODE_RAW;
    expect_failure(simile_encode_file(NULL, &request), SIMILE_ERROR_IO, "/dev/full");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("encode_file");
    TCase *once = suite_add_case(suite, "once"), *formats = suite_add_case(suite, "formats");
    tcase_add_test(once, encode_file__gives_every_row_a_vector);
    tcase_add_test(once, encode_file__does_not_depend_on_threads);
    tcase_add_test(once, encode_file__gives_a_row_the_same_bits_at_any_place);
    tcase_add_test(once, encode_file__goes_on_behind_a_link);
    tcase_add_test(once, encode_file__shares_a_short_file_among_the_threads);
    tcase_add_test(once, encode_file__stores_each_dtype);
    tcase_add_test(once, encode_file__takes_ranges_from_a_sample_or_a_file);
    tcase_add_test(once, encode_file__refuses_what_excludes_one_another);
    tcase_add_test(once, encode_file__refuses_an_id_that_breaks_lines);
    tcase_add_test(once, encode_file__writes_words);
    tcase_add_test(once, encode_file__refuses_a_part_of_another_width);
    tcase_add_test(once, encode_file__keeps_blank_lines_of_a_column);
    tcase_add_test(once, encode_file__names_the_truncated_row);
    tcase_add_test(once, encode_file__reports_a_full_disk);
    tcase_add_loop_test(formats, encode_file__resumes_to_the_same_bytes, 0, sizeof forms / sizeof *forms);
    tcase_add_loop_test(formats, encode_file__survives_a_lack_of_memory, 0, sizeof forms / sizeof *forms);
    return suite_run_made(suite);
}
