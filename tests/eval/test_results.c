/* Suites in, results out: what happens when memory is short or files are damaged. */
#include "expect.h"
#include "json.h"
#include "npy.h"
#include "scratch.h"
#include "simile/eval.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char suite_path[600], vectors_path[600];

/* Two files of 2 rows each, with vectors. */
static void write_files(void)
{
    static const float x[] = {1, 0, 1, 1, 0, 1, 1, 2, 1, 0, 1, 3, 0, 1, 1, 0, 1, 1, 3, 1};
    char sts[600], suite[2048];
    snprintf(sts, sizeof sts, "%s", scratch_write_text("sts.tsv", "5\ta cat\tA cat!\n1\tone\ttwo\n"));
    snprintf(suite, sizeof suite,
             "tasks:\n  - {sts: \"%s\", name: \"a/b, \\\"c\\\"\"}\n  - triples: \"%s\"\n    language: deu-Latn\n", sts,
             scratch_write_text("triples.tsv", "a\tb\tc\nd\te\tf\n"));
    snprintf(suite_path, sizeof suite_path, "%s", scratch_write_text("suite.yaml", suite));
    snprintf(vectors_path, sizeof vectors_path, "%s", scratch_path("x.npy"));
    expect_ok(simile_npy__save(vectors_path, x, 10, 2));
}

static simile_status write_results(const simile_evaluation *e)
{
    simile_status status = simile_evaluation_write_json(e, scratch_path("e.json"));
    if (status == SIMILE_OK) {
        status = simile_evaluation_write_csv(e, scratch_path("e.csv"));
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_write_markdown(e, scratch_path("e.md"));
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_write_mteb(e, scratch_path("mteb"));
    }
    return status == SIMILE_OK ? simile_evaluation_save(e) : status;
}

static simile_status run(void *context)
{
    char save[600];
    snprintf(save, sizeof save, "%s", scratch_path("kept"));
    const simile_evaluation_options options = {.n_threads = 1,
                                               .vectors = vectors_path,
                                               .against_vectors = vectors_path,
                                               .baselines = SIMILE_BASELINE_RANDOM | SIMILE_BASELINE_JACCARD,
                                               .save = save};
    simile_evaluation *e = NULL;
    simile_status status = simile_evaluation_new(&e, NULL, &options);
    (void)context;
    if (status == SIMILE_OK) {
        status = simile_evaluation_add_suite(e, suite_path);
    }
    if (status == SIMILE_OK) {
        status = simile_evaluation_run(e);
    }
    if (status == SIMILE_OK) {
        status = write_results(e);
    }
    simile_evaluation_free(e);
    return status;
}

/* One file is enough, for every request runs all again. */
START_TEST(results__survive_a_lack_of_memory)
{
    static const float x[] = {1, 0, 1, 1, 0, 1};
    char suite[1024];
    write_files();
    expect_ok(simile_npy__save(vectors_path, x, 3, 2));
    snprintf(suite, sizeof suite, "tasks: [{triples: \"%s\"}]\n", scratch_write_text("one.tsv", "a\tb\tc\n"));
    snprintf(suite_path, sizeof suite_path, "%s", scratch_write_text("one.yaml", suite));
    (void)expect_memory_failures(run, NULL);
    ck_assert(scratch_exists(scratch_path("kept/1-triples.jsonl")));
    ck_assert(!scratch_exists(scratch_path("kept.part")));
}
END_TEST

START_TEST(results__quote_what_they_must)
{
    write_files();
    expect_ok(run(NULL));
    char *csv = scratch_read(scratch_path("e.csv"), NULL), *markdown = scratch_read(scratch_path("e.md"), NULL);
    ck_assert_ptr_nonnull(strstr(csv, "\nsts,\"a/b, \"\"c\"\"\","));
    ck_assert_ptr_nonnull(strstr(markdown, "| figure | vectors | against | jaccard | random |\n"));
    ck_assert(scratch_exists(scratch_path("mteb/a_b, \"c\".json")));
    free(csv);
    free(markdown);
}
END_TEST

START_TEST(results__are_of_mtebs_form)
{
    simile_json *result = NULL;
    write_files();
    expect_ok(run(NULL));
    expect_ok(simile_json__load(&result, scratch_path("mteb/triples.json")));
    const simile_json *split = simile_json__get(simile_json__get(result, "scores"), "test");
    const simile_json *scores = simile_json__at(split, 0);
    ck_assert_uint_eq(simile_json__size(split), 1);
    ck_assert_str_eq(simile_json__text(simile_json__get(result, "task_name"), ""), "triples");
    ck_assert_uint_eq(simile_json__text_size(simile_json__get(result, "dataset_revision")), 64);
    ck_assert_double_eq(simile_json__number(simile_json__get(scores, "main_score"), -1),
                        simile_json__number(simile_json__get(scores, "accuracy"), -2));
    ck_assert_str_eq(simile_json__text(simile_json__get(scores, "hf_subset"), ""), "default");
    ck_assert_str_eq(simile_json__text(simile_json__at(simile_json__get(scores, "languages"), 0), ""), "deu-Latn");
    ck_assert_int_eq(simile_json__kind(simile_json__get(result, "kg_co2_emissions")), SIMILE_JSON_NULL);
    simile_json__free(result);
}
END_TEST

/* The suffix of the third name is taken by the second one. Nothing is written of what was not measured. */
START_TEST(results__have_names_of_their_own)
{
    static const char *const names[] = {"x", "x-2", "x"}, *const paths[] = {"own/x.json", "own/x-2.json",
                                                                            "own/x-3.json"};
    write_files();
    const simile_evaluation_options options = {.n_threads = 1, .vectors = vectors_path};
    simile_evaluation *e = NULL;
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    for (size_t i = 0; i < 3; i++) {
        const simile_evaluation_files files = {
            .file = scratch_write_text("one.tsv", i < 2 ? "a\tb\tc\n" : "a\tb\tc\td\n"), .name = names[i]};
        expect_ok(simile_evaluation_add(e, SIMILE_EVALUATION_TRIPLES, &files));
    }
    expect_ok(simile_evaluation_write_mteb(e, scratch_path("own")));
    ck_assert(!scratch_exists(scratch_path(paths[0])));
    expect_ok(simile_evaluation_write_json(e, scratch_path("e.json")));
    expect_ok(simile_evaluation_write_csv(e, scratch_path("e.csv")));
    expect_ok(simile_evaluation_write_markdown(e, scratch_path("e.md")));
    expect_ok(simile_evaluation_dump(e, scratch_path("e.tsv")));
    expect_ok(simile_evaluation_run(e));
    expect_ok(simile_evaluation_write_mteb(e, scratch_path("own")));
    for (size_t i = 0; i < 3; i++) {
        ck_assert(scratch_exists(scratch_path(paths[i])));
    }
    simile_evaluation_free(e);
}
END_TEST

static simile_status add_suite(const char *path, void *context)
{
    const simile_evaluation_options options = {.vectors = vectors_path};
    simile_evaluation *e = NULL;
    (void)context;
    expect_ok(simile_evaluation_new(&e, NULL, &options));
    simile_status status = simile_evaluation_add_suite(e, path);
    simile_evaluation_free(e);
    return status;
}

/* Paths of files that are not there, so that a flipped bit opens none. */
START_TEST(suite__notices_damage)
{
    static const char text[] = "tasks:\n- {sts: /no/such, name: x}\n";
    write_files();
    ck_assert_uint_gt(expect_damage_is_noticed("damaged.yaml", text, sizeof text - 1, add_suite, NULL), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {results__survive_a_lack_of_memory, results__quote_what_they_must,
                                  results__are_of_mtebs_form, results__have_names_of_their_own, suite__notices_damage};
    return suite_run("results", tests, sizeof tests / sizeof *tests);
}
