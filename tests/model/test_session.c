/* Sessions: windows of long texts, and vectors of tokens. */
#include "expect.h"
#include "model.h"
#include "session.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BERT   "tests/golden/bert"
#define STATIC "tests/golden/static"

/* Every word is one token of the golden models. */
#define LONG_TEXT "the cat a the a cat the the a cat cat"
#define LIMIT     8 /* six words a window, and one of them shared */

static simile_model *model;
static simile_session *session;
static size_t width;

static void open_session(const char *folder, const simile_session_options *options)
{
    expect_ok(simile_model_open(&model, folder));
    expect_ok(simile_session_new(&session, model, options));
    width = simile_model_dimension(model);
}

static void close_session(void)
{
    simile_session_free(session);
    simile_model_free(model);
}

static simile_text text_of(const char *text)
{
    return (simile_text){text, strlen(text)};
}

START_TEST(session__takes_long_texts_in_windows)
{
    const simile_session_options options = {.n_threads = 1, .max_tokens = LIMIT, .in_windows = true};
    const simile_text texts[] = {text_of(LONG_TEXT), text_of("the cat a the a cat"), text_of("cat the the a cat cat")};
    float vectors[3 * 64], expected[64];
    simile_fit fits[3];
    double square = 0;
    open_session(BERT, &options);
    ck_assert_uint_le(width, 64);
    expect_ok(simile_session__embed(session, 0, texts, 3, vectors, fits));
    ck_assert_int_eq(fits[0], SIMILE_FIT_WINDOWS);
    ck_assert_int_eq(fits[1], SIMILE_FIT_WHOLE);
    for (size_t i = 0; i < width; i++) {
        expected[i] = (6 * vectors[width + i] + 6 * vectors[2 * width + i]) / 12;
        square += (double)expected[i] * expected[i];
    }
    for (size_t i = 0; i < width; i++) {
        /* a few roundings of float */
        ck_assert_double_eq_tol(vectors[i], expected[i] / sqrt(square), 1e-6);
    }
    close_session();
}
END_TEST

START_TEST(session__gives_short_texts_the_same_bits_with_windows)
{
    const simile_session_options plain = {.n_threads = 1, .max_tokens = LIMIT};
    const simile_session_options windows = {.n_threads = 1, .max_tokens = LIMIT, .in_windows = true};
    const simile_text texts[] = {text_of("the cat"), text_of(LONG_TEXT), text_of(""), text_of("the cat a the a cat")};
    float without[4 * 64], with[4 * 64];
    open_session(BERT, &plain);
    expect_ok(simile_session_embed(session, texts, 4, without));
    close_session();
    open_session(BERT, &windows);
    expect_ok(simile_session_embed(session, texts, 4, with));
    ck_assert_mem_eq(with, without, width * sizeof *with);
    ck_assert_mem_ne(with + width, without + width, width * sizeof *with);
    ck_assert_mem_eq(with + 2 * width, without + 2 * width, 2 * width * sizeof *with);
    ck_assert_uint_eq(simile_session_counts(session).n_truncated, 0);
    close_session();
}
END_TEST

START_TEST(session__refuses_windows_without_room)
{
    const simile_session_options options = {.n_threads = 1, .max_tokens = 2, .in_windows = true};
    const simile_text text = text_of("the cat");
    float vector[64];
    open_session(BERT, &options);
    expect_failure(simile_session_embed(session, &text, 1, vector), SIMILE_ERROR_CONFIG, "room for a token");
    close_session();
}
END_TEST

/* A text of many micro-batches of windows. */
START_TEST(session__windows_do_not_depend_on_the_micro_batch)
{
    enum { N_WORDS = 6000 };
    static char text[N_WORDS * 4];
    const simile_session_options options = {.n_threads = 1, .max_tokens = LIMIT, .in_windows = true};
    float vector[64];
    double square = 0;
    for (size_t i = 0; i < N_WORDS; i++) {
        memcpy(text + 4 * i, i % 3 ? "cat " : "the ", 4);
    }
    const simile_text whole = {text, sizeof text};
    open_session(BERT, &options);
    expect_ok(simile_session_embed(session, &whole, 1, vector));
    for (size_t i = 0; i < width; i++) {
        ck_assert(isfinite(vector[i]));
        square += (double)vector[i] * vector[i];
    }
    ck_assert_double_eq_tol(square, 1, 1e-5); /* the model normalises */
    close_session();
}
END_TEST

START_TEST(session__token_vectors_pool_to_the_text_vector)
{
    static const char *const folders[] = {BERT, STATIC};
    const simile_session_options options = {.n_threads = 1};
    const simile_text texts[] = {text_of("the cat"), text_of(""), text_of("a good film")};
    simile_token_rows rows = {0};
    simile_fit fits[3];
    float vectors[3 * 64];
    open_session(folders[_i], &options);
    ck_assert_uint_eq(simile_session__token_width(session), width); /* the golden models have no Dense module */
    expect_ok(simile_session_embed(session, texts, 3, vectors));
    expect_ok(simile_session__embed_tokens(&rows, session, 0, texts, 3, fits));
    ck_assert_uint_eq(rows.n_texts, 3);
    for (size_t i = 0; i < 3; i++) {
        double mean[64] = {0}, square = 0, tall = 0;
        for (size_t t = rows.starts[i]; t < rows.starts[i + 1]; t++) {
            for (size_t k = 0; k < width; k++) {
                mean[k] += (double)rows.vectors[t * width + k];
            }
        }
        for (size_t k = 0; k < width; k++) {
            square += mean[k] * mean[k];
            tall += (double)vectors[i * width + k] * vectors[i * width + k];
        }
        for (size_t k = 0; k < width && square > 0; k++) {
            /* The directions are the same; the text's vector is rounded to float a few times. */
            ck_assert_double_eq_tol(vectors[i * width + k] / sqrt(tall), mean[k] / sqrt(square), 1e-6);
        }
    }
    simile_token_rows__dispose(&rows);
    close_session();
}
END_TEST

START_TEST(session__tells_where_tokens_stand)
{
    const simile_session_options options = {.n_threads = 1};
    const simile_text text = text_of(" the  cat");
    simile_token_rows rows = {0};
    simile_fit fit;
    open_session(BERT, &options);
    expect_ok(simile_session__embed_tokens(&rows, session, 0, &text, 1, &fit));
    ck_assert_uint_eq(rows.n_tokens, 4);
    ck_assert_uint_eq(rows.spans[0].end, 0);
    ck_assert_uint_eq(rows.spans[1].start, 1);
    ck_assert_uint_eq(rows.spans[1].end, 4);
    ck_assert_uint_eq(rows.spans[2].start, 6);
    ck_assert_uint_eq(rows.spans[2].end, 9);
    ck_assert_int_eq(rows.ids[1], simile_tokenizer_id(simile_model_tokenizer(model), "the"));
    simile_token_rows__dispose(&rows);
    close_session();
}
END_TEST

static simile_status embed_all_ways(void *context)
{
    const simile_session_options options = {.n_threads = 1, .max_tokens = LIMIT, .in_windows = true};
    const simile_text texts[] = {text_of("the cat"), text_of(LONG_TEXT)};
    simile_token_rows rows = {0};
    simile_session *made = NULL;
    simile_fit fits[2];
    float vectors[2 * 64];
    simile_status status = simile_session_new(&made, context, &options);
    if (status == SIMILE_OK) {
        status = simile_session_embed(made, texts, 2, vectors);
    }
    if (status == SIMILE_OK) {
        status = simile_session__embed_tokens(&rows, made, 0, texts, 2, fits);
    }
    simile_token_rows__dispose(&rows);
    simile_session_free(made);
    return status;
}

START_TEST(session__survives_a_lack_of_memory)
{
    expect_ok(simile_model_open(&model, BERT));
    ck_assert_uint_gt(expect_memory_failures(embed_all_ways, model), 20);
    simile_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session");
    TCase *once = suite_add_case(suite, "once"), *models = suite_add_case(suite, "models");
    tcase_add_test(once, session__takes_long_texts_in_windows);
    tcase_add_test(once, session__gives_short_texts_the_same_bits_with_windows);
    tcase_add_test(once, session__refuses_windows_without_room);
    tcase_add_test(once, session__windows_do_not_depend_on_the_micro_batch);
    tcase_add_test(once, session__tells_where_tokens_stand);
    tcase_add_test(once, session__survives_a_lack_of_memory);
    tcase_add_loop_test(models, session__token_vectors_pool_to_the_text_vector, 0, 2);
    return suite_run_made(suite);
}
