/* Products in double, in every kernel set, against plain loops. */
#include "kernel_sets.h"
#include "random.h"
#include "suite.h"
#include "wide.h"
#include <math.h>

/* No number is a multiple of any tile or block. */
enum { M = 7, N = 133, K = 141 };

static float x[N * K];
static double w[M * K], p[M * N];
static const float *rows[N];

static void draw(void)
{
    simile_random random;
    simile_random__init(&random, 1, 0);
    for (size_t i = 0; i < N * K; i++) {
        x[i] = (float)simile_random__normal(&random);
        rows[i / K] = x + i / K * K;
    }
    for (size_t i = 0; i < M * K; i++) {
        w[i] = simile_random__normal(&random);
    }
    for (size_t i = 0; i < M * N; i++) {
        p[i] = simile_random__normal(&random);
    }
}

/* Sums of 141 products of normal numbers in double round by far less than 1e-12. */
START_TEST(wide__products_are_those_of_plain_loops)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    draw();
    for (size_t s = 0; s < n_sets; s++) {
        static double z[M * N], g[M * K];
        sets[s]->wide_multiply(z, N, w, K, rows, M, N, K);
        for (size_t i = 0; i < M * K; i++) {
            g[i] = w[i];
        }
        sets[s]->wide_add_outer(g, K, p, N, rows, M, N, K);
        for (size_t i = 0; i < M; i++) {
            for (size_t j = 0; j < N; j++) {
                double sum = 0;
                for (size_t k = 0; k < K; k++) {
                    sum += w[i * K + k] * (double)x[j * K + k];
                }
                ck_assert_double_eq_tol(z[i * N + j], sum, 1e-12);
            }
            for (size_t k = 0; k < K; k++) {
                double sum = w[i * K + k];
                for (size_t j = 0; j < N; j++) {
                    sum += p[i * N + j] * (double)x[j * K + k];
                }
                ck_assert_double_eq_tol(g[i * K + k], sum, 1e-12);
            }
        }
    }
}
END_TEST

START_TEST(wide__products_of_a_part_have_the_bits_of_the_whole)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    draw();
    for (size_t s = 0; s < n_sets; s++) {
        static double z[M * N], part[2 * 5];
        sets[s]->wide_multiply(z, N, w, K, rows, M, N, K);
        sets[s]->wide_multiply(part, 5, w + 3 * K, K, rows + 60, 2, 5, K);
        for (size_t i = 0; i < 2; i++) {
            ck_assert_mem_eq(part + i * 5, z + (3 + i) * N + 60, 5 * sizeof *part);
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {wide__products_are_those_of_plain_loops,
                                  wide__products_of_a_part_have_the_bits_of_the_whole};
    return suite_run("wide", tests, sizeof tests / sizeof *tests);
}
