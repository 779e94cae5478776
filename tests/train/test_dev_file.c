/* Measures of development files on vectors that are written out. */
#include "dev_file.h"
#include "expect.h"
#include "scratch.h"
#include "suite.h"
#include "training.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 2

/* A source of these rows, without a model: only what the measures read. */
typedef struct rows {
    simile_source source;
    size_t row_starts[5], members[8], member_starts[4];
    uint64_t hashes[8];
    int64_t labels[8];
    double scores[4];
} rows;

/* Rows of two texts, all different. */
static void fill_pairs(rows *r, simile_row_kind kind, size_t n_rows)
{
    *r = (rows){.source = {.kind = kind, .n_rows = n_rows, .n_texts = 2 * n_rows}};
    for (size_t i = 0; i <= n_rows; i++) {
        r->row_starts[i] = 2 * i;
    }
    for (size_t i = 0; i < 2 * n_rows; i++) {
        r->hashes[i] = i + 1;
    }
    r->source.row_starts = r->row_starts;
    r->source.text_hashes = r->hashes;
    r->source.scores = r->scores;
}

static simile_dev_file measure(const rows *r, const float *vectors)
{
    simile_dev_file file = {0};
    expect_ok(simile_dev_file__measure(&file, &r->source, vectors, WIDTH, NULL));
    return file;
}

START_TEST(dev_file__pairs_by_reciprocal_rank)
{
    rows r;
    /* Queries 1, 2, 3 find their answer at places 1, 2 and 3. */
    const float vectors[] = {1, 0, 1, 0, 0.8F, 0.6F, 0.6F, 0.8F, 1, 0, 0, 1};
    fill_pairs(&r, SIMILE_ROWS_PAIRS, 3);
    simile_dev_file file = measure(&r, vectors);
    ck_assert_str_eq(file.metric, "mrr");
    /* The second query's cosines with the answers: 0.8, 0.96, 0.6. */
    ck_assert_double_eq_tol(file.value, (1 + 1.0 + 1.0 / 3) / 3, 1e-12);
    /* ‖x − y‖²: 0, 2·0.2², 2. */
    ck_assert_double_eq_tol(file.alignment, (0 + 0.08 + 2) / 3, 1e-6);
    /* The third answer is the first one's text: neither is in the other's way. */
    r.hashes[1] = r.hashes[5];
    ck_assert_double_eq_tol(measure(&r, vectors).value, (1 + 1.0 + 1.0 / 2) / 3, 1e-12);
}
END_TEST

START_TEST(dev_file__vectors_that_are_alike_find_nothing)
{
    rows r;
    const float vectors[] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    fill_pairs(&r, SIMILE_ROWS_PAIRS, 4);
    const simile_dev_file file = measure(&r, vectors);
    ck_assert_double_eq(file.value, 0.25);
    ck_assert_double_eq(file.uniformity, 0);
    ck_assert_double_eq(file.alignment, 0);
}
END_TEST

START_TEST(dev_file__alignment_takes_the_best_scored_rows)
{
    rows r;
    const float vectors[] = {1, 0, 0, 1, 1, 0, 0.8F, 0.6F, 1, 0, 1, 0};
    fill_pairs(&r, SIMILE_ROWS_STS, 3);
    r.scores[0] = 1;
    r.scores[1] = 4;
    r.scores[2] = 5;
    const simile_dev_file file = measure(&r, vectors);
    ck_assert_str_eq(file.metric, "spearman");
    ck_assert_double_eq_tol(file.value, 1, 1e-12);
    ck_assert_double_eq_tol(file.alignment, (0.4 + 0) / 2, 1e-6);
    r.scores[0] = 5;
    ck_assert_double_eq_tol(measure(&r, vectors).alignment, (2 + 0.4 + 0) / 3, 1e-6);
}
END_TEST

START_TEST(dev_file__of_every_kind_in_a_run)
{
    training run = {.folder = "a",
                    .yaml = training_static,
                    .set = "data.dev=[{path: corpora/paraphrase.dev.tsv, kind: pairs, metric: mrr}, {path: "
                           "corpora/sts.dev.tsv, kind: sts}, {path: corpora/sentiment.dev.tsv, kind: labelled}, "
                           "{path: corpora/triples.test.tsv, kind: triples}]"};
    expect_ok(training_run(&run));
    char *log = scratch_read(training_path("a", "train.jsonl"), NULL);
    ck_assert_ptr_nonnull(strstr(log, "\"file\": \"corpora/paraphrase.dev.tsv\", \"mrr\": 0."));
    ck_assert_ptr_nonnull(strstr(log, "\"file\": \"corpora/triples.test.tsv\", \"accuracy\": "));
    ck_assert_ptr_null(strstr(log, "null"));
    free(log);
    const char *path = scratch_write_text("one.tsv", "good\tday\ngood\tnight\n");
    char set[512];
    snprintf(set, sizeof set, "data.dev=[{path: \"%s\", kind: labelled}]", path);
    run.folder = "b";
    run.set = set;
    expect_failure(training_run(&run), SIMILE_ERROR_DATA, "one label alone");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {dev_file__pairs_by_reciprocal_rank, dev_file__vectors_that_are_alike_find_nothing,
                                  dev_file__alignment_takes_the_best_scored_rows, dev_file__of_every_kind_in_a_run};
    return suite_run("dev_file", tests, sizeof tests / sizeof *tests);
}
