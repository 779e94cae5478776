/* The matrix product of values rounded to bfloat16 with sums in float32: C [M, N] = start + A [M, K] · B [K, N]. A and
 * B are rounded to the nearest bfloat16, ties to even; start and C are float32.
 *
 * With AVX512-BF16 two products at a time go into a sum (VDPBF16PS): those of k = 0 and 1, then of 2 and 3, and so on.
 * A set without it multiplies the rounded values as reals: the same rounding of the operands, another order of the sum,
 * the speed of float32. */
#include "kernels.h"
#include "simd.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifndef SIMILE_REAL_IS_DOUBLE

/* The upper half of a float, rounded. A NaN keeps its sign and stays one. */
static inline uint32_t round_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint32_t rounded = bits + 0x7FFFU + (bits >> 16 & 1U);
    return (bits & 0x7FFFFFFFU) > 0x7F800000U ? bits | 0x00400000U : rounded;
}

#endif

#if defined(__AVX512BF16__) && !defined(SIMILE_REAL_IS_DOUBLE)

#define TILE_ROWS    6
#define TILE_VECTORS 4
#define TILE_COLUMNS (TILE_VECTORS * VEC_WIDTH)
#define STRETCH      (16 * TILE_ROWS) /* columns of a transposed A that are rounded at once */

/* B is packed in panels of TILE_COLUMNS columns, each [pair of k][column][2]; an odd k is filled up with a zero. */

bool SIMILE_KERNEL(bf16_is_native)(void)
{
    return true;
}

static size_t pairs_of(size_t k)
{
    return (k + 1) / 2;
}

size_t SIMILE_KERNEL(bf16_panel_size)(size_t k, size_t n)
{
    return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS * pairs_of(k) * 2 * sizeof(uint16_t);
}

/* pairs[i] = first[i] and second[i], as they lie behind one another in memory; `second` NULL: zeros. */
static void round_pairs(uint32_t *pairs, const simile_real *first, const simile_real *second, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pairs[i] = round_bits(first[i]) >> 16;
    }
    for (size_t i = 0; i < n && second; i++) {
        pairs[i] |= round_bits(second[i]) & 0xFFFF0000U;
    }
}

void SIMILE_KERNEL(bf16_panel_pack)(void *panel, const simile_real *b, size_t ldb, size_t k, size_t n)
{
    uint16_t *values = panel;
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        const size_t columns = n - j < TILE_COLUMNS ? n - j : TILE_COLUMNS;
        for (size_t i = 0; i < k; i += 2) {
            const simile_real *first = b + i * ldb + j;
            uint32_t pairs[TILE_COLUMNS] = {0};
            round_pairs(pairs, first, i + 1 < k ? first + ldb : NULL, columns);
            memcpy(values, pairs, sizeof pairs);
            values += 2 * TILE_COLUMNS;
        }
    }
}

void SIMILE_KERNEL(bf16_panel_pack_rows)(void *panel, const simile_real *const *rows, size_t k, size_t n)
{
    uint16_t *values = panel;
    const size_t pairs = pairs_of(k);
    memset(panel, 0, SIMILE_KERNEL(bf16_panel_size)(k, n));
    for (size_t j = 0; j < n; j++) {
        uint16_t *column = values + j / TILE_COLUMNS * pairs * TILE_COLUMNS * 2 + j % TILE_COLUMNS * 2;
        for (size_t i = 0; i < k; i++) {
            column[i / 2 * TILE_COLUMNS * 2 + i % 2] = (uint16_t)(round_bits(rows[j][i]) >> 16);
        }
    }
}

size_t SIMILE_KERNEL(bf16_work_size)(size_t m, size_t k)
{
    return (m + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS * pairs_of(k) * 2 * sizeof(uint16_t);
}

/* A rounded: row r of tile t has its pair p at values[2·(t·TILE_ROWS·pairs + r·row + p·step)]. */
typedef struct left_view {
    const uint16_t *values;
    size_t row, step, pairs;
} left_view;

/* Row after row. */
static left_view round_rows(uint16_t *values, simile_left a, size_t m, size_t k)
{
    const size_t pairs = pairs_of(k);
    for (size_t i = 0; i < m; i++) {
        const simile_real *x = a.values + i * a.stride;
        uint16_t *row = values + i * pairs * 2;
        for (size_t j = 0; j < k; j++) {
            row[j] = (uint16_t)(round_bits(x[j]) >> 16);
        }
        if (k % 2) {
            row[k] = 0;
        }
    }
    return (left_view){values, pairs, 1, pairs};
}

/* pairs [m] of rows first, first + 1, … of A at one place of k, into their tiles. */
static void spread_pairs(uint16_t *values, const uint32_t *pairs, size_t m, size_t tile_size)
{
    size_t i = 0;
    for (; i + TILE_ROWS <= m; i += TILE_ROWS) {
        memcpy(values + i / TILE_ROWS * tile_size, pairs + i, TILE_ROWS * sizeof *pairs);
    }
    if (i < m) {
        memcpy(values + i / TILE_ROWS * tile_size, pairs + i, (m - i) * sizeof *pairs);
    }
}

/* Tile after tile as [pair][TILE_ROWS][2], since the rows of A lie across the memory. */
static left_view round_columns(uint16_t *values, simile_left a, size_t m, size_t k)
{
    const size_t pairs = pairs_of(k);
    for (size_t i = 0; i < m; i += STRETCH) {
        const size_t n = m - i < STRETCH ? m - i : STRETCH;
        for (size_t j = 0; j < k; j += 2) {
            const simile_real *first = a.values + j * a.stride + i;
            uint32_t rounded[STRETCH];
            round_pairs(rounded, first, j + 1 < k ? first + a.stride : NULL, n);
            spread_pairs(values + (i * pairs + j / 2 * TILE_ROWS) * 2, rounded, n, TILE_ROWS * pairs * 2);
        }
    }
    return (left_view){values, 1, TILE_ROWS, pairs};
}

/* A tile's work: c = start + left · right. start is c itself, or one row for all: the bias, or zeros. */
typedef struct tile_work {
    simile_real *c;
    size_t ldc;
    const simile_real *start;
    size_t start_stride;
    left_view left;
    const uint16_t *right;
} tile_work;

static inline __attribute__((always_inline)) void run_tile(const tile_work *work, const size_t rows)
{
    const size_t pairs = work->left.pairs, row = work->left.row, step = work->left.step;
    __m512 sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            sum[r][v] = vec_load(work->start + r * work->start_stride + v * VEC_WIDTH);
        }
    }
    for (size_t p = 0; p < pairs; p++) {
        __m512i panel[TILE_VECTORS];
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            panel[v] = _mm512_loadu_si512(work->right + (p * TILE_COLUMNS + v * VEC_WIDTH) * 2);
        }
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            int32_t pair;
            memcpy(&pair, work->left.values + (r * row + p * step) * 2, sizeof pair);
            const __m512bh factor = (__m512bh)_mm512_set1_epi32(pair);
#pragma GCC unroll 4
            for (size_t v = 0; v < TILE_VECTORS; v++) {
                sum[r][v] = _mm512_dpbf16_ps(sum[r][v], factor, (__m512bh)panel[v]);
            }
        }
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            vec_store(work->c + r * work->ldc + v * VEC_WIDTH, sum[r][v]);
        }
    }
}

static void run_rows(const tile_work *work, size_t rows)
{
    switch (rows) {
    case 6:
        run_tile(work, 6);
        break;
    case 5:
        run_tile(work, 5);
        break;
    case 4:
        run_tile(work, 4);
        break;
    case 3:
        run_tile(work, 3);
        break;
    case 2:
        run_tile(work, 2);
        break;
    default:
        run_tile(work, 1);
    }
}

/* A tile that reaches past N: computed aside, only its own columns come and go. */
static void run_ragged(const tile_work *work, size_t rows, size_t columns)
{
    simile_real side[TILE_ROWS * TILE_COLUMNS], start[TILE_ROWS * TILE_COLUMNS] = {0};
    tile_work aside = *work;
    for (size_t r = 0; r < rows; r++) {
        memcpy(start + r * TILE_COLUMNS, work->start + r * work->start_stride, columns * sizeof *start);
    }
    aside.c = side;
    aside.ldc = TILE_COLUMNS;
    aside.start = start;
    aside.start_stride = TILE_COLUMNS;
    run_rows(&aside, rows);
    for (size_t r = 0; r < rows; r++) {
        memcpy(work->c + r * work->ldc, side + r * TILE_COLUMNS, columns * sizeof *side);
    }
}

/* What the tile at c starts from, whose first column is j; all zeros where the product does. */
static const simile_real *start_of(simile_gemm_start start, const simile_real *c, const simile_real *bias, size_t j)
{
    static const simile_real zeros[TILE_COLUMNS];
    return start == SIMILE_GEMM_ADD ? c : start == SIMILE_GEMM_BIAS ? bias + j : zeros;
}

void SIMILE_KERNEL(bf16_gemm)(simile_real *c, size_t ldc, simile_left a, const void *panel, size_t m, size_t n,
                              size_t k, simile_gemm_start start, const simile_real *bias, void *work)
{
    const uint16_t *right = panel;
    const left_view left = (a.transposed ? round_columns : round_rows)(work, a, m, k);
    tile_work tile = {.ldc = ldc, .start_stride = start == SIMILE_GEMM_ADD ? ldc : 0, .left = left};
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        tile.right = right + j * left.pairs * 2;
        for (size_t i = 0; i < m; i += TILE_ROWS) {
            const size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
            tile.c = c + i * ldc + j;
            tile.start = start_of(start, tile.c, bias, j);
            tile.left.values = left.values + i * left.pairs * 2;
            if (n - j < TILE_COLUMNS) {
                run_ragged(&tile, rows, n - j);
            } else {
                run_rows(&tile, rows);
            }
        }
    }
}

#else

static inline simile_real round_value(simile_real x)
{
#ifdef SIMILE_REAL_IS_DOUBLE
    return x; /* the gradient checks compare formulas, not roundings */
#else
    const uint32_t bits = round_bits(x) & 0xFFFF0000U;
    simile_real rounded;
    memcpy(&rounded, &bits, sizeof rounded);
    return rounded;
#endif
}

bool SIMILE_KERNEL(bf16_is_native)(void)
{
    return false;
}

size_t SIMILE_KERNEL(bf16_panel_size)(size_t k, size_t n)
{
    return SIMILE_KERNEL(panel_size)(k, n) * sizeof(simile_real);
}

static void round_panel(simile_real *panel, size_t k, size_t n)
{
    const size_t size = SIMILE_KERNEL(panel_size)(k, n);
    for (size_t i = 0; i < size; i++) {
        panel[i] = round_value(panel[i]);
    }
}

void SIMILE_KERNEL(bf16_panel_pack)(void *panel, const simile_real *b, size_t ldb, size_t k, size_t n)
{
    SIMILE_KERNEL(panel_pack)(panel, b, ldb, false, k, n);
    round_panel(panel, k, n);
}

void SIMILE_KERNEL(bf16_panel_pack_rows)(void *panel, const simile_real *const *rows, size_t k, size_t n)
{
    SIMILE_KERNEL(panel_pack_rows)(panel, rows, k, n);
    round_panel(panel, k, n);
}

size_t SIMILE_KERNEL(bf16_work_size)(size_t m, size_t k)
{
    return m * k * sizeof(simile_real);
}

void SIMILE_KERNEL(bf16_gemm)(simile_real *c, size_t ldc, simile_left a, const void *panel, size_t m, size_t n,
                              size_t k, simile_gemm_start start, const simile_real *bias, void *work)
{
    const size_t n_lines = a.transposed ? k : m, length = a.transposed ? m : k;
    simile_real *rounded = work;
    for (size_t i = 0; i < n_lines; i++) {
        for (size_t j = 0; j < length; j++) {
            rounded[i * length + j] = round_value(a.values[i * a.stride + j]);
        }
    }
    const simile_left left = {.values = rounded, .stride = length, .transposed = a.transposed};
    SIMILE_KERNEL(gemm)(c, ldc, left, panel, m, n, k, start, bias);
}

#endif
