/* Linear layers in every precision and on every kernel set: against sums in double of the values as they are rounded,
 * and the promise that a row's bits depend on the row alone. M, N, K as in packed.h. */
#include "kernel_sets.h"
#include "packed.h"
#include "suite.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GUARD     3 /* columns behind each row of y, which stay as they are */
#define UNTOUCHED 12345.0F

typedef struct size {
    size_t m, n, k;
} size;

/* Around the tiles of the sets (6 rows; 16, 32 and 64 columns; groups of 2 and 4), and past a stretch of 512. */
static const size sizes[] = {{1, 1, 1},    {2, 3, 5},    {5, 16, 4},   {6, 17, 7},    {7, 64, 33},
                             {12, 65, 64}, {13, 48, 30}, {33, 96, 31}, {9, 130, 129}, {8, 20, 1100}};
#define N_SIZES (sizeof sizes / sizeof *sizes)

typedef struct layer {
    size size;
    float *x, *w, *bias, *y;
    const float **rows; /* [n] of w */
    void *panel, *work;
} layer;

static layer new_layer(const simile_kernels *set, bool is_int8, size s)
{
    layer l = {.size = s};
    l.x = kernel_sets_values(s.m * s.k, 1, 1);
    l.w = kernel_sets_values(s.n * s.k, 0.05, 2);
    l.bias = kernel_sets_values(s.n, 1, 3);
    l.y = kernel_sets_values(s.m * (s.n + GUARD), 1, 4);
    l.rows = malloc(s.n * sizeof *l.rows);
    ck_assert_ptr_nonnull(l.rows);
    for (size_t n = 0; n < s.n; n++) {
        l.rows[n] = l.w + n * s.k;
    }
    for (size_t i = 0; i < s.m * (s.n + GUARD); i++) {
        l.y[i] = UNTOUCHED;
    }
    size_t panel = is_int8 ? set->int8_panel_size(s.k, s.n) : set->bf16_panel_size(s.k, s.n);
    size_t work = is_int8 ? set->int8_work_size(s.m, s.k) : set->bf16_work_size(s.m, s.k);
    l.panel = aligned_alloc(64, (panel / 64 + 1) * 64);
    l.work = aligned_alloc(64, (work / 64 + 1) * 64);
    ck_assert_ptr_nonnull(l.panel);
    ck_assert_ptr_nonnull(l.work);
    (is_int8 ? set->int8_panel_pack : set->bf16_panel_pack_rows)(l.panel, l.rows, s.k, s.n);
    return l;
}

static void dispose_layer(layer *l)
{
    free(l->x);
    free(l->w);
    free(l->bias);
    free(l->y);
    free(l->rows);
    free(l->panel);
    free(l->work);
}

/* Rows first … of x alone. */
static void run(const layer *l, const simile_kernels *set, bool is_int8, size_t first, size_t m, const float *bias)
{
    const size_t ldy = l->size.n + GUARD;
    const float *x = l->x + first * l->size.k;
    if (is_int8) {
        set->int8_multiply(l->y + first * ldy, ldy, x, l->size.k, l->panel, m, l->size.n, l->size.k, bias, l->work);
        return;
    }
    set->bf16_gemm(l->y + first * ldy, ldy, (simile_left){.values = x, .stride = l->size.k}, l->panel, m, l->size.n,
                   l->size.k, bias ? SIMILE_GEMM_BIAS : SIMILE_GEMM_ZERO, bias, l->work);
}

/* As for the gemm: K roundings, each at most half a unit of the sum of absolute products; VDPBF16PS rounds twice a
 * pair. */
static void expect_bf16(const layer *l, const char *set, size_t i, size_t j, const float *bias)
{
    const size s = l->size;
    double sum = bias ? bias[j] : 0, absolute = fabs(sum);
    for (size_t k = 0; k < s.k; k++) {
        double product =
            (double)kernel_sets_to_bf16(l->x[i * s.k + k]) * (double)kernel_sets_to_bf16(l->w[j * s.k + k]);
        sum += product;
        absolute += fabs(product);
    }
    const double found = l->y[i * (s.n + GUARD) + j];
    ck_assert_msg(fabs(found - sum) <= (double)(s.k + 2) * 0x1p-23 * absolute,
                  "bf16, %s, %zu x %zu x %zu: y[%zu][%zu] = %.9g, not %.9g", set, s.m, s.n, s.k, i, j, found, sum);
}

static double largest(const float *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        most = fabs((double)values[i]) > most ? fabs((double)values[i]) : most;
    }
    return most;
}

/* Each weight is off by at most half a step of max|W|/127, each value of x by half a step of its range/255 (half a step
 * more where the zero point was rounded): |error| ≤ Σ |x|·δw + |w|·δx + δw·δx. */
static void expect_int8(const layer *l, const char *set, size_t i, size_t j, const float *bias)
{
    const size s = l->size;
    const float *x = l->x + i * s.k, *w = l->w + j * s.k;
    const double of_w = largest(w, s.k) / 127 / 2, of_x = 2 * largest(x, s.k) / 255;
    double sum = bias ? bias[j] : 0, bound = 1e-6 * (1 + fabs(sum));
    for (size_t k = 0; k < s.k; k++) {
        sum += (double)x[k] * (double)w[k];
        bound += 1.001 * (fabs((double)x[k]) * of_w + fabs((double)w[k]) * of_x + of_w * of_x);
    }
    const double found = l->y[i * (s.n + GUARD) + j];
    ck_assert_msg(fabs(found - sum) <= bound, "int8, %s, %zu x %zu x %zu: y[%zu][%zu] = %.9g, not %.9g ± %.3g", set,
                  s.m, s.n, s.k, i, j, found, sum, bound);
}

static void expect_layer(const layer *l, const char *set, bool is_int8, const float *bias)
{
    const size_t ldy = l->size.n + GUARD;
    for (size_t i = 0; i < l->size.m; i++) {
        for (size_t j = 0; j < l->size.n; j++) {
            (is_int8 ? expect_int8 : expect_bf16)(l, set, i, j, bias);
        }
        for (size_t j = l->size.n; j < ldy; j++) {
            ck_assert_float_eq(l->y[i * ldy + j], UNTOUCHED);
        }
    }
}

START_TEST(packed__agrees_with_double)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; i < n_sets * N_SIZES * 4; i++) {
        const simile_kernels *set = sets[i / (N_SIZES * 4)];
        const bool is_int8 = i % 2;
        layer l = new_layer(set, is_int8, sizes[i / 4 % N_SIZES]);
        const float *bias = i / 2 % 2 ? l.bias : NULL;
        run(&l, set, is_int8, 0, l.size.m, bias);
        expect_layer(&l, set->name, is_int8, bias);
        dispose_layer(&l);
    }
}
END_TEST

/* Sums of whole numbers are exact, so int8 has the same bits on every set, whatever its instructions. */
START_TEST(packed__int8_has_the_same_bits_on_every_set)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    for (size_t i = 0; i < N_SIZES; i++) {
        layer first = new_layer(sets[n_sets - 1], true, sizes[i]);
        run(&first, sets[n_sets - 1], true, 0, sizes[i].m, first.bias);
        /* portable may multiply and add apart where the others fuse */
        for (size_t s = 1; s + 1 < n_sets; s++) {
            layer other = new_layer(sets[s], true, sizes[i]);
            run(&other, sets[s], true, 0, sizes[i].m, other.bias);
            ck_assert_mem_eq(first.y, other.y, sizes[i].m * (sizes[i].n + GUARD) * sizeof(float));
            dispose_layer(&other);
        }
        dispose_layer(&first);
    }
}
END_TEST

START_TEST(packed__a_row_does_not_depend_on_the_number_of_rows)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size whole = {33, 53, 130};
    for (size_t i = 0; i < 2 * n_sets; i++) {
        const bool is_int8 = i % 2;
        layer all = new_layer(sets[i / 2], is_int8, whole), some = new_layer(sets[i / 2], is_int8, whole);
        run(&all, sets[i / 2], is_int8, 0, whole.m, all.bias);
        for (size_t first = 0, m = 1; first + m <= whole.m; first += m, m = m % 7 + 1) {
            run(&some, sets[i / 2], is_int8, first, m, some.bias);
            ck_assert_mem_eq(all.y + first * (whole.n + GUARD), some.y + first * (whole.n + GUARD),
                             m * (whole.n + GUARD) * sizeof(float));
        }
        dispose_layer(&all);
        dispose_layer(&some);
    }
}
END_TEST

/* What a damaged or overflowing model may compute: no value of x makes the rounding misbehave. */
START_TEST(packed__takes_any_value)
{
    static const float odd[] = {0, -0.0F, 1e-38F, 3e38F, -3e38F, INFINITY, -INFINITY, NAN};
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size s = {8, 5, 8};
    for (size_t i = 0; i < 2 * n_sets; i++) {
        layer l = new_layer(sets[i / 2], i % 2, s);
        for (size_t j = 0; j < s.m; j++) {
            l.x[j * s.k + j] = odd[j];
        }
        run(&l, sets[i / 2], i % 2, 0, s.m, NULL);
        ck_assert(isfinite(l.y[0]) && isfinite(l.y[s.n + GUARD]) && isfinite(l.y[2 * (s.n + GUARD)]));
        dispose_layer(&l);
    }
}
END_TEST

/* A row of zeros has no range to make steps of. */
START_TEST(packed__zeros_give_the_bias)
{
    const simile_kernels *sets[MAX_KERNEL_SETS];
    const size_t n_sets = kernel_sets_list(sets);
    const size s = {3, 5, 9};
    for (size_t i = 0; i < 2 * n_sets; i++) {
        layer l = new_layer(sets[i / 2], i % 2, s);
        memset(l.x, 0, s.m * s.k * sizeof *l.x);
        run(&l, sets[i / 2], i % 2, 0, s.m, l.bias);
        for (size_t j = 0; j < s.m * s.n; j++) {
            ck_assert_float_eq(l.y[j / s.n * (s.n + GUARD) + j % s.n], l.bias[j % s.n]);
        }
        dispose_layer(&l);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {packed__agrees_with_double, packed__int8_has_the_same_bits_on_every_set,
                                  packed__a_row_does_not_depend_on_the_number_of_rows, packed__takes_any_value,
                                  packed__zeros_give_the_bias};
    return suite_run("packed", tests, sizeof tests / sizeof *tests);
}
