/* Products of bfloat16 values with sums in float32: y [M, N] = x [M, K] · W [N, K]ᵀ + bias. W and x are rounded to the
 * nearest bfloat16, ties to even.
 *
 * With AVX512-BF16 two products at a time go into a sum (VDPBF16PS). A set without it multiplies the rounded values as
 * reals: the same rounding of the operands, another order of the sum, the speed of float32. */
#include "kernels.h"
#include "simd.h"
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

/* A panel holds TILE_COLUMNS outputs at a time: [pair of k][column][2]. The rounded rows of x are [M][pair][2]. */

static size_t pairs_of(size_t k)
{
    return (k + 1) / 2;
}

size_t SIMILE_KERNEL(bf16_panel_size)(size_t k, size_t n)
{
    return (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS * pairs_of(k) * 2 * sizeof(uint16_t);
}

void SIMILE_KERNEL(bf16_panel_pack)(void *panel, const simile_real *const *rows, size_t k, size_t n)
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
    return m * pairs_of(k) * 2 * sizeof(uint16_t);
}

static void round_row(uint16_t *values, const simile_real *x, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        values[i] = (uint16_t)(round_bits(x[i]) >> 16);
    }
    if (k % 2) {
        values[k] = 0;
    }
}

typedef struct tile_place {
    simile_real *y;
    size_t ldy;
    const uint16_t *left, *right; /* of the tile's first row and first column */
    const simile_real *bias;      /* of the first column; NULL: zero */
} tile_place;

static inline __attribute__((always_inline)) void run_tile(const tile_place *place, size_t pairs, const size_t rows)
{
    __m512 sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            sum[r][v] = place->bias ? vec_load(place->bias + v * VEC_WIDTH) : vec_set(0);
        }
    }
    for (size_t p = 0; p < pairs; p++) {
        __m512i panel[TILE_VECTORS];
#pragma GCC unroll 4
        for (size_t v = 0; v < TILE_VECTORS; v++) {
            panel[v] = _mm512_loadu_si512(place->right + (p * TILE_COLUMNS + v * VEC_WIDTH) * 2);
        }
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            int32_t pair;
            memcpy(&pair, place->left + (r * pairs + p) * 2, sizeof pair);
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
            vec_store(place->y + r * place->ldy + v * VEC_WIDTH, sum[r][v]);
        }
    }
}

static void run_rows(const tile_place *place, size_t pairs, size_t rows)
{
    switch (rows) {
    case 6:
        run_tile(place, pairs, 6);
        break;
    case 5:
        run_tile(place, pairs, 5);
        break;
    case 4:
        run_tile(place, pairs, 4);
        break;
    case 3:
        run_tile(place, pairs, 3);
        break;
    case 2:
        run_tile(place, pairs, 2);
        break;
    default:
        run_tile(place, pairs, 1);
    }
}

/* A tile that reaches past N: computed aside, only its own columns come back. */
static void run_ragged(const tile_place *place, size_t pairs, size_t rows, size_t columns)
{
    simile_real side[TILE_ROWS * TILE_COLUMNS], bias[TILE_COLUMNS] = {0};
    tile_place aside = *place;
    if (place->bias) {
        memcpy(bias, place->bias, columns * sizeof *bias);
    }
    aside.y = side;
    aside.ldy = TILE_COLUMNS;
    aside.bias = bias;
    run_rows(&aside, pairs, rows);
    for (size_t r = 0; r < rows; r++) {
        memcpy(place->y + r * place->ldy, side + r * TILE_COLUMNS, columns * sizeof *side);
    }
}

void SIMILE_KERNEL(bf16_multiply)(simile_real *y, size_t ldy, const simile_real *x, size_t ldx, const void *panel,
                                  size_t m, size_t n, size_t k, const simile_real *bias, void *work)
{
    const size_t pairs = pairs_of(k);
    const uint16_t *right = panel;
    uint16_t *left = work;
    for (size_t i = 0; i < m; i++) {
        round_row(left + i * pairs * 2, x + i * ldx, k);
    }
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        for (size_t i = 0; i < m; i += TILE_ROWS) {
            const tile_place place = {y + i * ldy + j, ldy, left + i * pairs * 2, right + j * pairs * 2,
                                      bias ? bias + j : NULL};
            const size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
            if (n - j < TILE_COLUMNS) {
                run_ragged(&place, pairs, rows, n - j);
            } else {
                run_rows(&place, pairs, rows);
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

size_t SIMILE_KERNEL(bf16_panel_size)(size_t k, size_t n)
{
    return SIMILE_KERNEL(panel_size)(k, n) * sizeof(simile_real);
}

void SIMILE_KERNEL(bf16_panel_pack)(void *panel, const simile_real *const *rows, size_t k, size_t n)
{
    simile_real *values = panel;
    const size_t size = SIMILE_KERNEL(panel_size)(k, n);
    SIMILE_KERNEL(panel_pack_rows)(values, rows, k, n);
    for (size_t i = 0; i < size; i++) {
        values[i] = round_value(values[i]);
    }
}

size_t SIMILE_KERNEL(bf16_work_size)(size_t m, size_t k)
{
    return m * k * sizeof(simile_real);
}

void SIMILE_KERNEL(bf16_multiply)(simile_real *y, size_t ldy, const simile_real *x, size_t ldx, const void *panel,
                                  size_t m, size_t n, size_t k, const simile_real *bias, void *work)
{
    simile_real *rounded = work;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < k; j++) {
            rounded[i * k + j] = round_value(x[i * ldx + j]);
        }
    }
    const simile_left left = {.values = rounded, .stride = k};
    SIMILE_KERNEL(gemm)(y, ldy, left, panel, m, n, k, bias ? SIMILE_GEMM_BIAS : SIMILE_GEMM_ZERO, bias);
}

#endif
