/* The products of the backward pass in bf16, on every kernel set: with A as it lies and transposed, added to what C
 * holds; against sums in double of the rounded values. M, N, K as in gemm.h. */
#include "cpu.h"
#include "kernel_sets.h"
#include "packed.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 3 /* columns behind each row of C, which stay as they are */

typedef struct size {
    size_t m, n, k;
} size;

/* Around the tiles of the sets (6 rows; 16, 32 and 64 columns; pairs of k), past a stretch of 96 rows and one of 384
 * of k. */
static const size sizes[] = {{1, 1, 1},    {2, 3, 5},     {5, 16, 4},    {6, 17, 7},    {7, 64, 33},
                             {12, 65, 64}, {101, 20, 30}, {192, 3, 385}, {9, 130, 129}, {8, 20, 1100}};
#define N_SIZES (sizeof sizes / sizeof *sizes)

typedef struct product {
    size size;
    bool transposed;   /* A lies as [k][m] */
    float *a, *b;      /* b [k][n] */
    float *before, *c; /* [m][n + GUARD] */
    void *panel, *work;
} product;

static void *new_bytes(size_t n)
{
    void *bytes = aligned_alloc(64, (n / 64 + 1) * 64);
    ck_assert_ptr_nonnull(bytes);
    return bytes;
}

static product new_product(const simile_kernels *set, size s, bool transposed)
{
    const size_t n_values = s.m * (s.n + GUARD);
    product p = {.size = s, .transposed = transposed};
    p.a = kernel_sets_values(s.m * s.k, 1, 1);
    p.b = kernel_sets_values(s.k * s.n, 1, 2);
    p.before = kernel_sets_values(n_values, 1, 3);
    p.c = kernel_sets_values(n_values, 1, 3);
    p.panel = new_bytes(set->bf16_panel_size(s.k, s.n));
    p.work = new_bytes(set->bf16_work_size(s.m, s.k));
    set->bf16_panel_pack(p.panel, p.b, s.n, s.k, s.n);
    return p;
}

static void dispose_product(product *p)
{
    free(p->a);
    free(p->b);
    free(p->before);
    free(p->c);
    free(p->panel);
    free(p->work);
}

/* Rows first … of A alone. */
static void run(const product *p, const simile_kernels *set, size_t first, size_t m)
{
    const size s = p->size;
    const size_t ldc = s.n + GUARD, stride = p->transposed ? s.m : s.k;
    const simile_left left = {p->a + first * (p->transposed ? 1 : stride), stride, p->transposed};
    set->bf16_gemm(p->c + first * ldc, ldc, left, p->panel, m, s.n, s.k, SIMILE_GEMM_ADD, NULL, p->work);
}

/* As for the gemm: K roundings, each at most half a unit of the sum of absolute products; VDPBF16PS rounds twice a
 * pair. */
static void expect_sum(const product *p, const char *set, size_t i, size_t j)
{
    const size s = p->size;
    const size_t place = i * (s.n + GUARD) + j;
    double sum = (double)p->before[place], absolute = fabs(sum);
    for (size_t k = 0; k < s.k; k++) {
        const float a = p->transposed ? p->a[k * s.m + i] : p->a[i * s.k + k];
        const double one = (double)kernel_sets_to_bf16(a) * (double)kernel_sets_to_bf16(p->b[k * s.n + j]);
        sum += one;
        absolute += fabs(one);
    }
    const double found = (double)p->c[place];
    ck_assert_msg(fabs(found - sum) <= (double)(s.k + 2) * 0x1p-23 * absolute,
                  "%s, %zu x %zu x %zu%s: C[%zu][%zu] = %.9g, not %.9g", set, s.m, s.n, s.k,
                  p->transposed ? ", transposed" : "", i, j, found, sum);
}

static void expect_product(const product *p, const char *set)
{
    const size_t ldc = p->size.n + GUARD;
    for (size_t i = 0; i < p->size.m; i++) {
        for (size_t j = 0; j < p->size.n; j++) {
            expect_sum(p, set, i, j);
        }
        ck_assert_mem_eq(p->c + i * ldc + p->size.n, p->before + i * ldc + p->size.n, GUARD * sizeof *p->c);
    }
}

START_TEST(packed_backward__adds_what_double_adds)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; i < n_sets * N_SIZES * 2; i++) {
        const simile_kernels *set = sets[i / (N_SIZES * 2)];
        product p = new_product(set, sizes[i / 2 % N_SIZES], i % 2);
        run(&p, set, 0, p.size.m);
        expect_product(&p, set->name);
        dispose_product(&p);
    }
}
END_TEST

/* W packed from Wᵀ is W packed from its rows. */
START_TEST(packed_backward__columns_pack_as_rows_do)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; i < n_sets * N_SIZES; i++) {
        const simile_kernels *set = sets[i / N_SIZES];
        const size s = sizes[i % N_SIZES];
        product p = new_product(set, s, false);
        float *turned = kernel_sets_values(s.n * s.k, 1, 4);
        const float **rows = malloc(s.n * sizeof *rows);
        ck_assert_ptr_nonnull(rows);
        for (size_t n = 0; n < s.n; n++) {
            rows[n] = turned + n * s.k;
            for (size_t k = 0; k < s.k; k++) {
                turned[n * s.k + k] = p.b[k * s.n + n];
            }
        }
        void *panel = new_bytes(set->bf16_panel_size(s.k, s.n));
        set->bf16_panel_pack_rows(panel, rows, s.k, s.n);
        ck_assert_mem_eq(panel, p.panel, set->bf16_panel_size(s.k, s.n));
        free(panel);
        free(rows);
        free(turned);
        dispose_product(&p);
    }
}
END_TEST

START_TEST(packed_backward__a_row_does_not_depend_on_the_number_of_rows)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size whole = {101, 53, 131};
    for (size_t i = 0; i < 2 * n_sets; i++) {
        product all = new_product(sets[i / 2], whole, i % 2), some = new_product(sets[i / 2], whole, i % 2);
        run(&all, sets[i / 2], 0, whole.m);
        for (size_t first = 0, m = 1; first + m <= whole.m; first += m, m = m % 7 + 1) {
            run(&some, sets[i / 2], first, m);
            ck_assert_mem_eq(all.c + first * (whole.n + GUARD), some.c + first * (whole.n + GUARD),
                             m * (whole.n + GUARD) * sizeof(float));
        }
        dispose_product(&all);
        dispose_product(&some);
    }
}
END_TEST

/* The gradient of weights over more tokens and outputs than are taken at once, by the set in use. */
START_TEST(packed_backward__outer_adds_over_all_tokens)
{
    const simile_kernels *set = simile_cpu__kernels();
    const size s = {100, 70, 2 * SIMILE_OUTER_DEPTH + 33};
    product p = new_product(set, s, true);
    void *work = new_bytes(simile_packed__outer_work(SIMILE_PRECISION_BF16, s.k, s.n));
    simile_packed__outer(SIMILE_PRECISION_BF16, p.c, s.n + GUARD, p.a, s.m, p.b, s.n, s.k, s.m, s.n, work);
    expect_product(&p, set->name);
    free(work);
    dispose_product(&p);
}
END_TEST

/* dx += dy·W over more rows than are taken at once, by the set in use. */
START_TEST(packed_backward__adds_to_the_gradient_of_the_input)
{
    const simile_kernels *set = simile_cpu__kernels();
    const size s = {100, 37, 70};
    product p = new_product(set, s, false);
    const simile_packed packed = {SIMILE_PRECISION_BF16, s.k, s.n, p.panel};
    void *work = new_bytes(simile_packed__work(SIMILE_PRECISION_BF16, s.k));
    memset(p.panel, 0xFF, simile_packed__size(SIMILE_PRECISION_BF16, s.k, s.n));
    simile_packed__pack_columns(&packed, p.b, s.n);
    simile_packed__multiply(p.c, s.n + GUARD, &packed, p.a, s.k, s.m, SIMILE_GEMM_ADD, NULL, work);
    expect_product(&p, set->name);
    free(work);
    dispose_product(&p);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {packed_backward__adds_what_double_adds, packed_backward__columns_pack_as_rows_do,
                                  packed_backward__a_row_does_not_depend_on_the_number_of_rows,
                                  packed_backward__outer_adds_over_all_tokens,
                                  packed_backward__adds_to_the_gradient_of_the_input};
    return suite_run("packed_backward", tests, sizeof tests / sizeof *tests);
}
