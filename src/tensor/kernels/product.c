/* The matrix product of a kernel set with vectors: C [M, N] = start + A [M, K] · B [K, N].
 *
 * B is packed in panels of TILE_COLUMNS columns, each [K][width]; the last one's width is N's rest rounded up to 16,
 * filled with zeros. A tile of up to TILE_ROWS × TILE_COLUMNS outputs stays in registers while k runs: one chain of
 * fused multiply-adds an output. Blocks of K go on from C, so the chain is the same whatever the blocking. */
#include "kernels.h"
#include "simd.h"
#include <stdbool.h>
#include <string.h>

#if VEC_REGISTERS > 0

/* Sums, a row of B and one value of A: 24 + 4 + 1 of 32 registers, 12 + 2 + 1 of 16. */
#define TILE_ROWS 6
#if VEC_REGISTERS == 32
#define TILE_VECTORS 4
#else
#define TILE_VECTORS 2
#endif
#define TILE_COLUMNS  (TILE_VECTORS * VEC_WIDTH)
#define BLOCK_ROWS    96  /* rows of A that meet all panels before the next do: they stay in the second-level cache */
#define BLOCK_DEPTH   384 /* k of a block: a panel's block then stays in the first or second-level cache */
#define PACKED_PANELS 4   /* A is packed when it meets more */

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

#define BLOCK 8 /* columns and k that are turned over at once */

/* to[d][j] = columns[j][d] for a block; rows of `to` are `width` apart and written in order, so that with a width below
 * BLOCK a row overwrites what the one before has too much. */
#ifdef __AVX2__
static void transpose_block(simile_real *to, size_t width, const simile_real *const *columns, size_t k)
{
    __m256 in[BLOCK], pairs[BLOCK], fours[BLOCK];
    for (size_t j = 0; j < BLOCK; j++) {
        in[j] = _mm256_loadu_ps(columns[j] + k);
    }
    for (size_t j = 0; j < BLOCK; j += 2) {
        pairs[j] = _mm256_unpacklo_ps(in[j], in[j + 1]);
        pairs[j + 1] = _mm256_unpackhi_ps(in[j], in[j + 1]);
    }
    for (size_t j = 0; j < BLOCK; j += 4) {
        fours[j] = _mm256_shuffle_ps(pairs[j], pairs[j + 2], 0x44);
        fours[j + 1] = _mm256_shuffle_ps(pairs[j], pairs[j + 2], 0xEE);
        fours[j + 2] = _mm256_shuffle_ps(pairs[j + 1], pairs[j + 3], 0x44);
        fours[j + 3] = _mm256_shuffle_ps(pairs[j + 1], pairs[j + 3], 0xEE);
    }
    for (size_t d = 0; d < BLOCK / 2; d++) {
        _mm256_storeu_ps(to + d * width, _mm256_permute2f128_ps(fours[d], fours[d + 4], 0x20));
    }
    for (size_t d = 0; d < BLOCK / 2; d++) {
        _mm256_storeu_ps(to + (d + BLOCK / 2) * width, _mm256_permute2f128_ps(fours[d], fours[d + 4], 0x31));
    }
}

#else
static void transpose_block(simile_real *to, size_t width, const simile_real *const *columns, size_t k)
{
    for (size_t d = 0; d < BLOCK; d++) {
        for (size_t j = 0; j < BLOCK; j++) {
            to[d * width + j] = columns[j][k + d];
        }
    }
}
#endif

/* Column j of the panel is columns[j][0 … k − 1]. */
static void pack_columns(simile_real *panel, const simile_real *const *columns, size_t k, size_t width,
                         size_t n_columns)
{
    const size_t whole_k = k / BLOCK * BLOCK, whole_columns = n_columns / BLOCK * BLOCK;
    for (size_t i = 0; i < whole_k; i += BLOCK) {
        for (size_t j = 0; j < whole_columns; j += BLOCK) {
            transpose_block(panel + i * width + j, width, columns + j, i);
        }
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i < whole_k ? whole_columns : 0; j < width; j++) {
            panel[i * width + j] = j < n_columns ? columns[j][i] : 0;
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
            const simile_real *starts[TILE_COLUMNS];
            for (size_t c = 0; c < columns; c++) {
                starts[c] = b + (j + c) * ldb;
            }
            pack_columns(panel, starts, k, width, columns);
        } else {
            pack_rows(panel, b + j, ldb, k, width, columns);
        }
        panel += k * width;
    }
}

void SIMILE_KERNEL(panel_pack_rows)(simile_real *panel, const simile_real *const *rows, size_t k, size_t n)
{
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        size_t width = panel_width(n - j);
        pack_columns(panel, rows + j, k, width, n - j < width ? n - j : width);
        panel += k * width;
    }
}

/* A tile's work: c = start + a · panel. start is c itself, or one row for all: the bias, or zeros. */
typedef struct tile_work {
    simile_real *c;
    size_t ldc;
    const simile_real *start;
    size_t start_stride;
    const simile_real *a; /* a(r, i) = a[i·TILE_ROWS + r] when packed, a[r·stride + i] when not */
    size_t stride;
    bool is_packed;
    const simile_real *panel;
    size_t k;
} tile_work;

/* sum += a column of A's tile · a row of the panel */
static inline __attribute__((always_inline)) void add_product(vec sum[TILE_ROWS][TILE_VECTORS], const simile_real *a,
                                                              const size_t row, const simile_real *panel,
                                                              const size_t rows, const size_t vectors)
{
    vec b[TILE_VECTORS];
#pragma GCC unroll 4
    for (size_t v = 0; v < vectors; v++) {
        b[v] = vec_load(panel + v * VEC_WIDTH);
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
        const vec left = vec_set(a[r * row]);
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            sum[r][v] = vec_fma(left, b[v], sum[r][v]);
        }
    }
}

/* One tile with a constant number of rows and vectors; a(r, i) = a[r·row + i·step]. Nearly all the time goes to whole
 * tiles of packed rows. They take eight k a round: where another thread shares the core, counting and jumping at each
 * would take a tenth of it. */
static inline __attribute__((always_inline)) void run_tile(const tile_work *work, const size_t rows,
                                                           const size_t vectors, const size_t row, const size_t step)
{
    const simile_real *a = work->a, *panel = work->panel;
    const size_t k = work->k;
    vec sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            sum[r][v] = vec_load(work->start + r * work->start_stride + v * VEC_WIDTH);
        }
    }
    if (rows == TILE_ROWS && vectors == TILE_VECTORS && step == TILE_ROWS) {
#pragma GCC unroll 8
        for (size_t i = 0; i < k; i++, panel += vectors * VEC_WIDTH) {
            add_product(sum, a + i * step, row, panel, rows, vectors);
        }
    } else {
        for (size_t i = 0; i < k; i++, panel += vectors * VEC_WIDTH) {
            add_product(sum, a + i * step, row, panel, rows, vectors);
        }
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            vec_store(work->c + r * work->ldc + v * VEC_WIDTH, sum[r][v]);
        }
    }
}

typedef void tile_function(const tile_work *work);

#define TILE_DEFINE(rows, vectors)                                                                                     \
    static void tile_##rows##_##vectors(const tile_work *work)                                                         \
    {                                                                                                                  \
        if (work->is_packed) {                                                                                         \
            run_tile(work, rows, vectors, 1, TILE_ROWS);                                                               \
        } else {                                                                                                       \
            run_tile(work, rows, vectors, work->stride, 1);                                                            \
        }                                                                                                              \
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

/* What a tile starts from; all zeros where the product does. */
static const simile_real *start_of(size_t *stride, const tile_target *target)
{
    static const simile_real zeros[TILE_COLUMNS];
    *stride = target->start == SIMILE_GEMM_ADD ? target->ldc : 0;
    return target->start == SIMILE_GEMM_ADD ? target->c : target->start == SIMILE_GEMM_BIAS ? target->bias : zeros;
}

/* A tile whose last vector reaches past C: computed aside, only its own columns come and go. */
static void run_ragged_tile(const tile_target *target, tile_work work, size_t rows, size_t vectors)
{
    simile_real side[TILE_ROWS * TILE_COLUMNS], start[TILE_ROWS * TILE_COLUMNS] = {0};
    for (size_t r = 0; r < rows; r++) {
        memcpy(start + r * TILE_COLUMNS, work.start + r * work.start_stride, target->columns * sizeof *start);
    }
    work.c = side;
    work.ldc = TILE_COLUMNS;
    work.start = start;
    work.start_stride = TILE_COLUMNS;
    tiles[vectors - 1][rows - 1](&work);
    for (size_t r = 0; r < rows; r++) {
        memcpy(target->c + r * target->ldc, side + r * TILE_COLUMNS, target->columns * sizeof *side);
    }
}

/* A block of A [m, depth]: tile t begins at values + t·tile; within it A lies as tile_work says. */
typedef struct left_block {
    const simile_real *values;
    size_t tile, stride, m, depth;
    bool is_packed;
} left_block;

/* All row tiles of one panel's block. */
static void run_panel(tile_target target, const left_block *a, const simile_real *panel, size_t width)
{
    const size_t vectors = width / VEC_WIDTH;
    tile_work work = {.ldc = target.ldc,
                      .a = a->values,
                      .stride = a->stride,
                      .is_packed = a->is_packed,
                      .panel = panel,
                      .k = a->depth};
    for (size_t i = 0; i < a->m; i += TILE_ROWS) {
        const size_t rows = a->m - i < TILE_ROWS ? a->m - i : TILE_ROWS;
        work.c = target.c;
        work.start = start_of(&work.start_stride, &target);
        if (target.columns == width) {
            tiles[vectors - 1][rows - 1](&work);
        } else {
            run_ragged_tile(&target, work, rows, vectors);
        }
        work.a += a->tile;
        target.c += TILE_ROWS * target.ldc;
    }
}

/* One block of A against all panels, whose rows begin at depth_start. */
static void run_block(tile_target target, const left_block *a, const simile_real *panel, size_t n, size_t k,
                      size_t depth_start)
{
    const simile_real *bias = target.bias;
    simile_real *c = target.c;
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        const size_t width = panel_width(n - j);
        target.columns = n - j < width ? n - j : width;
        target.c = c + j;
        target.bias = bias ? bias + j : NULL;
        run_panel(target, a, panel + depth_start * width, width);
        panel += k * width;
    }
}

/* packed[d][r] = row r of A from k_start on at d; `packed` has room for BLOCK values behind the tile. */
static void pack_left_rows(simile_real *packed, simile_left a, size_t rows, size_t k_start, size_t depth)
{
    const simile_real *starts[BLOCK];
    for (size_t r = 0; r < BLOCK; r++) {
        starts[r] = a.values + (r < rows ? r : 0) * a.stride + k_start;
    }
    size_t d = 0;
    for (; d + BLOCK <= depth; d += BLOCK) {
        transpose_block(packed + d * TILE_ROWS, TILE_ROWS, starts, d);
    }
    for (; d < depth; d++) {
        for (size_t r = 0; r < rows; r++) {
            packed[d * TILE_ROWS + r] = starts[r][d];
        }
    }
}

/* packed[d][r] = column r of A at row k_start + d */
static void pack_left_columns(simile_real *packed, simile_left a, size_t rows, size_t k_start, size_t depth)
{
    const simile_real *from = a.values + k_start * a.stride;
    for (size_t d = 0; d < depth && rows == TILE_ROWS; d++) {
        memcpy(packed + d * TILE_ROWS, from + d * a.stride, TILE_ROWS * sizeof *packed);
    }
    for (size_t d = 0; d < depth && rows < TILE_ROWS; d++) {
        memcpy(packed + d * TILE_ROWS, from + d * a.stride, rows * sizeof *packed);
    }
}

/* Tile after tile as [depth][TILE_ROWS]: what a tile reads then lies in one piece. */
static left_block pack_left(simile_real *packed, simile_left a, size_t m, size_t k_start, size_t depth)
{
    for (size_t i = 0; i < m; i += TILE_ROWS) {
        const size_t rows = m - i < TILE_ROWS ? m - i : TILE_ROWS;
        (a.transposed ? pack_left_columns : pack_left_rows)(packed + i * depth, a, rows, k_start, depth);
        a.values += TILE_ROWS * (a.transposed ? 1 : a.stride);
    }
    return (left_block){packed, TILE_ROWS * depth, 0, m, depth, true};
}

/* Rows of C, all columns and all of k. A plain A that meets few panels is read where it lies. */
static void run_rows(tile_target target, simile_left a, const simile_real *panel, size_t m, size_t n, size_t k)
{
    simile_real packed[BLOCK_ROWS * BLOCK_DEPTH + BLOCK];
    const bool is_packed = a.transposed || n > PACKED_PANELS * TILE_COLUMNS;
    size_t k_start = 0;
    do {
        const size_t depth = k - k_start < BLOCK_DEPTH ? k - k_start : BLOCK_DEPTH;
        left_block block = {a.values + k_start, TILE_ROWS * a.stride, a.stride, m, depth, false};
        if (is_packed) {
            block = pack_left(packed, a, m, k_start, depth);
        }
        run_block(target, &block, panel, n, k, k_start);
        k_start += depth;
        target.start = SIMILE_GEMM_ADD;
        target.bias = NULL;
    } while (k_start < k);
}

void SIMILE_KERNEL(gemm)(simile_real *c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n,
                         size_t k, simile_gemm_start start, const simile_real *bias)
{
    tile_target target = {.c = c, .ldc = ldc, .start = start, .bias = start == SIMILE_GEMM_BIAS ? bias : NULL};
    for (size_t i = 0; i < m; i += BLOCK_ROWS) {
        run_rows(target, a, panel, m - i < BLOCK_ROWS ? m - i : BLOCK_ROWS, n, k);
        a.values += BLOCK_ROWS * (a.transposed ? 1 : a.stride);
        target.c += BLOCK_ROWS * ldc;
    }
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

void SIMILE_KERNEL(panel_pack_rows)(simile_real *panel, const simile_real *const *rows, size_t k, size_t n)
{
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < n; j++) {
            panel[i * n + j] = rows[j][i];
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
