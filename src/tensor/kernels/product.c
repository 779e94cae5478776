/* The matrix product of a kernel set with vectors: C [M, N] = start + A [M, K] · B [K, N].
 *
 * B is packed in panels of TILE_COLUMNS columns, each [K][width]; the last one's width is N's rest rounded up to 16,
 * filled with zeros. A tile of up to TILE_ROWS × TILE_COLUMNS outputs stays in registers while k runs: one chain of
 * fused multiply-adds an output. Blocks of K go on from C, so the chain is the same whatever the blocking. */
#include "kernels.h"
#include "simd.h"
#include <string.h>

#if VEC_REGISTERS > 0

/* Sums, a row of B and one value of A: 24 + 4 + 1 of 32 registers, 12 + 2 + 1 of 16. */
#define TILE_ROWS 6
#if VEC_REGISTERS == 32
#define TILE_VECTORS 4
#else
#define TILE_VECTORS 2
#endif
#define TILE_COLUMNS (TILE_VECTORS * VEC_WIDTH)
#define BLOCK_ROWS   96  /* rows of a transposed A that are packed at once */
#define BLOCK_DEPTH  384 /* k of a block: a panel's block then stays in the second-level cache */

/* A tile's place: c, and how far columns reach (`columns` < width only in the last panel). */
typedef struct tile_target {
    simile_real *c;
    size_t ldc, columns;
    simile_gemm_start start;
    const simile_real *bias;
} tile_target;

static size_t panel_width(size_t rest)
{
    size_t width = (rest + VEC_WIDTH - 1) / VEC_WIDTH * VEC_WIDTH;
    return width < TILE_COLUMNS ? width : TILE_COLUMNS;
}

size_t SIMILE_KERNEL(panel_size)(size_t k, size_t n)
{
    return k * ((n + VEC_WIDTH - 1) / VEC_WIDTH * VEC_WIDTH);
}

static void pack_rows(simile_real *panel, const simile_real *b, size_t ldb, size_t k, size_t width, size_t columns)
{
    for (size_t i = 0; i < k; i++) {
        memcpy(panel + i * width, b + i * ldb, columns * sizeof *b);
        memset(panel + i * width + columns, 0, (width - columns) * sizeof *b);
    }
}

static void pack_columns(simile_real *panel, const simile_real *b, size_t ldb, size_t k, size_t width, size_t columns)
{
    for (size_t i = 0; i < k; i += 16) {
        size_t depth = k - i < 16 ? k - i : 16;
        for (size_t j = 0; j < columns; j++) {
            for (size_t d = 0; d < depth; d++) {
                panel[(i + d) * width + j] = b[j * ldb + i + d];
            }
        }
        for (size_t d = 0; d < depth; d++) {
            memset(panel + (i + d) * width + columns, 0, (width - columns) * sizeof *b);
        }
    }
}

void SIMILE_KERNEL(panel_pack)(simile_real *panel, const simile_real *b, size_t ldb, bool transposed, size_t k,
                               size_t n)
{
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        size_t width = panel_width(n - j);
        size_t columns = n - j < width ? n - j : width;
        if (transposed) {
            pack_columns(panel, b + j * ldb, ldb, k, width, columns);
        } else {
            pack_rows(panel, b + j, ldb, k, width, columns);
        }
        panel += k * width;
    }
}

/* One tile with a constant number of rows and vectors; a(r, i) = a[r·row + i·step]. */
static inline __attribute__((always_inline)) void run_tile(simile_real *c, size_t ldc, const simile_real *a, size_t row,
                                                           size_t step, const simile_real *panel, size_t k,
                                                           const size_t rows, const size_t vectors)
{
    vec sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            sum[r][v] = vec_load(c + r * ldc + v * VEC_WIDTH);
        }
    }
    for (size_t i = 0; i < k; i++) {
        vec b[TILE_VECTORS];
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            b[v] = vec_load(panel + v * VEC_WIDTH);
        }
        panel += vectors * VEC_WIDTH;
#pragma GCC unroll 6
        for (size_t r = 0; r < rows; r++) {
            vec left = vec_set(a[r * row + i * step]);
#pragma GCC unroll 4
            for (size_t v = 0; v < vectors; v++) {
                sum[r][v] = vec_fma(left, b[v], sum[r][v]);
            }
        }
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            vec_store(c + r * ldc + v * VEC_WIDTH, sum[r][v]);
        }
    }
}

typedef void tile_function(simile_real *c, size_t ldc, const simile_real *a, size_t row, size_t step,
                           const simile_real *panel, size_t k);

#define TILE_DEFINE(rows, vectors)                                                                                     \
    static void tile_##rows##_##vectors(simile_real *c, size_t ldc, const simile_real *a, size_t row, size_t step,     \
                                        const simile_real *panel, size_t k)                                            \
    {                                                                                                                  \
        run_tile(c, ldc, a, row, step, panel, k, rows, vectors);                                                       \
    }
#define TILE_ROW_DEFINE(vectors)                                                                                       \
    TILE_DEFINE(1, vectors)                                                                                            \
    TILE_DEFINE(2, vectors)                                                                                            \
    TILE_DEFINE(3, vectors) TILE_DEFINE(4, vectors) TILE_DEFINE(5, vectors) TILE_DEFINE(6, vectors)
#define TILE_ROW_NAMES(vectors)                                                                                        \
    {                                                                                                                  \
        tile_1_##vectors, tile_2_##vectors, tile_3_##vectors, tile_4_##vectors, tile_5_##vectors, tile_6_##vectors     \
    }
TILE_ROW_DEFINE(1)
TILE_ROW_DEFINE(2)
#if TILE_VECTORS == 4
TILE_ROW_DEFINE(3)
TILE_ROW_DEFINE(4)
#endif

static tile_function *const tiles[TILE_VECTORS][TILE_ROWS] = {
    TILE_ROW_NAMES(1),
    TILE_ROW_NAMES(2),
#if TILE_VECTORS == 4
    TILE_ROW_NAMES(3),
    TILE_ROW_NAMES(4),
#endif
};

/* Fills a tile's outputs with the start value. */
static void start_tile(simile_real *c, size_t ldc, const tile_target *target, size_t rows)
{
    for (size_t r = 0; r < rows && target->start != SIMILE_GEMM_ADD; r++) {
        if (target->start == SIMILE_GEMM_BIAS) {
            memcpy(c + r * ldc, target->bias, target->columns * sizeof *c);
        } else {
            memset(c + r * ldc, 0, target->columns * sizeof *c);
        }
    }
}

/* A tile whose last vector reaches past C: computed aside, only its own columns come back. */
static void run_ragged_tile(const tile_target *target, size_t rows, const simile_real *a, size_t row, size_t step,
                            const simile_real *panel, size_t k, size_t vectors)
{
    simile_real side[TILE_ROWS * TILE_COLUMNS] = {0};
    if (target->start == SIMILE_GEMM_ADD) {
        for (size_t r = 0; r < rows; r++) {
            memcpy(side + r * TILE_COLUMNS, target->c + r * target->ldc, target->columns * sizeof *side);
        }
    }
    start_tile(side, TILE_COLUMNS, target, rows);
    tiles[vectors - 1][rows - 1](side, TILE_COLUMNS, a, row, step, panel, k);
    for (size_t r = 0; r < rows; r++) {
        memcpy(target->c + r * target->ldc, side + r * TILE_COLUMNS, target->columns * sizeof *side);
    }
}

/* All row tiles of one panel's block. */
static void run_panel(tile_target target, const simile_real *a, size_t row, size_t step, const simile_real *panel,
                      size_t m, size_t k, size_t width)
{
    size_t vectors = width / VEC_WIDTH;
    for (size_t i = 0; i < m; i += TILE_ROWS) {
        size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
        if (target.columns == width) {
            start_tile(target.c, target.ldc, &target, rows);
            tiles[vectors - 1][rows - 1](target.c, target.ldc, a, row, step, panel, k);
        } else {
            run_ragged_tile(&target, rows, a, row, step, panel, k, vectors);
        }
        a += TILE_ROWS * row;
        target.c += TILE_ROWS * target.ldc;
    }
}

/* One block of rows and depth against all panels. */
static void run_block(tile_target target, const simile_real *a, size_t row, size_t step, const simile_real *panel,
                      size_t m, size_t n, size_t k, size_t depth_start, size_t depth)
{
    const simile_real *bias = target.bias;
    simile_real *c = target.c;
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        size_t width = panel_width(n - j);
        target.columns = n - j < width ? n - j : width;
        target.c = c + j;
        target.bias = bias ? bias + j : NULL;
        run_panel(target, a, row, step, panel + depth_start * width, m, depth, width);
        panel += k * width;
    }
}

/* a[m][depth] of a transposed operand as [depth][BLOCK_ROWS]. */
static void pack_left(simile_real *packed, simile_left a, size_t m_start, size_t m, size_t k_start, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        memcpy(packed + i * BLOCK_ROWS, a.values + (k_start + i) * a.stride + m_start, m * sizeof *packed);
    }
}

static void run_transposed_left(tile_target target, simile_left a, const simile_real *panel, size_t m, size_t n,
                                size_t k, size_t k_start, size_t depth)
{
    simile_real packed[BLOCK_ROWS * BLOCK_DEPTH];
    for (size_t i = 0; i < m; i += BLOCK_ROWS) {
        size_t rows = m - i < BLOCK_ROWS ? m - i : BLOCK_ROWS;
        pack_left(packed, a, i, rows, k_start, depth);
        tile_target block = target;
        block.c += i * target.ldc;
        run_block(block, packed, 1, BLOCK_ROWS, panel, rows, n, k, k_start, depth);
    }
}

void SIMILE_KERNEL(gemm)(simile_real *c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n,
                         size_t k, simile_gemm_start start, const simile_real *bias)
{
    tile_target target = {.c = c, .ldc = ldc, .start = start, .bias = start == SIMILE_GEMM_BIAS ? bias : NULL};
    size_t k_start = 0;
    do {
        size_t depth = k - k_start < BLOCK_DEPTH ? k - k_start : BLOCK_DEPTH;
        if (a.transposed) {
            run_transposed_left(target, a, panel, m, n, k, k_start, depth);
        } else {
            run_block(target, a.values + k_start, a.stride, 1, panel, m, n, k, k_start, depth);
        }
        k_start += depth;
        target.start = SIMILE_GEMM_ADD;
        target.bias = NULL;
    } while (k_start < k);
}

#else

#include "blas.h"

size_t SIMILE_KERNEL(panel_size)(size_t k, size_t n)
{
    return k * n;
}

void SIMILE_KERNEL(panel_pack)(simile_real *panel, const simile_real *b, size_t ldb, bool transposed, size_t k,
                               size_t n)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < n; j++) {
            panel[i * n + j] = transposed ? b[j * ldb + i] : b[i * ldb + j];
        }
    }
}

void SIMILE_KERNEL(gemm)(simile_real *c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n,
                         size_t k, simile_gemm_start start, const simile_real *bias)
{
    for (size_t i = 0; i < m && start != SIMILE_GEMM_ADD; i++) {
        for (size_t j = 0; j < n; j++) {
            c[i * ldc + j] = start == SIMILE_GEMM_BIAS ? bias[j] : 0;
        }
    }
    simile_blas__gemm_add(c, ldc, a, panel, m, n, k);
}

#endif
