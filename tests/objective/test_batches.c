/* What an objective does with a batch: the same bits on any number of threads, masks that are counted, a workspace that
 * is reused, and batches it refuses. N rows, C columns, E width. */
#include "expect.h"
#include "memory.h"
#include "objective.h"
#include "random.h"
#include "suite.h"
#include <math.h>
#include <string.h>

#define N_ROWS    150 /* several blocks of rows */
#define N_COLUMNS 3
#define WIDTH     24
#define N_VALUES  (N_COLUMNS * N_ROWS * WIDTH)

static simile_real embeddings[N_VALUES];
static int64_t groups[N_ROWS];

static simile_objective_batch large_batch(simile_loss loss)
{
    simile_random random;
    simile_random__init(&random, 5, 6);
    for (size_t i = 0; i < N_VALUES; i++) {
        embeddings[i] = (simile_real)simile_random__normal(&random);
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        groups[i] = (int64_t)(i % 40);
    }
    return (simile_objective_batch){.n_rows = N_ROWS,
                                    .n_columns = loss == SIMILE_LOSS_INFONCE ? N_COLUMNS : 2,
                                    .width = WIDTH,
                                    .embeddings = embeddings,
                                    .groups = groups};
}

static simile_objective_options options_of(int loss, int similarity)
{
    return (simile_objective_options){.loss = loss,
                                      .similarity = similarity,
                                      .temperature = 0.1,
                                      .symmetric = true,
                                      .hard_negatives = true,
                                      .mask_false_negatives = true};
}

static simile_objective_result compute(simile_real *gradient, const simile_objective_options *options,
                                       const simile_objective_batch *batch, size_t n_threads)
{
    simile_objective *objective;
    simile_objective_result result;
    simile_pool *pool;
    expect_ok(simile_pool__new(&pool, n_threads));
    expect_ok(simile_objective__new(&objective, NULL));
    expect_ok(simile_objective__compute(&result, gradient, objective, options, batch, pool));
    simile_objective__free(objective);
    simile_pool__free(pool);
    return result;
}

/* Vectors of which the first `width` values are those of `embeddings`. */
static simile_objective_batch cut_batch(simile_real *values, const simile_objective_batch *batch, size_t width)
{
    simile_objective_batch cut = *batch;
    for (size_t i = 0; i < batch->n_columns * N_ROWS; i++) {
        memcpy(values + i * width, batch->embeddings + i * WIDTH, width * sizeof *values);
    }
    cut.width = width;
    cut.embeddings = values;
    return cut;
}

START_TEST(batches__of_cuts_are_sums_of_losses)
{
    static simile_real values[N_VALUES], gradient[N_VALUES], of_cut[N_VALUES], whole[N_VALUES];
    const simile_cut cut = {.width = 16, .weight = 0.25};
    for (int loss = SIMILE_LOSS_INFONCE; loss <= SIMILE_LOSS_SUPCON; loss++) {
        const simile_objective_batch batch = large_batch((simile_loss)loss);
        simile_objective_options options = options_of(loss, SIMILE_SIMILARITY_COSINE);
        const simile_objective_batch narrow = cut_batch(values, &batch, cut.width);
        const simile_objective_result a = compute(whole, &options, &batch, 2);
        const simile_objective_result b = compute(of_cut, &options, &narrow, 2);
        options.cuts[0] = cut;
        options.n_cuts = 1;
        const simile_objective_result both = compute(gradient, &options, &batch, 3);
        ck_assert_double_eq(both.loss, a.loss + cut.weight * b.loss);
        ck_assert_double_eq(both.dscale, a.dscale + cut.weight * b.dscale);
        ck_assert_double_eq(both.negative_similarity, a.negative_similarity);
        for (size_t i = 0; i < batch.n_columns * N_ROWS * WIDTH; i++) {
            const size_t text = i / WIDTH, at = i % WIDTH;
            const double add = at < cut.width ? cut.weight * (double)of_cut[text * cut.width + at] : 0;
            /* One float product and sum, of gradients below 1. */
            ck_assert_double_eq_tol((double)gradient[i], (double)whole[i] + add, 1e-7);
        }
    }
}
END_TEST

START_TEST(batches__give_the_same_bits_on_any_number_of_threads)
{
    static const size_t n_threads[] = {2, 3, 8};
    static simile_real expected[N_VALUES], gradient[N_VALUES];
    for (int i = 0; i < 9; i++) {
        const simile_objective_options options = options_of(i / 3, i % 3);
        const simile_objective_batch batch = large_batch((simile_loss)options.loss);
        const simile_objective_result alone = compute(expected, &options, &batch, 1);
        for (size_t k = 0; k < sizeof n_threads / sizeof *n_threads; k++) {
            const simile_objective_result result = compute(gradient, &options, &batch, n_threads[k]);
            ck_assert_mem_eq(&result, &alone, sizeof result);
            ck_assert_mem_eq(gradient, expected, batch.n_columns * batch.n_rows * batch.width * sizeof *gradient);
        }
    }
}
END_TEST

START_TEST(batches__of_any_size_share_one_workspace)
{
    static simile_real expected[N_VALUES], gradient[N_VALUES];
    const simile_objective_options options = options_of(SIMILE_LOSS_INFONCE, SIMILE_SIMILARITY_COSINE);
    static const size_t n_rows[] = {20, N_ROWS, 20, 1, 64, 65};
    simile_objective *objective;
    expect_ok(simile_objective__new(&objective, NULL));
    for (size_t i = 0; i < sizeof n_rows / sizeof *n_rows; i++) {
        simile_objective_batch batch = large_batch(SIMILE_LOSS_INFONCE);
        simile_objective_result result;
        batch.n_rows = n_rows[i];
        const simile_objective_result fresh = compute(expected, &options, &batch, 1);
        expect_ok(simile_objective__compute(&result, gradient, objective, &options, &batch, NULL));
        ck_assert_mem_eq(&result, &fresh, sizeof result);
        ck_assert_mem_eq(gradient, expected, batch.n_columns * n_rows[i] * WIDTH * sizeof *gradient);
    }
    simile_objective__free(objective);
    ck_assert_int_eq(simile_memory__live(), 0);
}
END_TEST

/* Where two anchors are one text, each leaves the denominator of the other's positive; where two positives are, that of
 * the other's anchor: two pairs each time. */
START_TEST(batches__count_masked_texts)
{
    static const uint64_t hashes[] = {1, 2, 1, 11, 12, 13};
    static simile_real gradient[N_VALUES];
    simile_objective_options options = options_of(SIMILE_LOSS_INFONCE, SIMILE_SIMILARITY_COSINE);
    simile_objective_batch batch = large_batch(SIMILE_LOSS_INFONCE);
    batch.n_rows = 3;
    batch.n_columns = 2;
    batch.groups = NULL;
    batch.text_hashes = hashes;
    ck_assert_uint_eq(compute(gradient, &options, &batch, 1).n_masked, 2);
    batch.text_hashes = (const uint64_t[]){1, 2, 3, 11, 12, 11};
    ck_assert_uint_eq(compute(gradient, &options, &batch, 1).n_masked, 2);
    options.mask_false_negatives = false;
    ck_assert_uint_eq(compute(gradient, &options, &batch, 1).n_masked, 0);
}
END_TEST

#define BIG_ROWS  4200 /* more than those whose similarities are kept between the walks */
#define BIG_WIDTH 4

/* The cross entropy of anchor i over all positives, by dot products; its gradient by the anchor is added to [E]. */
static double anchor_loss(double *gradient, const simile_objective_batch *batch, double temperature, size_t i)
{
    static double similarities[BIG_ROWS];
    const simile_real *anchor = batch->embeddings + i * BIG_WIDTH;
    const simile_real *positives = batch->embeddings + batch->n_rows * BIG_WIDTH;
    double sum = 0;
    for (size_t j = 0; j < batch->n_rows; j++) {
        double dot = 0;
        for (size_t e = 0; e < BIG_WIDTH; e++) {
            dot += (double)anchor[e] * (double)positives[j * BIG_WIDTH + e];
        }
        similarities[j] = dot / temperature;
        sum += exp(similarities[j]);
    }
    for (size_t j = 0; j < batch->n_rows; j++) {
        const double slope = (exp(similarities[j]) / sum - (j == i)) / temperature;
        for (size_t e = 0; e < BIG_WIDTH; e++) {
            gradient[e] += slope * (double)positives[j * BIG_WIDTH + e];
        }
    }
    return log(sum) - similarities[i];
}

/* With similarities that are kept (4,000 rows), and with tiles that are computed twice. */
START_TEST(batches__of_thousands_of_rows_agree_with_double)
{
    static const size_t n_rows[] = {4000, BIG_ROWS};
    static simile_real values[2 * BIG_ROWS * BIG_WIDTH], gradient[2 * BIG_ROWS * BIG_WIDTH];
    simile_objective_options options = options_of(SIMILE_LOSS_INFONCE, SIMILE_SIMILARITY_DOT);
    simile_random random;
    simile_random__init(&random, 7, 8);
    options.symmetric = false;
    options.temperature = 1;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        values[i] = (simile_real)simile_random__normal(&random);
    }
    for (size_t k = 0; k < sizeof n_rows / sizeof *n_rows; k++) {
        const simile_objective_batch batch = {
            .n_rows = n_rows[k], .n_columns = 2, .width = BIG_WIDTH, .embeddings = values};
        const double n = (double)n_rows[k];
        const simile_objective_result result = compute(gradient, &options, &batch, 2);
        double loss = 0;
        for (size_t i = 0; i < n_rows[k]; i++) {
            double expected[BIG_WIDTH] = {0};
            loss += anchor_loss(expected, &batch, options.temperature, i) / n;
            for (size_t e = 0; e < BIG_WIDTH; e++) {
                /* float32: a sum of 4,000 summands up to 5, each rounded to 2^-24 of it; most of that cancels */
                ck_assert_double_eq_tol((double)gradient[i * BIG_WIDTH + e], expected[e] / n, 1e-4 / n);
            }
        }
        ck_assert_double_eq_tol(result.loss, loss, 1e-6 * loss); /* float32 exponentials, summed */
    }
}
END_TEST

START_TEST(batches__are_refused)
{
    static simile_real gradient[N_VALUES];
    simile_objective_options options = options_of(SIMILE_LOSS_NT_XENT, SIMILE_SIMILARITY_COSINE);
    simile_objective_batch batch = large_batch(SIMILE_LOSS_NT_XENT);
    simile_objective_result result;
    simile_objective *objective;
    expect_ok(simile_objective__new(&objective, NULL));
    batch.n_columns = 1;
    expect_failure(simile_objective__compute(&result, gradient, objective, &options, &batch, NULL), SIMILE_ERROR_CONFIG,
                   "two texts");
    options.loss = SIMILE_LOSS_SUPCON;
    batch.n_rows = 3;
    expect_failure(simile_objective__compute(&result, gradient, objective, &options, &batch, NULL), SIMILE_ERROR_DATA,
                   "no positive");
    batch.groups = NULL;
    expect_failure(simile_objective__compute(&result, gradient, objective, &options, &batch, NULL), SIMILE_ERROR_CONFIG,
                   "labels");
    simile_objective__free(objective);
}
END_TEST

static simile_status compute_small(void *context)
{
    static simile_real gradient[N_VALUES];
    const simile_objective_options options = options_of(SIMILE_LOSS_INFONCE, SIMILE_SIMILARITY_EUCLIDEAN);
    simile_objective_result result;
    simile_objective *objective;
    simile_status status = simile_objective__new(&objective, NULL);
    if (status == SIMILE_OK) {
        status = simile_objective__compute(&result, gradient, objective, &options, context, NULL);
        simile_objective__free(objective);
    }
    return status;
}

START_TEST(batches__survive_short_memory)
{
    simile_objective_batch batch = large_batch(SIMILE_LOSS_INFONCE);
    ck_assert_uint_gt(expect_memory_failures(compute_small, &batch), 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {batches__of_cuts_are_sums_of_losses,
                                  batches__give_the_same_bits_on_any_number_of_threads,
                                  batches__of_any_size_share_one_workspace,
                                  batches__count_masked_texts,
                                  batches__of_thousands_of_rows_agree_with_double,
                                  batches__are_refused,
                                  batches__survive_short_memory};
    return suite_run("batches", tests, sizeof tests / sizeof *tests);
}
