/* Nearest neighbours against a plain search, and k-means on clouds. */
#include "expect.h"
#include "kmeans.h"
#include "suite.h"
#include "topk.h"
#include <stdint.h>
#include <string.h>

enum { N = 1300, WIDTH = 4, K = 7 }; /* of several tiles and blocks */

/* Small whole numbers: products are exact, and there are ties. */
static void fill(float *x)
{
    for (size_t i = 0; i < (size_t)N * WIDTH; i++) {
        x[i] = (float)((i * 2654435761U >> 7) % 9) - 4;
    }
}

static float product(const float *x, size_t a, size_t b)
{
    float sum = 0;
    for (size_t i = 0; i < WIDTH; i++) {
        sum += x[a * WIDTH + i] * x[b * WIDTH + i];
    }
    return sum;
}

static void check_found(const float *x, const simile_neighbour *found, bool without_self)
{
    for (size_t q = 0; q < N; q++) {
        for (size_t rank = 0; rank < K; rank++) {
            const simile_neighbour *one = &found[q * K + rank];
            size_t n_better = 0;
            ck_assert(!without_self || one->index != q);
            ck_assert_float_eq(one->score, product(x, q, one->index));
            for (size_t i = 0; i < N; i++) {
                const float score = product(x, q, i);
                n_better +=
                    (i != q || !without_self) && (score > one->score || (score == one->score && i < one->index));
            }
            ck_assert_uint_eq(n_better, rank);
        }
    }
}

START_TEST(topk__is_the_plain_search)
{
    static float x[N * WIDTH];
    static simile_neighbour found[N * K], again[N * K];
    simile_pool *pool = NULL;
    fill(x);
    expect_ok(simile_pool__new(&pool, 3));
    for (size_t without_self = 0; without_self < 2; without_self++) {
        expect_ok(simile_topk__find(found, x, N, x, N, WIDTH, K, without_self, NULL));
        check_found(x, found, without_self);
        expect_ok(simile_topk__find(again, x, N, x, N, WIDTH, K, without_self, pool));
        for (size_t i = 0; i < (size_t)N * K; i++) {
            ck_assert(found[i].index == again[i].index && found[i].score == again[i].score);
        }
    }
    simile_pool__free(pool);
}
END_TEST

START_TEST(topk__marks_what_does_not_exist)
{
    const float x[] = {1, 2};
    simile_neighbour found[6];
    expect_ok(simile_topk__find(found, x, 2, x, 2, 1, 3, true, NULL));
    ck_assert_uint_eq(found[0].index, 1);
    ck_assert_uint_eq(found[1].index, SIZE_MAX);
    ck_assert_uint_eq(found[5].index, SIZE_MAX);
}
END_TEST

START_TEST(kmeans__finds_clouds_with_the_same_bits_for_any_threads)
{
    const simile_kmeans_options options = {.n_clusters = 3, .n_restarts = 5, .seed = 1};
    float x[60];
    size_t one[60], three[60];
    double inertia1, inertia3;
    simile_pool *pool = NULL;
    for (size_t i = 0; i < 60; i++) {
        x[i] = (float)(i % 3) * 100 + (float)(i % 7);
    }
    expect_ok(simile_pool__new(&pool, 3));
    expect_ok(simile_kmeans__run(one, &inertia1, x, 60, 1, &options, NULL));
    expect_ok(simile_kmeans__run(three, &inertia3, x, 60, 1, &options, pool));
    for (size_t i = 3; i < 60; i++) {
        ck_assert_uint_eq(one[i], one[i % 3]);
    }
    ck_assert_int_eq(memcmp(one, three, sizeof one), 0);
    ck_assert(inertia1 == inertia3);
    simile_pool__free(pool);
}
END_TEST

START_TEST(kmeans__by_batches_finds_clouds_with_the_same_bits_for_any_threads)
{
    enum { N_CLOUDS = 3000 };
    const simile_kmeans_options options = {.n_clusters = 3, .seed = 1, .batch_rows = 300}, whole = {.n_clusters = 3};
    static float x[N_CLOUDS];
    static size_t one[N_CLOUDS], three[N_CLOUDS], all[N_CLOUDS];
    double inertia1, inertia3, inertia_of_all;
    simile_pool *pool = NULL;
    for (size_t i = 0; i < N_CLOUDS; i++) {
        x[i] = (float)(i % 3) * 100 + (float)(i % 7);
    }
    expect_ok(simile_pool__new(&pool, 3));
    expect_ok(simile_kmeans__run(one, &inertia1, x, N_CLOUDS, 1, &options, NULL));
    expect_ok(simile_kmeans__run(three, &inertia3, x, N_CLOUDS, 1, &options, pool));
    expect_ok(simile_kmeans__run(all, &inertia_of_all, x, N_CLOUDS, 1, &whole, pool));
    for (size_t i = 3; i < N_CLOUDS; i++) {
        ck_assert_uint_eq(one[i], one[i % 3]);
    }
    ck_assert_mem_eq(one, three, sizeof one);
    ck_assert(inertia1 == inertia3);
    /* A centroid is the mean of the 10,000 rows that it has had, drawn from 7 values of deviation 2: its place is
     * within 0.1 of the cloud's mean, which adds a thousandth to the inertia at most. */
    ck_assert_double_le(inertia1, 1.01 * inertia_of_all);
    simile_pool__free(pool);
}
END_TEST

START_TEST(kmeans__refuses_more_clusters_than_rows)
{
    const simile_kmeans_options options = {.n_clusters = 3};
    const float x[] = {1, 2};
    size_t assignment[2];
    ck_assert_int_eq(simile_kmeans__run(assignment, NULL, x, 2, 1, &options, NULL), SIMILE_ERROR_DATA);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {topk__is_the_plain_search, topk__marks_what_does_not_exist,
                                  kmeans__finds_clouds_with_the_same_bits_for_any_threads,
                                  kmeans__by_batches_finds_clouds_with_the_same_bits_for_any_threads,
                                  kmeans__refuses_more_clusters_than_rows};
    return suite_run("search", tests, sizeof tests / sizeof *tests);
}
