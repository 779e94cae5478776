/* Encoding files: rows and vectors stay side by side, and the bytes depend on nothing but model and text. */
#include "expect.h"
#include "scratch.h"
#include "simile/encode.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_ROWS 6
static const char text[] = "the cat\r\n\n\xFF\xFE bad\na\tb\n   \nno newline";

static simile_model *model;

static simile_encode_request request_for(const char *const *path, const char *out)
{
    if (!model) {
        expect_ok(simile_model_open(&model, "tests/golden/bert"));
    }
    return (simile_encode_request){.model = model, .paths = path, .n_paths = 1, .out = out};
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
    const char *path = write_many();
    simile_encode_request request = request_for(&path, scratch_path("one.npy"));
    request.session.n_threads = 1;
    expect_ok(simile_encode_file(NULL, &request));
    request.out = scratch_path("three.npy");
    request.session.n_threads = 3;
    expect_ok(simile_encode_file(NULL, &request));
    expect_same_files(scratch_path("one.npy"), scratch_path("three.npy"));
}
END_TEST

static simile_status stop(void *context, const simile_encode_report *so_far)
{
    (void)context;
    (void)so_far;
    return SIMILE_ERROR_INTERRUPTED;
}

START_TEST(encode_file__resumes_to_the_same_bytes)
{
    static const char *const names[] = {"a.npy", "a.tsv", "a.jsonl", "a.raw"};
    static const char *const parts[] = {"b.npy.part", "b.tsv.part", "b.jsonl.part", "b.raw.part"};
    static const char *const resumed[] = {"b.npy", "b.tsv", "b.jsonl", "b.raw"};
    const char *path = write_many();
    simile_encode_request request = request_for(&path, scratch_path(names[_i]));
    expect_ok(simile_encode_file(NULL, &request));
    request.out = scratch_path(resumed[_i]);
    request.progress = stop;
    ck_assert_int_eq(simile_encode_file(NULL, &request), SIMILE_ERROR_INTERRUPTED);
    ck_assert(!scratch_exists(scratch_path(resumed[_i])));
    /* A torn row at the end, as after a lost machine. */
    size_t size;
    free(scratch_read(scratch_path(parts[_i]), &size));
    scratch_truncate(scratch_path(parts[_i]), size - 5);
    simile_encode_report report;
    request.resume = true;
    request.progress = NULL;
    expect_ok(simile_encode_file(&report, &request));
    ck_assert_uint_eq(report.n_resumed, 255);
    ck_assert_uint_eq(report.n_rows, 9000);
    expect_same_files(scratch_path(names[_i]), scratch_path(resumed[_i]));
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
    TCase *once = tcase_create("once"), *formats = tcase_create("formats");
    tcase_add_test(once, encode_file__gives_every_row_a_vector);
    tcase_add_test(once, encode_file__does_not_depend_on_threads);
    tcase_add_test(once, encode_file__refuses_a_part_of_another_width);
    tcase_add_test(once, encode_file__keeps_blank_lines_of_a_column);
    tcase_add_test(once, encode_file__names_the_truncated_row);
    tcase_add_test(once, encode_file__reports_a_full_disk);
    tcase_add_loop_test(formats, encode_file__resumes_to_the_same_bytes, 0, 4);
    suite_add_tcase(suite, once);
    suite_add_tcase(suite, formats);
    return suite_run_made(suite);
}
