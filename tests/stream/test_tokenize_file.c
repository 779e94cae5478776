/* Tokenising files: the lines do not depend on the number of threads. */
#include "expect.h"
#include "scratch.h"
#include "simile/tokenize.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>

static simile_tokenize_request request_for(simile_tokenizer **tokenizer, const char *const *path)
{
    expect_ok(simile_tokenizer_open(tokenizer, "tests/golden/bert"));
    return (simile_tokenize_request){
        .tokenizer = *tokenizer, .paths = path, .n_paths = 1, .options.add_special = true, .n_threads = 1};
}

START_TEST(tokenize_file__does_not_depend_on_threads)
{
    char *many = malloc(9000 * 32);
    size_t size = 0;
    ck_assert_ptr_nonnull(many);
    for (int i = 0; i < 9000; i++) {
        size += (size_t)snprintf(many + size, 32, i % 7 == 0 ? "\n" : "row %d of the cat\n", i);
    }
    const char *path = scratch_write("many.txt", many, size);
    simile_tokenizer *tokenizer;
    simile_tokenize_request request = request_for(&tokenizer, &path);
    request.style = SIMILE_TOKENIZE_IDS;
    request.out = scratch_path("one.txt");
    expect_ok(simile_tokenize_file(NULL, &request));
    request.n_threads = 3;
    request.out = scratch_path("three.txt");
    expect_ok(simile_tokenize_file(NULL, &request));
    char *one = scratch_read(scratch_path("one.txt"), NULL), *three = scratch_read(scratch_path("three.txt"), NULL);
    ck_assert_str_eq(one, three);
    free(one);
    free(three);
    free(many);
    simile_tokenizer_free(tokenizer);
}
END_TEST

START_TEST(tokenize_file__counts_words_and_bytes)
{
    const char *path = scratch_write_text("in.txt", "the  cat\n\n a\tcat \n");
    simile_tokenizer *tokenizer;
    simile_tokenize_request request = request_for(&tokenizer, &path);
    simile_tokenize_report report;
    request.style = SIMILE_TOKENIZE_COUNTS;
    expect_ok(simile_tokenize_file(&report, &request));
    ck_assert_uint_eq(report.counts.n_rows, 3);
    ck_assert_uint_eq(report.counts.n_empty, 1);
    ck_assert_uint_eq(report.counts.n_tokens, 4 + 2 * 3);
    ck_assert_uint_eq(report.n_words, 4);
    ck_assert_uint_eq(report.n_bytes, 8 + 0 + 7);
    simile_tokenizer_free(tokenizer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {tokenize_file__does_not_depend_on_threads, tokenize_file__counts_words_and_bytes};
    return suite_run("tokenize_file", tests, sizeof tests / sizeof *tests);
}
