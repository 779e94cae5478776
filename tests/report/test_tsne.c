/* The map: its gradient against central differences, and what it does with clusters. */
#include "expect.h"
#include "memory.h"
#include "pca.h"
#include "random.h"
#include "suite.h"
#include "threads.h"
#include "tsne.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N     61
#define WIDTH 10

/* Three clusters of unit vectors: row i belongs to cluster i % 3. */
static void make_clusters(float *v, size_t n)
{
    simile_random random;
    simile_random__init(&random, 3, 0);
    for (size_t i = 0; i < n; i++) {
        double norm = 0;
        for (size_t c = 0; c < WIDTH; c++) {
            v[i * WIDTH + c] = (float)((c == i % 3) + 0.1 * simile_random__normal(&random));
            norm += (double)v[i * WIDTH + c] * v[i * WIDTH + c];
        }
        for (size_t c = 0; c < WIDTH; c++) {
            v[i * WIDTH + c] /= (float)sqrt(norm);
        }
    }
}

static float *make_affinities(const float *v, size_t n, double perplexity)
{
    float *p = calloc(n * simile_tsne__stride(n), sizeof *p);
    ck_assert_ptr_nonnull(p);
    expect_ok(simile_tsne__affinities(p, v, n, WIDTH, perplexity, NULL));
    return p;
}

START_TEST(tsne__affinities_have_the_perplexity_and_add_up)
{
    static float v[N * WIDTH];
    make_clusters(v, N);
    float *p = make_affinities(v, N, 5);
    const size_t stride = simile_tsne__stride(N);
    double sum = 0;
    for (size_t i = 0; i < N; i++) {
        ck_assert(p[i * stride + i] == 0);
        for (size_t j = 0; j < N; j++) {
            ck_assert(p[i * stride + j] == p[j * stride + i]);
            sum += p[i * stride + j];
        }
        for (size_t j = N; j < stride; j++) {
            ck_assert(p[i * stride + j] == 0);
        }
    }
    ck_assert_double_eq_tol(sum, 1, 1e-5); /* float sums of 3,660 terms */
    free(p);
}
END_TEST

/* KL(P ‖ Q) up to its constant, straight from the formula and in double. */
static double divergence(const float *p, const double *y, double exaggeration)
{
    const size_t stride = simile_tsne__stride(N);
    double z = 0, sum = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < N; i++) {
            for (size_t j = 0; j < N; j++) {
                const double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1],
                             w = 1 / (1 + dx * dx + dy * dy);
                if (i != j && pass == 0) {
                    z += w;
                } else if (i != j) {
                    sum -= exaggeration * p[i * stride + j] * log(w);
                }
            }
        }
    }
    return sum + log(z);
}

START_TEST(tsne__gradient_is_that_of_the_divergence)
{
    static float v[N * WIDTH], x[64], y[64], gx[64], gy[64];
    static simile_plane_forces forces[N];
    static double places[2 * N];
    const double exaggerations[] = {1, 12};
    simile_random random;
    simile_random__init(&random, 4, 0);
    make_clusters(v, N);
    float *p = make_affinities(v, N, 5);
    for (size_t i = 0; i < 64; i++) {
        x[i] = y[i] = 1e18F;
    }
    for (size_t i = 0; i < N; i++) {
        x[i] = (float)(3 * simile_random__normal(&random));
        y[i] = (float)(3 * simile_random__normal(&random));
        places[2 * i] = x[i];
        places[2 * i + 1] = y[i];
    }
    const simile_tsne_plane plane = {x, y, N, 64};
    simile_tsne_plane gradient = {gx, gy, N, 64};
    for (size_t e = 0; e < 2; e++) {
        expect_ok(simile_tsne__gradient(&gradient, forces, p, &plane, exaggerations[e], NULL));
        for (size_t k = 0; k < 2 * N; k++) {
            const double h = 1e-5, at = places[k], found = k % 2 ? gy[k / 2] : gx[k / 2];
            places[k] = at + h;
            const double above = divergence(p, places, exaggerations[e]);
            places[k] = at - h;
            const double below = divergence(p, places, exaggerations[e]);
            places[k] = at;
            /* 64 float terms of up to 0.1 add up to an error of about 1e-6 */
            ck_assert_double_eq_tol(found, (above - below) / (2 * h), 5e-6);
        }
    }
    free(p);
}
END_TEST

static void map(double *points, const float *v, size_t n, size_t n_threads)
{
    simile_pool *pool = NULL;
    double shares[2];
    expect_ok(simile_pool__new(&pool, n_threads));
    expect_ok(simile_pca__project(points, shares, v, n, WIDTH, 2, 1, pool));
    expect_ok(simile_tsne__run(points, v, n, WIDTH, pool, NULL, NULL));
    simile_pool__free(pool);
}

START_TEST(tsne__separates_clusters)
{
    enum { ROWS = 150 };
    static float v[ROWS * WIDTH];
    static double points[2 * ROWS];
    double middle[3][2] = {{0}}, spread = 0, apart = INFINITY;
    make_clusters(v, ROWS);
    map(points, v, ROWS, 1);
    for (size_t i = 0; i < ROWS; i++) {
        middle[i % 3][0] += points[2 * i] / (ROWS / 3.0);
        middle[i % 3][1] += points[2 * i + 1] / (ROWS / 3.0);
    }
    for (size_t i = 0; i < ROWS; i++) {
        spread = fmax(spread, hypot(points[2 * i] - middle[i % 3][0], points[2 * i + 1] - middle[i % 3][1]));
    }
    for (size_t c = 0; c < 3; c++) {
        const size_t d = (c + 1) % 3;
        apart = fmin(apart, hypot(middle[c][0] - middle[d][0], middle[c][1] - middle[d][1]));
    }
    ck_assert_double_gt(apart, 2 * spread); /* the clusters' circles do not touch */
}
END_TEST

START_TEST(tsne__has_the_same_bits_for_any_number_of_threads)
{
    enum { ROWS = 200 };
    static float v[ROWS * WIDTH];
    static double one[2 * ROWS], three[2 * ROWS];
    make_clusters(v, ROWS);
    map(one, v, ROWS, 1);
    map(three, v, ROWS, 3);
    ck_assert_mem_eq(one, three, sizeof one);
}
END_TEST

static void note(void *context, double share)
{
    double *last = context;
    ck_assert_double_gt(share, *last);
    *last = share;
}

START_TEST(tsne__tells_of_progress_up_to_the_end)
{
    static float v[10 * WIDTH];
    double points[20] = {1, 0, 0, 1}, last = -1;
    make_clusters(v, 10);
    expect_ok(simile_tsne__run(points, v, 10, WIDTH, NULL, note, &last));
    ck_assert(last == 1);
    last = -1;
    expect_ok(simile_tsne__run(points, v, 2, WIDTH, NULL, note, &last));
    ck_assert(last == -1); /* nothing to lay out */
}
END_TEST

START_TEST(tsne__takes_rows_that_are_all_alike_and_very_few)
{
    static float v[40 * WIDTH];
    static double points[80];
    for (size_t i = 0; i < 40; i++) {
        v[i * WIDTH] = 1;
    }
    for (size_t n = 1; n <= 40; n += n < 5 ? 1 : 35) {
        map(points, v, n, 1);
        for (size_t i = 0; i < 2 * n; i++) {
            ck_assert(isfinite(points[i]));
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {tsne__affinities_have_the_perplexity_and_add_up,
                                  tsne__gradient_is_that_of_the_divergence,
                                  tsne__separates_clusters,
                                  tsne__has_the_same_bits_for_any_number_of_threads,
                                  tsne__tells_of_progress_up_to_the_end,
                                  tsne__takes_rows_that_are_all_alike_and_very_few};
    return suite_run("tsne", tests, sizeof tests / sizeof *tests);
}
