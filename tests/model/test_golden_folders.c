/* The folders of tests/golden/folders: each feature gives the vectors that sentence-transformers or model2vec give, in
 * one pass and saved and opened again. */
#include "expect.h"
#include "json.h"
#include "memory.h"
#include "model.h"
#include "model_folder.h"
#include "scratch.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN "tests/golden/"

static const char *const names[] = {
    "bert-sqrt",  "bert-weighted", "bert-last",          "bert-switches",  "bert-list",          "bert-modules",
    "bert-dense", "bert-prompts",  "bert-prompt-inside", "bert-truncated", "bert-f16",           "bert-bf16",
    "static-new", "model2vec",     "model2vec-f16",      "model2vec-i8",   "model2vec-quantised"};

/* A fixture's own files, over those of the BERT of which it holds only what differs. */
static const char *whole_folder(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, GOLDEN "folders/%s", name);
    if (strncmp(name, "bert-", 5) == 0) {
        model_folder_copy(GOLDEN "bert", name);
    }
    return model_folder_copy(path, name);
}

static float *embed(const char *folder, const simile_json *one, size_t *width)
{
    simile_model *model;
    simile_session *session;
    const simile_json *rows = simile_json__get(one, "rows");
    const size_t n = simile_json__size(rows);
    const int64_t dimension = simile_json__integer(simile_json__get(one, "dimension"), 0);
    const simile_session_options options = {.n_threads = 1,
                                            .prompt = simile_json__text(simile_json__get(one, "prompt"), NULL)};
    simile_text *texts = calloc(n, sizeof *texts);
    expect_ok(simile_model_open(&model, folder));
    if (dimension > 0) {
        expect_ok(simile_model_cut(model, (size_t)dimension));
    }
    *width = simile_model_dimension(model);
    float *vectors = calloc(n * *width, sizeof *vectors);
    ck_assert(texts && vectors);
    for (size_t i = 0; i < n; i++) {
        const simile_json *text = simile_json__get(simile_json__at(rows, i), "text");
        texts[i] = (simile_text){simile_json__text(text, NULL), simile_json__text_size(text)};
    }
    expect_ok(simile_session_new(&session, model, &options));
    expect_ok(simile_session_embed(session, texts, n, vectors));
    simile_session_free(session);
    simile_model_free(model);
    free(texts);
    return vectors;
}

/* Float32 sums in another order differ by parts in a million of the largest value; the fixture says so, or says which
 * rounding of the reference is coarser. A wrong step anywhere differs by far more. */
static void expect_vectors(const char *name, const char *folder, const simile_json *one, double tolerance)
{
    size_t width;
    double largest = 0, distance = 0;
    float *vectors = embed(folder, one, &width);
    const simile_json *rows = simile_json__get(one, "rows");
    for (size_t i = 0; i < simile_json__size(rows); i++) {
        const simile_json *expected = simile_json__get(simile_json__at(rows, i), "vector");
        ck_assert_uint_eq(simile_json__size(expected), width);
        for (size_t h = 0; h < width; h++) {
            const double value = simile_json__number(simile_json__at(expected, h), NAN);
            largest = fmax(largest, fabs(value));
            distance = fmax(distance, fabs(value - (double)vectors[i * width + h]));
        }
    }
    ck_assert_msg(distance <= tolerance * largest, "%s, prompt %s: %g from values up to %g", name,
                  simile_json__text(simile_json__get(one, "prompt"), "(default)"), distance, largest);
    ck_assert_double_gt(largest, 0.1);
    free(vectors);
}

static void expect_golden(const char *name, const char *folder)
{
    char path[256];
    simile_json *expected;
    snprintf(path, sizeof path, GOLDEN "folders/%s/expected.json", name);
    expect_ok(simile_json__load(&expected, path));
    const simile_json *cases = simile_json__get(expected, "cases");
    const double tolerance = simile_json__number(simile_json__get(expected, "tolerance"), 0);
    ck_assert_uint_gt(simile_json__size(cases), 0);
    for (size_t i = 0; i < simile_json__size(cases); i++) {
        expect_vectors(name, folder, simile_json__at(cases, i), tolerance);
    }
    simile_json__free(expected);
}

START_TEST(golden_folders__give_the_vectors_of_the_references)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        expect_golden(names[i], whole_folder(names[i]));
    }
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

START_TEST(golden_folders__saved_give_them_too)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        simile_model *model;
        char saved[64];
        snprintf(saved, sizeof saved, "saved-%s", names[i]);
        expect_ok(simile_model_open(&model, whole_folder(names[i])));
        expect_ok(simile_model__save(model, NULL, scratch_path(saved)));
        simile_model_free(model);
        expect_golden(names[i], scratch_path(saved));
    }
}
END_TEST

static void embed_text(float *vector, const simile_model *model, const char *text, bool in_windows)
{
    simile_session *session;
    const simile_session_options options = {.n_threads = 1, .max_tokens = 10, .in_windows = in_windows};
    const simile_text one = {text, strlen(text)};
    expect_ok(simile_session_new(&session, model, &options));
    expect_ok(simile_session_embed(session, &one, 1, vector));
    ck_assert_uint_eq(simile_session_counts(session).n_truncated, 0);
    simile_session_free(session);
}

/* A prompt that the pooling leaves out stands in front of every window of a long text. */
START_TEST(golden_folders__repeat_a_prompt_in_windows)
{
    float whole[4 * 32], first[4 * 32], second[4 * 32];
    double norm = 0;
    simile_model *model;
    expect_ok(simile_model_open(&model, whole_folder("bert-prompts")));
    /* 10 tokens are [CLS], 3 of the prompt, 5 of the text and [SEP]; windows share 1 of 5. */
    embed_text(whole, model, "the cat was sad and the sea was happy", true);
    embed_text(first, model, "the cat was sad and", false);
    embed_text(second, model, "and the sea was happy", false);
    for (size_t i = 0; i < 4 * 32; i++) {
        norm += pow(((double)first[i] + (double)second[i]) / 2, 2);
    }
    for (size_t i = 0; i < 4 * 32; i++) {
        /* Float32 values below 1, rounded three times. */
        ck_assert_double_eq_tol(whole[i], ((double)first[i] + (double)second[i]) / 2 / sqrt(norm), 1e-6);
    }
    simile_model_free(model);
}
END_TEST

/* model2vec's cut by characters is no limit for windows, either. */
START_TEST(golden_folders__of_model2vec_are_read_to_the_end_in_windows)
{
#define LONG                                                                                                           \
    "the cat was sad and the sea was happy and the film was good and the snow was white and the wind was strong "
    float a[8], b[8];
    simile_model *model;
    expect_ok(simile_model_open(&model, whole_folder("model2vec")));
    embed_text(a, model, LONG LONG "the cat", true);
    embed_text(b, model, LONG LONG "snow", true);
#undef LONG
    ck_assert_mem_ne(a, b, sizeof a);
    simile_model_free(model);
}
END_TEST

START_TEST(golden_folders__tell_what_they_are)
{
    simile_model *model;
    expect_ok(simile_model_open(&model, whole_folder("bert-prompts")));
    const simile_model_info info = simile_model_describe(model);
    ck_assert_str_eq(info.pooling, "cls + max + mean + weightedmean");
    ck_assert_str_eq(info.modules, "Normalize");
    ck_assert_uint_eq(info.dimension, 4 * 32);
    ck_assert_uint_eq(info.n_prompts, 3);
    ck_assert_str_eq(info.default_prompt, "query");
    ck_assert_str_eq(info.prompt, "the film: ");
    ck_assert(info.excludes_prompt);
    ck_assert_str_eq(info.dtypes, "F32");
    simile_model_free(model);
    expect_ok(simile_model_open(&model, whole_folder("bert-modules")));
    ck_assert_str_eq(simile_model_describe(model).modules,
                     "Dropout 0.3, Dense 20 GELU, Normalize, Dense 12 SiLU, Dropout 0.1");
    simile_model_free(model);
    expect_ok(simile_model_open(&model, whole_folder("bert-truncated")));
    ck_assert_uint_eq(simile_model_dimension(model), 12);
    ck_assert_uint_eq(simile_model_describe(model).width, 32);
    ck_assert(!simile_model_describe(model).normalize);
    expect_failure(simile_model_cut(model, 0), SIMILE_ERROR_CONFIG, "1 to 32");
    expect_failure(simile_model_cut(model, 33), SIMILE_ERROR_CONFIG, "1 to 32");
    simile_model_free(model);
}
END_TEST

START_TEST(golden_folders__tell_the_types_of_their_weights)
{
    static const struct {
        const char *name, *dtypes;
    } cases[] = {{"bert-f16", "F16"},
                 {"bert-bf16", "BF16"},
                 {"static-new", "F32"},
                 {"model2vec-f16", "F16"},
                 {"model2vec-i8", "I8"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        simile_model *model;
        expect_ok(simile_model_open(&model, whole_folder(cases[i].name)));
        ck_assert_str_eq(simile_model_describe(model).dtypes, cases[i].dtypes);
        ck_assert_uint_gt(simile_model_describe(model).n_bytes, 1000);
        simile_model_free(model);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {golden_folders__give_the_vectors_of_the_references,
                                  golden_folders__saved_give_them_too,
                                  golden_folders__repeat_a_prompt_in_windows,
                                  golden_folders__of_model2vec_are_read_to_the_end_in_windows,
                                  golden_folders__tell_what_they_are,
                                  golden_folders__tell_the_types_of_their_weights};
    return suite_run("golden_folders", tests, sizeof tests / sizeof *tests);
}
