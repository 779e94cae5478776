/* Shares of lines: whatever the number of parts, they follow one another and hold each row once, and each says where
 * its first line is. */
#include "expect.h"
#include "memory.h"
#include "scratch.h"
#include "share.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_PARTS 40
#define MOST_FILES 4

/* The line starts of a text, told one byte after another: what shares must agree with. */
static size_t list_lines(size_t starts[], const char *text, size_t size, size_t from)
{
    size_t n = 0;
    for (size_t i = from; i < size; i++) {
        if (i == from || text[i - 1] == '\n') {
            starts[n++] = i;
        }
    }
    return n;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r")] == '\n' || line[strspn(line, " \t\r")] == '\0';
}

/* What the parts must find, row by row. */
typedef struct expected {
    size_t file, offset, line; /* of each line that is a row, or of blank ones too where `is_row` is false */
    bool is_row;
} expected;

static size_t expect_lines(expected lines[], const simile_share_file *files, const char *const *texts, size_t n)
{
    size_t n_lines = 0, starts[256];
    for (size_t f = 0; f < n; f++) {
        const size_t n_starts = list_lines(starts, texts[f], strlen(texts[f]), (size_t)files[f].start);
        for (size_t i = 0; i < n_starts; i++) {
            const bool is_row = !files[f].skips_blank || !is_blank(texts[f] + starts[i]);
            lines[n_lines++] = (expected){f, starts[i], (size_t)files[f].n_lines_before + i + 1, is_row};
        }
    }
    return n_lines;
}

/* Checks a part that begins with line `at` of the expected ones; answers the line behind its last. */
static size_t check_part(const simile_share *share, const simile_share_count *counts, size_t n_files,
                         const expected *lines, size_t at, uint64_t *n_rows)
{
    uint64_t n_lines = 0, rows = 0;
    for (size_t i = 0; i < n_files; i++) {
        n_lines += counts[i].n_lines;
    }
    ck_assert_uint_eq(share->first_row, *n_rows);
    if (n_lines > 0) {
        ck_assert_uint_eq(share->file, lines[at].file);
        ck_assert_uint_eq(share->offset, lines[at].offset);
        ck_assert_uint_eq(share->line, lines[at].line);
    }
    for (size_t i = 0; i < n_lines; i++) {
        rows += lines[at + i].is_row;
    }
    ck_assert_uint_eq(share->n_rows, rows);
    *n_rows += rows;
    return at + (size_t)n_lines;
}

static void check_parts(const simile_share_file *files, const char *const *texts, size_t n, size_t n_parts)
{
    static expected lines[1024];
    simile_share shares[MOST_PARTS];
    simile_share_count counts[MOST_PARTS * MOST_FILES];
    const size_t n_lines = expect_lines(lines, files, texts, n);
    size_t at = 0;
    uint64_t n_rows = 0;
    for (size_t part = 0; part < n_parts; part++) {
        expect_ok(simile_share__count(counts + part * n, &shares[part], files, n, part, n_parts));
    }
    for (size_t part = 0; part < n_parts; part++) {
        simile_share__place(&shares[part], counts, files, n, part, n_parts);
        at = check_part(&shares[part], counts + part * n, n, lines, at, &n_rows);
    }
    ck_assert_uint_eq(at, n_lines);
    ck_assert_uint_eq(shares[0].n_total, n_rows);
}

static void check_texts(const char *const *texts, size_t n, uint64_t start, bool skips_blank)
{
    simile_share_file files[MOST_FILES];
    char name[16];
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%zu.txt", i);
        files[i] = (simile_share_file){.path = scratch_write_text(name, texts[i]),
                                       .start = start,
                                       .n_lines_before = start > 0 ? 3 : 0,
                                       .skips_blank = skips_blank};
    }
    expect_ok(simile_share__measure(files, n));
    for (size_t n_parts = 1; n_parts <= MOST_PARTS; n_parts++) {
        check_parts(files, texts, n, n_parts);
    }
}

START_TEST(share__holds_each_row_once)
{
    const char *const texts[] = {"one\ntwo\n\nfour\r\n\r\nsix", "", "\n\n\n", "a long line at the end\nx\n"};
    check_texts(texts, 4, 0, false);
    check_texts(texts, 1, 0, false);
    check_texts(texts + 1, 1, 0, false); /* an empty file has no rows */
    check_texts(texts + 2, 2, 0, false);
}
END_TEST

START_TEST(share__begins_behind_a_header)
{
    const char *const texts[] = {"id\ntwo\nthree\n\n", "id\n", "id\nx", "id\n\n\n"};
    check_texts(texts, 4, 3, false);
}
END_TEST

START_TEST(share__passes_over_blank_lines)
{
    const char *const texts[] = {"{}\n \t\r\n\n{\"a\": 1}\n  {}\n   ", "\n", "          \n", "[1]\n\r\n[2]\r\n"};
    check_texts(texts, 4, 0, true);
}
END_TEST

/* Lines and blanks that are longer than what is read at a time. */
START_TEST(share__takes_long_lines)
{
    enum { size = 700000 };
    char *text = malloc(size + 1);
    const char *const texts[] = {text};
    ck_assert_ptr_nonnull(text);
    for (int blank = 0; blank < 2; blank++) {
        memset(text, blank ? ' ' : 'x', size);
        memcpy(text + size - 4, "y\nz\n", 5);
        simile_share_file file = {.path = scratch_write_text("long.txt", text), .skips_blank = true};
        expect_ok(simile_share__measure(&file, 1));
        check_parts(&file, texts, 1, 1);
        check_parts(&file, texts, 1, 3);
    }
    free(text);
}
END_TEST

static void expect_refused(const char *path, simile_status status, const char *part)
{
    simile_share_file file = {.path = path};
    expect_failure(simile_share__measure(&file, 1), status, part);
}

START_TEST(share__tells_what_cannot_be_shared)
{
    const char *pipe = scratch_path("pipe");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    expect_refused("-", SIMILE_ERROR_CONFIG, "standard input");
    expect_refused(pipe, SIMILE_ERROR_CONFIG, "pipe or device");
    expect_refused("/dev/null", SIMILE_ERROR_CONFIG, "pipe or device");
    expect_refused(scratch_write("packed", "\x1F\x8B\x08", 3), SIMILE_ERROR_CONFIG, "gzip");
    expect_refused(scratch_path(""), SIMILE_ERROR_IO, "directory");
    expect_refused(scratch_path("nothing"), SIMILE_ERROR_IO, "nothing: cannot be opened");
}
END_TEST

START_TEST(share__tells_a_file_that_shrinks)
{
    simile_share share;
    simile_share_file file = {.path = scratch_write_text("shrinking", "one\ntwo\n")};
    expect_ok(simile_share__measure(&file, 1));
    scratch_truncate(file.path, 3);
    expect_failure(simile_share__take(&share, &file, 1, NULL), SIMILE_ERROR_IO, "has become shorter");
}
END_TEST

static simile_status take(void *context)
{
    simile_share share;
    return simile_share__take(&share, context, 1, NULL);
}

START_TEST(share__survives_running_out_of_memory)
{
    simile_share_file file = {.path = scratch_write_text("lines", "one\ntwo\n")};
    expect_ok(simile_share__measure(&file, 1));
    expect_memory_failures(take, &file);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        share__holds_each_row_once,
        share__begins_behind_a_header,
        share__passes_over_blank_lines,
        share__takes_long_lines,
        share__tells_what_cannot_be_shared,
        share__tells_a_file_that_shrinks,
        share__survives_running_out_of_memory,
    };
    return suite_run("share", tests, sizeof tests / sizeof *tests);
}
