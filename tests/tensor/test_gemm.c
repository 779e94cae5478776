/* Products against sums in double, on every kernel set: odd sizes, both orders of the operands, the three starts, and
 * the promise that a row's bits depend on the row alone. M, N, K as in gemm.h. */
#include "gemm.h"
#include "kernel_sets.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 3 /* columns behind each row of C, which stay as they are */

typedef struct size {
    size_t m, n, k;
} size;

/* Around the tiles of the sets (8, 16, 32, 64) and past the blocks of the portable one (256). */
static const size sizes[] = {{1, 1, 1},    {1, 17, 3},  {2, 16, 8},   {3, 5, 7},    {5, 33, 1},    {7, 31, 65},
                             {8, 48, 16},  {9, 49, 17}, {13, 64, 30}, {15, 15, 15}, {33, 65, 31},  {64, 32, 64},
                             {65, 97, 33}, {70, 3, 90}, {3, 300, 20}, {6, 20, 300}, {67, 259, 257}};
#define N_SIZES (sizeof sizes / sizeof *sizes)

typedef struct product {
    size size;
    bool left_transposed, right_transposed;
    simile_gemm_start start;
    float *a, *b, *bias, *c, *old, *panel;
} product;

static product new_product(const simile_kernels *set, size s, int variant)
{
    product p = {.size = s, .left_transposed = variant & 1, .right_transposed = variant & 2};
    const size_t n_c = s.m * (s.n + GUARD);
    p.start = (simile_gemm_start)(variant / 4);
    p.a = kernel_sets_values(s.m * s.k, 1, 1);
    p.b = kernel_sets_values(s.k * s.n, 1, 2);
    p.bias = kernel_sets_values(s.n, 1, 3);
    p.old = kernel_sets_values(n_c, 1, 4);
    p.c = kernel_sets_values(n_c, 1, 4);
    p.panel = kernel_sets_values(set->panel_size(s.k, s.n), 1, 5);
    set->panel_pack(p.panel, p.b, p.right_transposed ? s.k : s.n, p.right_transposed, s.k, s.n);
    return p;
}

static void dispose_product(product *p)
{
    float *const all[] = {p->a, p->b, p->bias, p->c, p->old, p->panel};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]);
    }
}

static void run(const product *p, const simile_kernels *set)
{
    simile_left left = {
        .values = p->a, .stride = p->left_transposed ? p->size.m : p->size.k, .transposed = p->left_transposed};
    set->gemm(p->c, p->size.n + GUARD, left, p->panel, p->size.m, p->size.n, p->size.k, p->start,
              p->start == SIMILE_GEMM_BIAS ? p->bias : NULL);
}

/* A chain of K roundings, each at most half a unit of the largest partial sum: |error| ≤ (K + 1) · 2⁻²⁴ · Σ |a·b|. */
static void expect_element(const product *p, const char *set, size_t i, size_t j)
{
    const size s = p->size;
    const size_t place = i * (s.n + GUARD) + j;
    double sum = p->start == SIMILE_GEMM_BIAS ? p->bias[j] : p->start == SIMILE_GEMM_ADD ? p->old[place] : 0;
    double absolute = fabs(sum);
    for (size_t k = 0; k < s.k; k++) {
        double a = p->left_transposed ? p->a[k * s.m + i] : p->a[i * s.k + k];
        double b = p->right_transposed ? p->b[j * s.k + k] : p->b[k * s.n + j];
        sum += a * b;
        absolute += fabs(a * b);
    }
    ck_assert_msg(fabs(p->c[place] - sum) <= (double)(s.k + 1) * 0x1p-24 * absolute,
                  "%s, %zu x %zu x %zu: C[%zu][%zu] = %.9g, not %.9g", set, s.m, s.n, s.k, i, j, (double)p->c[place],
                  sum);
}

static void expect_product(const product *p, const char *set)
{
    const size_t ldc = p->size.n + GUARD;
    for (size_t i = 0; i < p->size.m; i++) {
        for (size_t j = 0; j < p->size.n; j++) {
            expect_element(p, set, i, j);
        }
        ck_assert_mem_eq(p->c + i * ldc + p->size.n, p->old + i * ldc + p->size.n, GUARD * sizeof(float));
    }
}

START_TEST(gemm__agrees_with_double)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; i < n_sets * N_SIZES * 12; i++) {
        const simile_kernels *set = sets[i / (N_SIZES * 12)];
        product p = new_product(set, sizes[i / 12 % N_SIZES], (int)(i % 12));
        run(&p, set);
        expect_product(&p, set->name);
        dispose_product(&p);
    }
}
END_TEST

/* The first m rows alone give the bits they have among all. */
START_TEST(gemm__a_row_does_not_depend_on_the_number_of_rows)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size whole = {67, 53, 130};
    const size_t ldc = whole.n + GUARD;
    for (size_t i = 0; i < n_sets; i++) {
        product all = new_product(sets[i], whole, 4 * SIMILE_GEMM_BIAS);
        run(&all, sets[i]);
        for (size_t first = 0; first < whole.m; first++) {
            product some = all;
            some.c = calloc(whole.m * ldc, sizeof(float));
            some.a = all.a + first * whole.k;
            some.size.m = whole.m - first;
            run(&some, sets[i]);
            for (size_t row = first; row < whole.m; row++) {
                ck_assert_mem_eq(some.c + (row - first) * ldc, all.c + row * ldc, whole.n * sizeof(float));
            }
            free(some.c);
        }
        dispose_product(&all);
    }
}
END_TEST

START_TEST(gemm__vector_sets_give_the_same_bits)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; n_sets > 2 && i < (n_sets - 2) * N_SIZES * 12; i++) {
        const simile_kernels *other = sets[2 + i / (N_SIZES * 12)];
        const size s = sizes[i / 12 % N_SIZES];
        product narrow = new_product(sets[1], s, (int)(i % 12));
        product wide = new_product(other, s, (int)(i % 12));
        run(&narrow, sets[1]);
        run(&wide, other);
        ck_assert_mem_eq(narrow.c, wide.c, narrow.size.m * (narrow.size.n + GUARD) * sizeof(float));
        dispose_product(&narrow);
        dispose_product(&wide);
    }
}
END_TEST

/* C += Aᵀ·B over more tokens than one packed piece holds. */
START_TEST(gemm__outer_adds_over_all_tokens)
{
    const size_t t = 801, m = 19, n = 37;
    float *a = kernel_sets_values(t * m, 1, 1), *b = kernel_sets_values(t * n, 1, 2);
    float *c = kernel_sets_values(m * n, 1, 3), *old = kernel_sets_values(m * n, 1, 3);
    float *work = kernel_sets_values(simile_gemm__outer_work(t, n), 1, 4);
    simile_gemm__outer(c, n, a, m, b, n, t, m, n, work);
    for (size_t i = 0; i < m * n; i++) {
        double sum = old[i], absolute = fabs(sum);
        for (size_t k = 0; k < t; k++) {
            double term = (double)a[k * m + i / n] * b[k * n + i % n];
            sum += term;
            absolute += fabs(term);
        }
        /* the bound of expect_element */
        ck_assert_double_le(fabs(c[i] - sum), (double)(t + 1) * 0x1p-24 * absolute);
    }
    float *const all[] = {a, b, c, old, work};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {gemm__agrees_with_double, gemm__a_row_does_not_depend_on_the_number_of_rows,
                                  gemm__vector_sets_give_the_same_bits, gemm__outer_adds_over_all_tokens};
    return suite_run("gemm", tests, sizeof tests / sizeof *tests);
}
