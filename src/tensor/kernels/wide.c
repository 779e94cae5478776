/* Products in double. The right operand is widened as it is packed, a panel of columns and a depth at a time, which
 * stay in the first-level cache; a tile of TILE_ROWS × TILE_COLUMNS sums stays in registers while the depth runs. */
#include "wide.h"
#include "kernels.h"
#include "simd.h"
#include <string.h>

#define TILE_ROWS    3
#define TILE_VECTORS 4
#define TILE_COLUMNS (TILE_VECTORS * WIDE_WIDTH)
#define BLOCK_DEPTH  128

/* One block: C [M, columns] += A [M, depth] · panel [depth, width], of which the last columns may be zeros. */
typedef struct wide_block {
    double *c;
    size_t ldc;
    const double *a, *panel;
    size_t lda, m, depth, columns, width;
} wide_block;

/* Sums of a constant number of rows and vectors; `c` has room for all of them. */
static inline __attribute__((always_inline)) void run_tile(double *c, size_t ldc, const double *a,
                                                           const wide_block *block, const size_t rows,
                                                           const size_t vectors)
{
    const double *panel = block->panel;
    const size_t lda = block->lda, depth = block->depth;
    wide sum[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 3
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            sum[r][v] = wide_load(c + r * ldc + v * WIDE_WIDTH);
        }
    }
    for (size_t i = 0; i < depth; i++) {
        wide b[TILE_VECTORS];
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            b[v] = wide_load(panel + v * WIDE_WIDTH);
        }
        panel += vectors * WIDE_WIDTH;
#pragma GCC unroll 3
        for (size_t r = 0; r < rows; r++) {
            const wide left = wide_set(a[r * lda + i]);
#pragma GCC unroll 4
            for (size_t v = 0; v < vectors; v++) {
                sum[r][v] = wide_fma(left, b[v], sum[r][v]);
            }
        }
    }
#pragma GCC unroll 3
    for (size_t r = 0; r < rows; r++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; v++) {
            wide_store(c + r * ldc + v * WIDE_WIDTH, sum[r][v]);
        }
    }
}

typedef void tile_function(double *c, size_t ldc, const double *a, const wide_block *block);

#define TILE_DEFINE(rows, vectors)                                                                                     \
    static void tile_##rows##_##vectors(double *c, size_t ldc, const double *a, const wide_block *block)               \
    {                                                                                                                  \
        run_tile(c, ldc, a, block, rows, vectors);                                                                     \
    }
#define TILE_ROW_DEFINE(rows) TILE_DEFINE(rows, 1) TILE_DEFINE(rows, 2) TILE_DEFINE(rows, 3) TILE_DEFINE(rows, 4)
TILE_ROW_DEFINE(1)
TILE_ROW_DEFINE(2)
TILE_ROW_DEFINE(3)

static tile_function *const tiles[TILE_ROWS][TILE_VECTORS] = {{tile_1_1, tile_1_2, tile_1_3, tile_1_4},
                                                              {tile_2_1, tile_2_2, tile_2_3, tile_2_4},
                                                              {tile_3_1, tile_3_2, tile_3_3, tile_3_4}};

/* Where the last vector reaches past C, the tile is computed aside. */
static void run_block(const wide_block *block)
{
    for (size_t i = 0; i < block->m; i += TILE_ROWS) {
        const size_t rows = block->m - i < TILE_ROWS ? block->m - i : TILE_ROWS;
        /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): a panel has a vector at the least */
        tile_function *tile = tiles[rows - 1][block->width / WIDE_WIDTH - 1];
        double *c = block->c + i * block->ldc, side[TILE_ROWS * TILE_COLUMNS] = {0};
        if (block->columns == block->width) {
            tile(c, block->ldc, block->a + i * block->lda, block);
            continue;
        }
        for (size_t r = 0; r < rows; r++) {
            memcpy(side + r * TILE_COLUMNS, c + r * block->ldc, block->columns * sizeof *side);
        }
        tile(side, TILE_COLUMNS, block->a + i * block->lda, block);
        for (size_t r = 0; r < rows; r++) {
            memcpy(c + r * block->ldc, side + r * TILE_COLUMNS, block->columns * sizeof *side);
        }
    }
}

static size_t count_columns(size_t rest)
{
    return rest < TILE_COLUMNS ? rest : TILE_COLUMNS;
}

static size_t round_up(size_t columns)
{
    return (columns + WIDE_WIDTH - 1) / WIDE_WIDTH * WIDE_WIDTH;
}

/* Columns of the panel are rows of X, from value `first` on. */
void SIMILE_KERNEL(wide_multiply)(double *z, size_t ldz, const double *w, size_t ldw, const simile_real *const *rows,
                                  size_t m, size_t n, size_t k)
{
    double panel[BLOCK_DEPTH * TILE_COLUMNS];
    for (size_t i = 0; i < m; i++) {
        memset(z + i * ldz, 0, n * sizeof *z);
    }
    for (size_t j = 0; j < n; j += TILE_COLUMNS) {
        const size_t columns = count_columns(n - j), width = round_up(columns);
        for (size_t first = 0; first < k; first += BLOCK_DEPTH) {
            const size_t depth = k - first < BLOCK_DEPTH ? k - first : BLOCK_DEPTH;
            for (size_t c = 0; c < width; c++) {
                for (size_t d = 0; d < depth; d++) {
                    panel[d * width + c] = c < columns ? (double)rows[j + c][first + d] : 0;
                }
            }
            run_block(&(wide_block){z + j, ldz, w + first, panel, ldw, m, depth, columns, width});
        }
    }
}

/* Columns of the panel are values of X. */
void SIMILE_KERNEL(wide_add_outer)(double *g, size_t ldg, const double *p, size_t ldp, const simile_real *const *rows,
                                   size_t m, size_t n, size_t k)
{
    double panel[BLOCK_DEPTH * TILE_COLUMNS];
    for (size_t j = 0; j < k; j += TILE_COLUMNS) {
        const size_t columns = count_columns(k - j), width = round_up(columns);
        for (size_t first = 0; first < n; first += BLOCK_DEPTH) {
            const size_t depth = n - first < BLOCK_DEPTH ? n - first : BLOCK_DEPTH;
            for (size_t d = 0; d < depth; d++) {
                for (size_t c = 0; c < width; c++) {
                    panel[d * width + c] = c < columns ? (double)rows[first + d][j + c] : 0;
                }
            }
            run_block(&(wide_block){g + j, ldg, p + first, panel, ldp, m, depth, columns, width});
        }
    }
}
