/* Models: vectors as sentence-transformers has them, the same bits in any company, saved and opened unchanged. */
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

#define BERT   "tests/golden/bert"
#define STATIC "tests/golden/static"

/* Expected values are of float64 and below 1 in size; sums over 64 tokens and 64 columns, twice over two layers, bring
 * float's 6e-8 to some 1e-6. */
#define TOLERANCE 1e-5

#define N_TEXTS 150

static void expect_vector(const float *vector, const simile_json *expected, size_t width, const char *what)
{
    ck_assert_uint_eq(simile_json__size(expected), width);
    for (size_t k = 0; k < width; k++) {
        const double value = simile_json__number(simile_json__at(expected, k), NAN);
        ck_assert_msg(fabs((double)vector[k] - value) <= TOLERANCE, "%s [%zu]: %.9g, not %.9g", what, k,
                      (double)vector[k], value);
    }
}

static void expect_ids(const simile_model *model, const char *text, const simile_json *expected)
{
    simile_tokens tokens = {0};
    const simile_tokenize_options options = simile_model__tokenize_options(model, 0);
    expect_ok(simile_tokenizer_encode(&tokens, NULL, model->tokenizer, text, strlen(text), &options));
    ck_assert_uint_eq(tokens.n, simile_json__size(expected));
    for (size_t i = 0; i < tokens.n; i++) {
        ck_assert_int_eq(tokens.ids[i], simile_json__integer(simile_json__at(expected, i), -1));
    }
    simile_tokens_dispose(&tokens);
}

/* All texts of expected.json, whose vectors are under `key`. */
static void expect_golden(const char *folder, const char *golden, const char *key)
{
    simile_json *cases;
    simile_model *model;
    expect_ok(simile_json__load(&cases, golden));
    expect_ok(simile_model_open(&model, folder));
    const size_t n = simile_json__size(cases), width = simile_model_dimension(model);
    const char **texts = calloc(n, sizeof *texts);
    ck_assert_uint_ge(n, 5);
    ck_assert_ptr_nonnull(texts);
    for (size_t i = 0; i < n; i++) {
        texts[i] = simile_json__text(simile_json__get(simile_json__at(cases, i), "text"), NULL);
        expect_ids(model, texts[i], simile_json__get(simile_json__at(cases, i), "ids"));
    }
    float *vectors = model_folder_embed(model, texts, n, 1);
    for (size_t i = 0; i < n; i++) {
        expect_vector(vectors + i * width, simile_json__get(simile_json__at(cases, i), key), width, texts[i]);
    }
    free(vectors);
    free(texts);
    simile_model_free(model);
    simile_json__free(cases);
}

START_TEST(model__gives_golden_vectors_of_bert)
{
    expect_golden(BERT, BERT "/expected.json", "mean");
}
END_TEST

START_TEST(model__gives_golden_vectors_of_a_static_embedding)
{
    expect_golden(STATIC, STATIC "/expected.json", "mean");
}
END_TEST

START_TEST(model__gives_golden_vectors_of_other_poolings)
{
    static const char *const switches[] = {"\"pooling_mode_cls_token\": ", "\"pooling_mode_max_tokens\": "};
    static const char *const keys[] = {"cls", "max"};
    for (size_t i = 0; i < 2; i++) {
        char off[64], on[64];
        const char *folder = model_folder_copy(BERT, keys[i]);
        snprintf(off, sizeof off, "%sfalse", switches[i]);
        snprintf(on, sizeof on, "%strue", switches[i]);
        model_folder_replace(folder, "1_Pooling/config.json", "\"pooling_mode_mean_tokens\": true",
                             "\"pooling_mode_mean_tokens\": false");
        model_folder_replace(folder, "1_Pooling/config.json", off, on);
        expect_golden(folder, BERT "/expected.json", keys[i]);
    }
}
END_TEST

/* Texts of all lengths, empty and over-long ones among them; more than a task and a micro-batch hold. */
static const char *const *many_texts(void)
{
    static const char *const words[] = {"the cat", "was", "a good film!", "snow", "and cold wind", "12345", "\xC3\xA9"};
    static char store[N_TEXTS][512];
    static const char *texts[N_TEXTS];
    for (size_t i = 0; i < N_TEXTS; i++) {
        store[i][0] = '\0';
        for (size_t k = 0; k < i * 7 % 37; k++) {
            strcat(store[i], words[(i + k * k) % 7]);
            strcat(store[i], " ");
        }
        texts[i] = store[i];
    }
    return texts;
}

START_TEST(model__gives_a_text_the_same_bits_in_any_company)
{
    static const char *const folders[] = {BERT, STATIC};
    const char *const *texts = many_texts();
    for (size_t f = 0; f < 2; f++) {
        simile_model *model;
        const char *reversed[N_TEXTS];
        expect_ok(simile_model_open(&model, folders[f]));
        const size_t width = simile_model_dimension(model);
        for (size_t i = 0; i < N_TEXTS; i++) {
            reversed[i] = texts[N_TEXTS - 1 - i];
        }
        float *all = model_folder_embed(model, texts, N_TEXTS, 1);
        float *backwards = model_folder_embed(model, reversed, N_TEXTS, 1);
        for (size_t i = 0; i < N_TEXTS; i++) {
            float *alone = model_folder_embed(model, &texts[i], 1, 1);
            ck_assert_mem_eq(alone, all + i * width, width * sizeof *all);
            ck_assert_mem_eq(alone, backwards + (N_TEXTS - 1 - i) * width, width * sizeof *all);
            free(alone);
        }
        for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
            float *by_threads = model_folder_embed(model, texts, N_TEXTS, threads);
            ck_assert_mem_eq(by_threads, all, N_TEXTS * width * sizeof *all);
            free(by_threads);
        }
        free(all);
        free(backwards);
        simile_model_free(model);
    }
}
END_TEST

/* The branches are those of Check's macros. NOLINTNEXTLINE(readability-function-size) */
static void expect_described_alike(const simile_model *a, const simile_model *b)
{
    const simile_model_info before = simile_model_describe(a), after = simile_model_describe(b);
    ck_assert_str_eq(before.architecture, after.architecture);
    ck_assert_str_eq(before.similarity, after.similarity);
    ck_assert_uint_eq(before.max_tokens, after.max_tokens);
    ck_assert_uint_eq(before.n_parameters, after.n_parameters);
    ck_assert_uint_eq(before.dimension, after.dimension);
    ck_assert_int_eq(before.normalize, after.normalize);
    ck_assert_pstr_eq(before.prompt, after.prompt);
    ck_assert_str_eq(before.modules, after.modules);
    ck_assert_str_eq(before.pooling, after.pooling);
    ck_assert_pstr_eq(before.default_prompt, after.default_prompt);
    ck_assert_ptr_null(after.note);
}

/* Saves the model and expects the folder to give the same. */
static void expect_saved_alike(const simile_model *model, const char *name)
{
    simile_model *opened;
    const char *const *texts = many_texts();
    float *vectors = model_folder_embed(model, texts, N_TEXTS, 1);
    expect_ok(simile_model__save(model, NULL, scratch_path(name)));
    model_folder_expect_vectors(scratch_path(name), texts, N_TEXTS, vectors);
    expect_ok(simile_model_open(&opened, scratch_path(name)));
    expect_described_alike(model, opened);
    simile_model_free(opened);
    free(vectors);
}

START_TEST(model__saved_and_opened_gives_the_same_bits)
{
    simile_model *model;
    const char *folder = model_folder_copy(BERT, "prompted");
    model_folder_replace(folder, "config_sentence_transformers.json", "\"prompts\": {}",
                         "\"prompts\": {\"q\": \"the film: \"}");
    model_folder_replace(folder, "config_sentence_transformers.json", "\"default_prompt_name\": null",
                         "\"default_prompt_name\": \"q\"");
    model_folder_replace(folder, "config_sentence_transformers.json", "cosine", "dot");
    const char *const folders[] = {BERT, STATIC, folder}, *const names[] = {"a", "b", "c"};
    for (size_t i = 0; i < 3; i++) {
        expect_ok(simile_model_open(&model, folders[i]));
        expect_saved_alike(model, names[i]);
        simile_model_free(model);
    }
}
END_TEST

START_TEST(model__saved_with_other_parts_gives_the_same_bits)
{
    static const char *const names[] = {"bert-tanh", "bert-identity", "static-tanh", "static-identity"};
    for (size_t i = 0; i < 4; i++) {
        simile_model *model;
        simile_tokenizer *tokenizer;
        expect_ok(simile_tokenizer_open(&tokenizer, BERT));
        const simile_encoder_shape shape = {
            .kind = i < 2 ? SIMILE_ENCODER_TRANSFORMER : SIMILE_ENCODER_STATIC,
            .vocabulary = simile_tokenizer_size(tokenizer),
            .hidden = 16,
            .layers = 1,
            .heads = 2,
            .ffn = 24,
            .positions = 40,
            .types = 2,
            .layer_norm_epsilon = 1e-12,
            .modules = {{.kind = SIMILE_MODULE_DENSE,
                         .width = 8,
                         .has_bias = i % 2 == 0,
                         .activation = i % 2 == 0 ? SIMILE_ACTIVATION_TANH : SIMILE_ACTIVATION_IDENTITY},
                        {.kind = SIMILE_MODULE_LAYER_NORM},
                        {.kind = SIMILE_MODULE_NORMALIZE}},
            .n_modules = 2 + i % 2,
            .projection = SIMILE_PROJECTION_TANH};
        expect_ok(simile_model__new(&model, &shape, tokenizer, i < 2 ? 40 : 0));
        simile_weights__randomize(model->weights, 5);
        expect_ok(simile_weights__pack(model->weights, NULL, false));
        expect_saved_alike(model, names[i]);
        simile_model_free(model);
    }
}
END_TEST

static simile_status open_embed_save(void *context)
{
    static const simile_text texts[] = {{"the cat", 7}, {"", 0}, {"a good film", 11}};
    const simile_session_options options = {.n_threads = 2};
    simile_model *model = NULL;
    simile_session *session = NULL;
    float vectors[3 * 32];
    simile_status status = simile_model_open(&model, context);
    if (status == SIMILE_OK) {
        status = simile_session_new(&session, model, &options);
    }
    if (status == SIMILE_OK) {
        status = simile_session_embed(session, texts, 3, vectors);
    }
    /* Saving waits for the disk: the smaller model is enough to see all of it. */
    if (status == SIMILE_OK && strcmp(context, STATIC) == 0) {
        status = simile_model__save(model, NULL, scratch_path("saved"));
    }
    simile_session_free(session);
    simile_model_free(model);
    return status;
}

START_TEST(model__survives_a_lack_of_memory)
{
    char bert[] = BERT, flat[] = STATIC;
    ck_assert_uint_gt(expect_memory_failures(open_embed_save, bert), 100);
    ck_assert_uint_gt(expect_memory_failures(open_embed_save, flat), 50);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {model__gives_golden_vectors_of_bert,
                                  model__gives_golden_vectors_of_a_static_embedding,
                                  model__gives_golden_vectors_of_other_poolings,
                                  model__gives_a_text_the_same_bits_in_any_company,
                                  model__saved_and_opened_gives_the_same_bits,
                                  model__saved_with_other_parts_gives_the_same_bits,
                                  model__survives_a_lack_of_memory};
    return suite_run("model", tests, sizeof tests / sizeof *tests);
}
