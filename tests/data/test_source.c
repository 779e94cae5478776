/* Sources: every kind of row in every format, columns by name and number, and what does not fit told with its line. */
#include "expect.h"
#include "memory.h"
#include "rows.h"
#include "scratch.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void expect_texts(const simile_source *source, const char *const *texts, size_t n)
{
    ck_assert_uint_eq(source->n_texts, n);
    ck_assert_uint_eq(source->row_starts[source->n_rows], n);
    for (size_t i = 0; i < n; i++) {
        rows_expect_text(source, i, texts[i]);
    }
}

START_TEST(source__reads_pairs)
{
    static const char *const texts[] = {"the cat", "a cat", "snow", "cold wind"};
    simile_source *source = rows_source("a.tsv", "the cat\ta cat\nsnow\tcold wind", SIMILE_ROWS_PAIRS);
    ck_assert_uint_eq(source->n_rows, 2);
    ck_assert_uint_eq(source->row_starts[1], 2);
    ck_assert_int_eq(source->labels[0], -1);
    ck_assert_uint_eq(source->lines[1], 2);
    ck_assert_uint_eq(strlen(source->sha256), 64);
    expect_texts(source, texts, 4);
    simile_source__free(source);
}
END_TEST

START_TEST(source__reads_triples_with_any_number_of_negatives)
{
    static const char *const texts[] = {"the cat", "a cat", "snow", "big house", "large home", "wind", "sea", "film"};
    simile_source *source =
        rows_source("a.tsv", "the cat\ta cat\tsnow\nbig house\tlarge home\twind\tsea\tfilm\n", SIMILE_ROWS_TRIPLES);
    ck_assert_uint_eq(source->n_rows, 2);
    ck_assert_uint_eq(source->row_starts[1], 3);
    expect_texts(source, texts, 8);
    simile_source__free(source);
}
END_TEST

START_TEST(source__reads_labels_and_sorts_their_rows)
{
    static const char *const texts[] = {"cat", "snow", "film", "wind", "sea"};
    static const size_t members[] = {0, 2, 1, 4, 3}, starts[] = {0, 2, 4, 5};
    static const int64_t labels[] = {0, 1, 0, 2, 1};
    static const char text[] = "x\tcat\ny\tsnow\nx\tfilm\nz\twind\ny\tsea\n";
    for (int kind = SIMILE_ROWS_GROUPS; kind <= SIMILE_ROWS_LABELLED; kind++) {
        simile_source *source = rows_source("a.tsv", text, (simile_row_kind)kind);
        ck_assert_uint_eq(source->n_labels, 3);
        ck_assert_mem_eq(source->labels, labels, sizeof labels);
        ck_assert_mem_eq(source->members, members, sizeof members);
        ck_assert_mem_eq(source->member_starts, starts, sizeof starts);
        expect_texts(source, texts, 5);
        simile_source__free(source);
    }
}
END_TEST

START_TEST(source__reads_scores)
{
    static const char *const texts[] = {"cat", "snow", "film", "wind"};
    simile_source *source = rows_source("a.tsv", "4.25\tcat\tsnow\n-1e1\tfilm\twind\n", SIMILE_ROWS_STS);
    ck_assert(fabs(source->scores[0] - 4.25) < 1e-12);
    ck_assert(fabs(source->scores[1] + 10) < 1e-12);
    expect_texts(source, texts, 4);
    simile_source__free(source);
}
END_TEST

START_TEST(source__reads_plain_lines_as_they_are)
{
    static const char *const texts[] = {"the cat\tand snow", "", "film"};
    simile_source *source = rows_source("a.txt", "the cat\tand snow\r\n\nfilm", SIMILE_ROWS_TEXT);
    expect_texts(source, texts, 3);
    ck_assert_uint_eq(source->counts.n_empty, 1);
    simile_source__free(source);
}
END_TEST

/* The rows ("the cat, a film", "snow") and ("wind", "sea") in other formats. */
START_TEST(source__reads_every_format_alike)
{
    static const char *const texts[] = {"the cat, a film", "snow", "wind", "sea"};
    const struct {
        const char *name, *text, *columns;
        bool header;
    } cases[] = {
        {"a.tsv", "the cat, a film\tsnow\nwind\tsea\n", NULL, false},
        {"h.tsv", "x\ty\nthe cat, a film\tsnow\nwind\tsea\n", NULL, true},
        {"n.tsv", "y\tid\tx\nsnow\t1\tthe cat, a film\nsea\t2\twind\n", "x,y", false},
        {"i.tsv", "snow\t1\tthe cat, a film\nsea\t2\twind\n", "3,1", false},
        {"a.csv", "\"the cat, a film\",snow\r\nwind,\"sea\"\r\n", NULL, false},
        {"n.csv", "id,y,x\n1,snow,\"the cat, a film\"\n2,sea,wind\n", "x,y", false},
        {"n.jsonl", "{\"y\": \"snow\", \"x\": \"the cat, a film\"}\n{\"x\": \"wind\", \"y\": \"sea\"}\n", "x,y", false},
        {"a.jsonl", "[\"the cat, a film\", \"snow\"]\n[\"wind\", \"sea\"]\n", NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        simile_source *source;
        simile_source_options options =
            rows_options(scratch_write_text(cases[i].name, cases[i].text), SIMILE_ROWS_PAIRS);
        options.columns = (char *)cases[i].columns;
        options.header = cases[i].header;
        expect_ok(rows_load(&source, &options));
        ck_assert_uint_eq(source->n_rows, 2);
        expect_texts(source, texts, 4);
        simile_source__free(source);
    }
}
END_TEST

START_TEST(source__reads_gzip)
{
    /* "the cat\tsnow\n" by gzip. */
    static const unsigned char zipped[] = {0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2B,
                                           0xC9, 0x48, 0x55, 0x48, 0x4E, 0x2C, 0xE1, 0x2C, 0xCE, 0xCB, 0x2F,
                                           0xE7, 0x02, 0x00, 0x65, 0x5B, 0x95, 0xD5, 0x0D, 0x00, 0x00, 0x00};
    static const char *const texts[] = {"the cat", "snow"};
    simile_source *source;
    simile_source_options options = rows_options(scratch_write("a.tsv.gz", zipped, sizeof zipped), SIMILE_ROWS_PAIRS);
    expect_ok(rows_load(&source, &options));
    expect_texts(source, texts, 2);
    simile_source__free(source);
    scratch_truncate(options.path, sizeof zipped - 9);
    expect_failure(rows_load(&source, &options), SIMILE_ERROR_FORMAT, "a.tsv.gz");
}
END_TEST

static void expect_refusal(const char *name, const char *text, simile_row_kind kind, simile_status status,
                           const char *part)
{
    simile_source *source;
    const simile_source_options options = rows_options(scratch_write_text(name, text), kind);
    simile_source__free(rows_source("warm.tsv", "cat\n", SIMILE_ROWS_TEXT)); /* the model is open from here on */
    const int64_t live = simile_memory__live();
    expect_failure(rows_load(&source, &options), status, part);
    ck_assert_ptr_null(source);
    ck_assert_int_eq(simile_memory__live(), live);
}

START_TEST(source__names_the_line_of_a_bad_row)
{
    expect_refusal("a.tsv", "cat\tsnow\n\ncat\n", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA,
                   "a.tsv:3: has 1 column, needs 2");
    expect_refusal("b.tsv", "a\tb\n", SIMILE_ROWS_TRIPLES, SIMILE_ERROR_DATA, "b.tsv:1: has 2 columns, needs 3");
    expect_refusal("c.tsv", "1\ta\tb\ntwo\ta\tb\n", SIMILE_ROWS_STS, SIMILE_ERROR_DATA, "c.tsv:2: the score \"two\"");
    expect_refusal("d.tsv", "1 \ta\tb\n", SIMILE_ROWS_STS, SIMILE_ERROR_DATA, "d.tsv:1:");
    expect_refusal("e.tsv", "nan\ta\tb\n", SIMILE_ROWS_STS, SIMILE_ERROR_DATA, "e.tsv:1:");
    expect_refusal("f.tsv", "\ta\tb\n", SIMILE_ROWS_STS, SIMILE_ERROR_DATA, "f.tsv:1:");
    expect_refusal("g.tsv", "positive\n", SIMILE_ROWS_LABELLED, SIMILE_ERROR_DATA, "g.tsv:1:");
    expect_refusal("h.jsonl", "[\"a\", \"b\"]\n{\"a\": \n", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA, "h.jsonl:2:");
    expect_refusal("i.tsv", "a,b\n", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA, "set the format to csv");
    expect_refusal("j.txt", "a b\n", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA, "j.txt:1: has 1 column, needs 2");
    expect_refusal("k.tsv", "a\tcat\nb\tsnow\n", SIMILE_ROWS_GROUPS, SIMILE_ERROR_DATA, "no group occurs twice");
}
END_TEST

START_TEST(source__refuses_files_without_rows)
{
    expect_refusal("a.tsv", "", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA, "a.tsv: holds no rows");
    expect_refusal("b.tsv", "\n\n", SIMILE_ROWS_PAIRS, SIMILE_ERROR_DATA, "b.tsv: holds no rows");
    simile_source *source;
    simile_source_options options = rows_options(scratch_path("none.tsv"), SIMILE_ROWS_PAIRS);
    expect_failure(rows_load(&source, &options), SIMILE_ERROR_IO, "none.tsv");
    options.path = (char *)scratch_path("");
    expect_failure(rows_load(&source, &options), SIMILE_ERROR_IO, options.path);
}
END_TEST

START_TEST(source__checks_the_columns)
{
    simile_source *source;
    simile_source_options options =
        rows_options(scratch_write_text("a.tsv", "x\ty\tz\ncat\tsnow\tsea\n"), SIMILE_ROWS_PAIRS);
    options.columns = (char *)"x";
    expect_failure(rows_load(&source, &options), SIMILE_ERROR_CONFIG, "need 2 columns, 1 are named");
    options.columns = (char *)"x,y,z";
    expect_failure(rows_load(&source, &options), SIMILE_ERROR_CONFIG, "3 are named");
    options.columns = (char *)"x,w";
    ck_assert_int_ne(rows_load(&source, &options), SIMILE_OK);
    ck_assert_ptr_nonnull(strstr(simile_status_message(), "\"w\""));
    options.columns = (char *)"1,4";
    ck_assert_int_ne(rows_load(&source, &options), SIMILE_OK);
    ck_assert_ptr_nonnull(strstr(simile_status_message(), "a.tsv"));
}
END_TEST

START_TEST(source__counts_what_was_cut_and_replaced)
{
    simile_source *source = rows_source("a.txt",
                                        "\xFF the cat\n"
                                        "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a\n",
                                        SIMILE_ROWS_TEXT);
    ck_assert_uint_eq(source->counts.n_rows, 2);
    ck_assert_uint_eq(source->counts.n_invalid, 1);
    ck_assert_uint_eq(source->counts.n_truncated, 1);
    ck_assert_uint_eq(source->text_starts[2] - source->text_starts[1], 24); /* the model's max_seq_length */
    simile_source__free(source);
}
END_TEST

START_TEST(source__hashes_texts_by_what_the_encoder_sees)
{
    simile_source *source = rows_source("a.tsv", "The Cat\tthe  cat\nsnow\tcat the\n", SIMILE_ROWS_PAIRS);
    ck_assert_uint_eq(source->text_hashes[0], source->text_hashes[1]);
    ck_assert_uint_ne(source->text_hashes[0], source->text_hashes[2]);
    ck_assert_uint_ne(source->text_hashes[0], source->text_hashes[3]);
    simile_source__free(source);
}
END_TEST

static simile_status load_and_free(void *options)
{
    simile_source *source;
    simile_status status = rows_load(&source, options);
    simile_source__free(source);
    return status;
}

START_TEST(source__survives_a_lack_of_memory)
{
    simile_source_options options =
        rows_options(scratch_write_text("m.tsv", "x\tcat\ny\tsnow\nx\tfilm\n"), SIMILE_ROWS_LABELLED);
    expect_ok(load_and_free(&options)); /* opens the model */
    ck_assert_uint_gt(expect_memory_failures(load_and_free, &options), 10);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {source__reads_pairs,
                                  source__reads_triples_with_any_number_of_negatives,
                                  source__reads_labels_and_sorts_their_rows,
                                  source__reads_scores,
                                  source__reads_plain_lines_as_they_are,
                                  source__reads_every_format_alike,
                                  source__reads_gzip,
                                  source__names_the_line_of_a_bad_row,
                                  source__refuses_files_without_rows,
                                  source__checks_the_columns,
                                  source__counts_what_was_cut_and_replaced,
                                  source__hashes_texts_by_what_the_encoder_sees,
                                  source__survives_a_lack_of_memory};
    return suite_run("source", tests, sizeof tests / sizeof *tests);
}
