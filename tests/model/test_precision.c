/* Precisions of a model: close to float32, the same bits in any company, and opened on any number of threads. */
#include "expect.h"
#include "model_folder.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BERT    "tests/golden/bert"
#define N_TEXTS 60

/* Of the golden model's random weights, two layers of 32, vectors of unit length. A value of bf16 keeps 8 bits, of int8
 * about 7: relative errors of 2⁻⁸ of each factor, that add up at random over the sums, turn a vector by a few times
 * that; a wrong scale, zero point or panel turns it by far more. */
#define LOWEST_BF16 0.9995
#define LOWEST_INT8 0.99

static const simile_precision precisions[] = {SIMILE_PRECISION_F32, SIMILE_PRECISION_BF16, SIMILE_PRECISION_INT8};

static char storage[N_TEXTS][64];
static const char *texts[N_TEXTS];

static void make_texts(void)
{
    static const char *const words[] = {"the", "cat", "sat", "on", "a", "mat", "and", "dogs", "run", "far"};
    for (size_t i = 0; i < N_TEXTS; i++) {
        size_t size = 0;
        storage[i][0] = '\0';
        for (size_t w = 0; w < i % 9; w++) {
            size += (size_t)snprintf(storage[i] + size, sizeof storage[i] - size, "%s ", words[(i * 7 + w * 3) % 10]);
        }
        texts[i] = storage[i];
    }
}

static simile_model *open_with(simile_precision precision, size_t n_threads)
{
    simile_model *model;
    const simile_open_options options = {.precision = precision, .n_threads = n_threads};
    expect_ok(simile_model_open_with(&model, BERT, &options));
    return model;
}

static double dot(const float *x, const float *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)x[i] * (double)y[i];
    }
    return sum;
}

START_TEST(precision__is_close_to_float32)
{
    static const double lowest[] = {1 - 1e-6, LOWEST_BF16, LOWEST_INT8};
    simile_model *full = open_with(SIMILE_PRECISION_F32, 1);
    const size_t width = simile_model_dimension(full);
    make_texts();
    float *expected = model_folder_embed(full, texts, N_TEXTS, 1);
    for (size_t p = 0; p < 3; p++) {
        simile_model *model = open_with(precisions[p], 2);
        float *vectors = model_folder_embed(model, texts, N_TEXTS, 2);
        for (size_t i = 0; i < N_TEXTS; i++) {
            const double cosine = dot(vectors + i * width, expected + i * width, width);
            ck_assert_msg(cosine >= lowest[p], "precision %zu, text %zu: cosine %.6f", p, i, cosine);
        }
        /* Rounding shows: the precision was taken. */
        ck_assert((memcmp(vectors, expected, N_TEXTS * width * sizeof *vectors) == 0) == (p == 0));
        free(vectors);
        simile_model_free(model);
    }
    free(expected);
    simile_model_free(full);
}
END_TEST

START_TEST(precision__gives_a_text_the_same_bits_in_any_company)
{
    make_texts();
    for (size_t p = 0; p < 3; p++) {
        simile_model *model = open_with(precisions[p], 1), *other = open_with(precisions[p], 3);
        const size_t width = simile_model_dimension(model);
        float *together = model_folder_embed(model, texts, N_TEXTS, 1);
        float *on_threads = model_folder_embed(other, texts, N_TEXTS, 3);
        ck_assert_mem_eq(together, on_threads, N_TEXTS * width * sizeof *together);
        for (size_t i = 0; i < N_TEXTS; i++) {
            float *alone = model_folder_embed(model, texts + i, 1, 1);
            ck_assert_mem_eq(alone, together + i * width, width * sizeof *alone);
            free(alone);
        }
        free(together);
        free(on_threads);
        simile_model_free(model);
        simile_model_free(other);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {precision__is_close_to_float32, precision__gives_a_text_the_same_bits_in_any_company};
    return suite_run("precision", tests, sizeof tests / sizeof *tests);
}
