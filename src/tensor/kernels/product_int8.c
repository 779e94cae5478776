/* Products in 8 bits: y [M, N] = x [M, K] · W [N, K]ᵀ + bias, with whole numbers in between.
 *
 *     W[n][k] ≈ scale[n] · w[n][k],            w in −127 … 127,  scale[n] = max|W[n]| / 127
 *     x[m][k] ≈ step[m] · (q[m][k] − zero[m]), q in 0 … 255,     step[m] = (max x[m] − min x[m]) / 255, 0 in the range
 *     y[m][n] = step[m] · Σₖ (q − zero)·w · scale[n] + bias[n]
 *
 * The sums are exact in 32 bits, so all sets give the same bits. Instructions that multiply bytes without VNNI saturate
 * at 16 bits; the sets without it take 16-bit factors instead, which multiply as fast and never saturate.
 *
 * A panel holds, behind scale and Σₖ w of each output, TILE_COLUMNS outputs at a time: [group][column][GROUP], where a
 * group is 4 bytes of k. The rounded rows of x are [M][group][GROUP]. */
#include "kernels.h"
#include "simd.h"
#include <stdint.h>
#include <string.h>

#if defined(__AVX512VNNI__) && !defined(SIMILE_REAL_IS_DOUBLE)
#define GROUP        4
#define TILE_VECTORS 4
typedef uint8_t left_value;
typedef int8_t right_value;
#elif VEC_WIDTH >= 8
#define GROUP        2
#define TILE_VECTORS (VEC_WIDTH == 16 ? 4 : 2)
typedef int16_t left_value;
typedef int16_t right_value;
#else
#define GROUP        2
#define TILE_VECTORS 1
typedef int16_t left_value;
typedef int16_t right_value;
#endif

#define TILE_ROWS    6
#define TILE_COLUMNS (TILE_VECTORS * VEC_WIDTH)
#define GROUP_BYTES  (GROUP * sizeof(right_value))
#define ROUND_SHIFT  ((simile_real)12582912) /* adding and taking away 1.5 · 2²³ rounds to the nearest whole number */

/* The parts of a panel. */
typedef struct right_view {
    simile_real *scales; /* [columns] */
    int32_t *sums;       /* [columns] Σₖ w */
    right_value *values; /* [columns / TILE_COLUMNS][groups][TILE_COLUMNS][GROUP] */
    size_t groups, columns;
} right_view;

/* The parts of the workspace. */
typedef struct left_view {
    simile_real *steps; /* [M] */
    int32_t *zeros;     /* [M] */
    left_value *values; /* [M][groups][GROUP]; with 16 bits the zero point is taken off already */
    size_t groups;
} left_view;

static size_t groups_of(size_t k)
{
    return (k + GROUP - 1) / GROUP;
}

static size_t columns_of(size_t n)
{
    return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
}

static size_t aligned(size_t n_bytes)
{
    return (n_bytes + 63) / 64 * 64;
}

static right_view view_right(const void *panel, size_t k, size_t n)
{
    right_view view = {.groups = groups_of(k), .columns = columns_of(n)};
    unsigned char *at = (unsigned char *)(uintptr_t)panel;
    view.scales = (simile_real *)(void *)at;
    at += aligned(view.columns * sizeof *view.scales);
    view.sums = (int32_t *)(void *)at;
    at += aligned(view.columns * sizeof *view.sums);
    view.values = (right_value *)(void *)at;
    return view;
}

static left_view view_left(void *work, size_t m, size_t k)
{
    left_view view = {.groups = groups_of(k)};
    unsigned char *at = work;
    view.steps = (simile_real *)(void *)at;
    at += aligned(m * sizeof *view.steps);
    view.zeros = (int32_t *)(void *)at;
    at += aligned(m * sizeof *view.zeros);
    view.values = (left_value *)(void *)at;
    return view;
}

size_t SIMILE_KERNEL(int8_panel_size)(size_t k, size_t n)
{
    const size_t columns = columns_of(n);
    return aligned(columns * sizeof(simile_real)) + aligned(columns * sizeof(int32_t)) +
           columns * groups_of(k) * GROUP_BYTES;
}

size_t SIMILE_KERNEL(int8_work_size)(size_t m, size_t k)
{
    return aligned(m * sizeof(simile_real)) + aligned(m * sizeof(int32_t)) + m * groups_of(k) * GROUP_BYTES;
}

/* The range of a row, 0 included. */
static void find_range(simile_real *low, simile_real *high, const simile_real *x, size_t k)
{
    simile_real lows[LANES] = {0}, highs[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= k; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lows[l] = x[i + l] < lows[l] ? x[i + l] : lows[l];
            highs[l] = x[i + l] > highs[l] ? x[i + l] : highs[l];
        }
    }
    *low = 0;
    *high = 0;
    for (size_t l = 0; l < LANES; l++) {
        *low = lows[l] < *low ? lows[l] : *low;
        *high = highs[l] > *high ? highs[l] : *high;
    }
    for (; i < k; i++) {
        *low = x[i] < *low ? x[i] : *low;
        *high = x[i] > *high ? x[i] : *high;
    }
}

/* The nearest whole number to x within ±bound; a NaN becomes −bound. */
static inline int32_t round_within(simile_real x, simile_real bound)
{
    simile_real bounded = x > -bound ? x : -bound;
    bounded = bounded < bound ? bounded : bound;
    return (int32_t)((bounded + ROUND_SHIFT) - ROUND_SHIFT);
}

#define STRETCH 512 /* of a row of W, rounded at once; a multiple of GROUP */

/* One row of W: its scale, its whole numbers at column `column`. */
static void pack_row(right_view *view, size_t column, const simile_real *row, size_t k)
{
    simile_real low, high;
    find_range(&low, &high, row, k);
    const simile_real most = high > -low ? high : -low;
    const simile_real inverse = most > 0 ? 127 / most : 0;
    right_value *tile = view->values + column / TILE_COLUMNS * view->groups * TILE_COLUMNS * GROUP;
    right_value *to = tile + column % TILE_COLUMNS * GROUP;
    int32_t sum = 0;
    for (size_t i = 0; i < k; i += STRETCH) {
        right_value rounded[STRETCH] = {0};
        const size_t n = k - i < STRETCH ? k - i : STRETCH;
        for (size_t j = 0; j < n; j++) {
            const int32_t value = round_within(row[i + j] * inverse, 127);
            rounded[j] = (right_value)value;
            sum += value;
        }
        for (size_t j = 0; j < n; j += GROUP) {
            memcpy(to, rounded + j, GROUP_BYTES);
            to += TILE_COLUMNS * GROUP;
        }
    }
    view->scales[column] = most / 127;
    view->sums[column] = sum;
}

/* The columns behind the last output are zeros. */
static void clear_last_tile(right_view *view)
{
    const size_t tile_size = view->groups * TILE_COLUMNS * GROUP;
    const size_t first = view->columns - TILE_COLUMNS;
    memset(view->scales + first, 0, TILE_COLUMNS * sizeof *view->scales);
    memset(view->sums + first, 0, TILE_COLUMNS * sizeof *view->sums);
    memset(view->values + first / TILE_COLUMNS * tile_size, 0, tile_size * sizeof *view->values);
}

void SIMILE_KERNEL(int8_panel_pack)(void *panel, const simile_real *const *rows, size_t k, size_t n)
{
    right_view view = view_right(panel, k, n);
    if (n < view.columns) {
        clear_last_tile(&view);
    }
    for (size_t i = 0; i < n; i++) {
        pack_row(&view, i, rows[i], k);
    }
}

/* One row of x. */
static void round_row(left_view *view, size_t row, const simile_real *x, size_t k)
{
    left_value *values = view->values + row * view->groups * GROUP;
    simile_real low, high;
    find_range(&low, &high, x, k);
    const simile_real step = (high - low) / 255, inverse = step > 0 ? 1 / step : 0;
    const int32_t zero = round_within(-low * inverse, 255);
#if GROUP == 4
    const int32_t taken = 0;
#else
    const int32_t taken = zero;
#endif
    for (size_t i = 0; i < k; i++) {
        int32_t value = round_within(x[i] * inverse, 256) + zero;
        value = value > 0 ? value : 0;
        value = value < 255 ? value : 255;
        values[i] = (left_value)(value - taken);
    }
    for (size_t i = k; i < view->groups * GROUP; i++) {
        values[i] = 0;
    }
    view->steps[row] = step;
    view->zeros[row] = zero;
}

#if VEC_WIDTH >= 8

#if VEC_WIDTH == 16
typedef __m512i whole;
#define whole_zero()         _mm512_setzero_si512()
#define whole_load(p)        _mm512_loadu_si512(p)
#define whole_set(x)         _mm512_set1_epi32(x)
#define whole_subtract(a, b) _mm512_sub_epi32(a, b)
#define whole_multiply(a, b) _mm512_mullo_epi32(a, b)
#define whole_to_vec(a)      _mm512_cvtepi32_ps(a)
#define vec_multiply(a, b)   _mm512_mul_ps(a, b)
#else
typedef __m256i whole;
#define whole_zero()       _mm256_setzero_si256()
#define whole_load(p)      _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define whole_set(x)       _mm256_set1_epi32(x)
#define whole_to_vec(a)    _mm256_cvtepi32_ps(a)
#define vec_multiply(a, b) _mm256_mul_ps(a, b)
#endif

/* sum + the products of a group, for each column. As intrinsics the compiler keeps the sums of a tile in memory. */
static inline whole add_products(whole sum, whole left, whole right)
{
#if GROUP == 4
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(left), "v"(right));
#elif VEC_WIDTH == 16
    whole products;
    __asm__("vpmaddwd %3, %2, %1\n\tvpaddd %1, %0, %0" : "+v"(sum), "=&v"(products) : "v"(left), "v"(right));
#else
    whole products;
    __asm__("vpmaddwd %3, %2, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(products) : "x"(left), "x"(right));
#endif
    return sum;
}

/* A tile: rows `row` … of x against the columns from `column` on. */
typedef struct tile_place {
    simile_real *y;
    size_t ldy, row, column;
    const simile_real *bias; /* of the first column; NULL: zero */
} tile_place;

/* Sums to outputs. */
static inline __attribute__((always_inline)) void finish_row(simile_real *y, const whole *sums, const left_view *left,
                                                             const right_view *right, const tile_place *place, size_t r)
{
    const vec step = vec_set(left->steps[place->row + r]);
#pragma GCC unroll 4
    for (size_t v = 0; v < TILE_VECTORS; v++) {
        const size_t column = place->column + v * VEC_WIDTH;
        whole sum = sums[v];
#if GROUP == 4
        const whole zero = whole_set(left->zeros[place->row + r]);
        sum = whole_subtract(sum, whole_multiply(zero, whole_load(right->sums + column)));
#endif
        vec start = place->bias ? vec_load(place->bias + v * VEC_WIDTH) : vec_set(0);
        vec_store(y + v * VEC_WIDTH,
                  vec_fma(vec_multiply(whole_to_vec(sum), step), vec_load(right->scales + column), start));
    }
}

static inline __attribute__((always_inline)) void run_tile(const tile_place *place, const left_view *left,
                                                           const right_view *right, const size_t rows)
{
    const size_t groups = left->groups;
    const left_value *a = left->values + place->row * groups * GROUP;
    const right_value *b = right->values + place->column * groups * GROUP;
    whole sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            sum[r][v] = whole_zero();
        }
    }
    for (size_t g = 0; g < groups; g++) {
        whole panel[TILE_VECTORS];
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            panel[v] = whole_load(b + (g * TILE_COLUMNS + v * VEC_WIDTH) * GROUP);
        }
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            int32_t group;
            memcpy(&group, a + (r * groups + g) * GROUP, sizeof group);
            const whole factor = whole_set(group);
#pragma GCC unroll 4
            for (size_t v = 0; v < TILE_VECTORS; v++) {
                sum[r][v] = add_products(sum[r][v], factor, panel[v]);
            }
        }
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
        finish_row(place->y + r * place->ldy, sum[r], left, right, place, r);
    }
}

static void run_rows(const tile_place *place, const left_view *left, const right_view *right, size_t rows)
{
    switch (rows) {
    case 6:
        run_tile(place, left, right, 6);
        break;
    case 5:
        run_tile(place, left, right, 5);
        break;
    case 4:
        run_tile(place, left, right, 4);
        break;
    case 3:
        run_tile(place, left, right, 3);
        break;
    case 2:
        run_tile(place, left, right, 2);
        break;
    default:
        run_tile(place, left, right, 1);
    }
}

/* A tile that reaches past N: computed aside, only its own columns come back. */
static void run_ragged(const tile_place *place, const left_view *left, const right_view *right, size_t rows,
                       size_t columns)
{
    simile_real side[TILE_ROWS * TILE_COLUMNS], bias[TILE_COLUMNS] = {0};
    tile_place aside = *place;
    if (place->bias) {
        memcpy(bias, place->bias, columns * sizeof *bias);
    }
    aside.y = side;
    aside.ldy = TILE_COLUMNS;
    aside.bias = bias;
    run_rows(&aside, left, right, rows);
    for (size_t r = 0; r < rows; r++) {
        memcpy(place->y + r * place->ldy, side + r * TILE_COLUMNS, columns * sizeof *side);
    }
}

static void multiply(simile_real *y, size_t ldy, const left_view *left, const right_view *right, size_t m, size_t n,
                     const simile_real *bias)
{
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        for (size_t i = 0; i < m; i += TILE_ROWS) {
            const tile_place place = {y + i * ldy + j, ldy, i, j, bias ? bias + j : NULL};
            const size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
            if (n - j < TILE_COLUMNS) {
                run_ragged(&place, left, right, rows, n - j);
            } else {
                run_rows(&place, left, right, rows);
            }
        }
    }
}

#else

static void multiply(simile_real *y, size_t ldy, const left_view *left, const right_view *right, size_t m, size_t n,
                     const simile_real *bias)
{
    const size_t groups = left->groups;
    for (size_t i = 0; i < m; i++) {
        const left_value *a = left->values + i * groups * GROUP;
        for (size_t j = 0; j < n; j += TILE_COLUMNS) {
            const right_value *b = right->values + j * groups * GROUP;
            int32_t sum[TILE_COLUMNS] = {0};
            for (size_t g = 0; g < groups; g++) {
                for (size_t c = 0; c < TILE_COLUMNS; c++) {
                    for (size_t d = 0; d < GROUP; d++) {
                        sum[c] += a[g * GROUP + d] * b[(g * TILE_COLUMNS + c) * GROUP + d];
                    }
                }
            }
            for (size_t c = 0; c < TILE_COLUMNS && j + c < n; c++) {
                y[i * ldy + j + c] =
                    SIMILE_FMA((simile_real)sum[c] * left->steps[i], right->scales[j + c], bias ? bias[j + c] : 0);
            }
        }
    }
}

#endif

void SIMILE_KERNEL(int8_multiply)(simile_real *y, size_t ldy, const simile_real *x, size_t ldx, const void *panel,
                                  size_t m, size_t n, size_t k, const simile_real *bias, void *work)
{
    const right_view right = view_right(panel, k, n);
    left_view left = view_left(work, m, k);
    for (size_t i = 0; i < m; i++) {
        round_row(&left, i, x + i * ldx, k);
    }
    multiply(y, ldy, &left, &right, m, n, bias);
}
