/* Rows from the middle of a file on: where they begin, what they are, and how many are handed out. */
#include "expect.h"
#include "memory.h"
#include "rows.h"
#include "scratch.h"
#include "suite.h"
#include <string.h>

static void expect_row(simile_rows *rows, const char *text, uint64_t line)
{
    simile_row row;
    bool more;
    expect_ok(simile_rows__next(&more, &row, rows));
    ck_assert(more);
    ck_assert_uint_eq(row.text.size, strlen(text));
    ck_assert_mem_eq(row.text.bytes, text, row.text.size);
    ck_assert_uint_eq(rows->line, line);
}

static void expect_end(simile_rows *rows)
{
    simile_row row;
    bool more;
    expect_ok(simile_rows__next(&more, &row, rows));
    ck_assert(!more);
}

static void expect_start(const simile_rows *rows, size_t file, uint64_t offset, uint64_t n_lines)
{
    uint64_t found, before;
    expect_ok(simile_rows__find_start(&found, &before, rows, file));
    ck_assert_uint_eq(found, offset);
    ck_assert_uint_eq(before, n_lines);
}

/* Some rows of the second file, then on into the third. */
START_TEST(rows__of_lines_begin_anywhere)
{
    const char *const paths[] = {scratch_write_text("1", "no\n"),
                                 scratch_write_text("2", "\xEF\xBB\xBFone\ntwo\n\nfour"),
                                 scratch_write_text("3", "five\nsix\n")};
    simile_rows rows = {.paths = paths, .n_paths = 3};
    expect_start(&rows, 0, 0, 0);
    expect_start(&rows, 1, 3, 0);
    expect_ok(simile_rows__go_to(&rows, 1, 7, 2, 4));
    expect_row(&rows, "two", 2);
    expect_row(&rows, "", 3);
    expect_row(&rows, "four", 4);
    expect_row(&rows, "five", 1);
    expect_end(&rows);
    expect_ok(simile_rows__go_to(&rows, 1, 3, 1, 1));
    expect_row(&rows, "one", 1);
    expect_end(&rows);
    expect_ok(simile_rows__go_to(&rows, 0, 0, 0, 0)); /* a share without rows */
    expect_end(&rows);
    simile_rows__dispose(&rows);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

/* A header is read, but is no row; blank lines before it are none, those behind it are. */
START_TEST(rows__of_tables_begin_behind_the_header)
{
    const char *const paths[] = {scratch_write_text("a.tsv", "\nid\ttext\n1\tone\n\n\n4\tfour\n\n"),
                                 scratch_write_text("b.tsv", "id\ttext\n1\tlast\n")};
    simile_rows rows = {.paths = paths, .n_paths = 2, .column = "text"};
    simile_rows by_number = {.paths = paths, .n_paths = 2, .column = "1"};
    ck_assert_int_eq(simile_rows__kind(&rows, 0), SIMILE_ROWS_TSV);
    expect_start(&rows, 0, 9, 2);
    expect_start(&by_number, 0, 0, 0);
    expect_ok(simile_rows__go_to(&rows, 0, 15, 4, 5));
    expect_row(&rows, "", 4);
    expect_row(&rows, "", 5);
    expect_row(&rows, "four", 6);
    expect_row(&rows, "", 7);
    expect_row(&rows, "last", 2);
    expect_end(&rows);
    simile_rows__dispose(&rows);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(rows__of_jsonl_pass_over_blank_lines)
{
    const char *const paths[] = {
        scratch_write_text("a.jsonl", "{\"t\": \"one\"}\n\n{\"t\": \"two\"}\n \n{\"t\": \"three\"}")};
    simile_rows rows = {.paths = paths, .n_paths = 1, .column = "t"};
    ck_assert_int_eq(simile_rows__kind(&rows, 0), SIMILE_ROWS_JSONL);
    expect_start(&rows, 0, 0, 0);
    expect_ok(simile_rows__go_to(&rows, 0, 13, 2, 2));
    expect_row(&rows, "two", 3);
    expect_row(&rows, "three", 5);
    expect_end(&rows);
    simile_rows__dispose(&rows);
}
END_TEST

START_TEST(rows__tell_a_missing_column_and_file)
{
    const char *const paths[] = {scratch_write_text("a.tsv", "id\ttext\n"), scratch_path("nothing")};
    simile_rows rows = {.paths = paths, .n_paths = 2, .column = "txt"};
    uint64_t offset, n_lines;
    expect_failure(simile_rows__find_start(&offset, &n_lines, &rows, 0), SIMILE_ERROR_DATA, "has no column \"txt\"");
    rows.column = NULL;
    expect_failure(simile_rows__find_start(&offset, &n_lines, &rows, 1), SIMILE_ERROR_IO, "nothing: cannot be opened");
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        rows__of_lines_begin_anywhere,
        rows__of_tables_begin_behind_the_header,
        rows__of_jsonl_pass_over_blank_lines,
        rows__tell_a_missing_column_and_file,
    };
    return suite_run("rows", tests, sizeof tests / sizeof *tests);
}
