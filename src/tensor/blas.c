/* The only file that knows OpenBLAS. The library is opened when a product first needs it: it starts threads when it is
 * loaded, which costs a short-lived process more than all else, and the vector sets never call it. */
#include "blas.h"
#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* Rows of every call. A row must not depend on its place among them: kernels take up to 12 or 24 at once and add the
 * rest in another order, while 8 are two equal steps of 4 (measured for the cores Prescott, Nehalem, Sandybridge,
 * Haswell, Zen). */
#define FIXED_M     8
#define BLOCK_DEPTH 256 /* k of a call; the padded operand then fits the stack */
#define BLOCK_WIDTH 256 /* columns of a call */

#ifdef SIMILE_REAL_IS_DOUBLE
#define PRODUCT "cblas_dgemm"
typedef __typeof__(cblas_dgemm) product;
#else
#define PRODUCT "cblas_sgemm"
typedef __typeof__(cblas_sgemm) product;
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static product *library_product; /* NULL: the library is not there */

/* ISO C has no cast from an object's address to a function's; POSIX gives both the same representation. */
static bool find(void *function, void *library, const char *name)
{
    void *address = dlsym(library, name);
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

static void open_library(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    __typeof__(openblas_set_num_threads) *set_threads;
    product *found;

    if (library != NULL && find(&set_threads, library, "openblas_set_num_threads") && find(&found, library, PRODUCT)) {
        set_threads(1);
        library_product = found;
    }
}

/* C [FIXED_M, n] += A [FIXED_M, k] · B [k, n]; without the library by a plain loop, one chain over k for each output.
 */
static void multiply(simile_real *c, size_t ldc, const simile_real *a, size_t lda, const simile_real *b, size_t ldb,
                     size_t n, size_t k)
{
    if (library_product != NULL) {
        library_product(CblasRowMajor, CblasNoTrans, CblasNoTrans, FIXED_M, (blasint)n, (blasint)k, 1, a, (blasint)lda,
                        b, (blasint)ldb, 1, c, (blasint)ldc);
        return;
    }
    for (size_t i = 0; i < FIXED_M; i++) {
        for (size_t d = 0; d < k; d++) {
            for (size_t j = 0; j < n; j++) {
                c[i * ldc + j] += a[i * lda + d] * b[d * ldb + j];
            }
        }
    }
}

/* Rows m … of A's block, as [FIXED_M][BLOCK_DEPTH] with zeros below the last row. */
static void copy_left(simile_real *padded, simile_left a, size_t m_start, size_t m, size_t k_start, size_t k)
{
    memset(padded, 0, sizeof *padded * FIXED_M * BLOCK_DEPTH);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < k; j++) {
            padded[i * BLOCK_DEPTH + j] = a.transposed ? a.values[(k_start + j) * a.stride + m_start + i]
                                                       : a.values[(m_start + i) * a.stride + k_start + j];
        }
    }
}

static void run_tile(simile_real *c, size_t ldc, const simile_real *padded, const simile_real *b, size_t ldb, size_t m,
                     size_t n, size_t k)
{
    simile_real side[FIXED_M * BLOCK_WIDTH];
    memset(side, 0, sizeof side);
    for (size_t i = 0; i < m; i++) {
        memcpy(side + i * BLOCK_WIDTH, c + i * ldc, n * sizeof *c);
    }
    multiply(side, BLOCK_WIDTH, padded, BLOCK_DEPTH, b, ldb, n, k);
    for (size_t i = 0; i < m; i++) {
        memcpy(c + i * ldc, side + i * BLOCK_WIDTH, n * sizeof *c);
    }
}

void simile_blas__gemm_add(simile_real *c, size_t ldc, simile_left a, const simile_real *b, size_t m, size_t n,
                           size_t k)
{
    simile_real padded[FIXED_M * BLOCK_DEPTH];
    pthread_once(&once, open_library);
    for (size_t i = 0; i < m; i += FIXED_M) {
        size_t rows = m - i < FIXED_M ? m - i : FIXED_M;
        for (size_t d = 0; d < k; d += BLOCK_DEPTH) {
            size_t depth = k - d < BLOCK_DEPTH ? k - d : BLOCK_DEPTH;
            copy_left(padded, a, i, rows, d, depth);
            for (size_t j = 0; j < n; j += BLOCK_WIDTH) {
                size_t columns = n - j < BLOCK_WIDTH ? n - j : BLOCK_WIDTH;
                run_tile(c + i * ldc + j, ldc, padded, b + d * n + j, n, rows, columns, depth);
            }
        }
    }
}
