/* Matrix products through the kernel set in use. */
#include "gemm.h"
#include "cpu.h"
#include "kernels/kernels.h"

size_t simile_panel__size(size_t k, size_t n)
{
    return simile_cpu__kernels()->panel_size(k, n);
}

void simile_panel__pack(simile_real *panel, const simile_real *b, size_t ldb, bool transposed, size_t k, size_t n)
{
    simile_cpu__kernels()->panel_pack(panel, b, ldb, transposed, k, n);
}

void simile_gemm__run(simile_real *c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n, size_t k,
                      simile_gemm_start start, const simile_real *bias)
{
    simile_cpu__kernels()->gemm(c, ldc, a, panel, m, n, k, start, bias);
}

size_t simile_gemm__outer_work(size_t t, size_t n)
{
    return simile_panel__size(t < SIMILE_OUTER_DEPTH ? t : SIMILE_OUTER_DEPTH, n);
}

void simile_gemm__outer(simile_real *c, size_t ldc, const simile_real *a, size_t lda, const simile_real *b, size_t ldb,
                        size_t t, size_t m, size_t n, simile_real *work)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    for (size_t i = 0; i < t; i += SIMILE_OUTER_DEPTH) {
        size_t depth = t - i < SIMILE_OUTER_DEPTH ? t - i : SIMILE_OUTER_DEPTH;
        simile_left left = {.values = a + i * lda, .stride = lda, .transposed = true};
        kernels->panel_pack(work, b + i * ldb, ldb, false, depth, n);
        kernels->gemm(c, ldc, left, work, m, n, depth, SIMILE_GEMM_ADD, NULL);
    }
}
