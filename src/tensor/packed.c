/* Products of linear layers in every precision, through the kernel set in use. */
#include "packed.h"
#include "cpu.h"
#include "kernels/kernels.h"

/* Rows that are rounded at once: bounds the workspace, and their rounded form stays in the second-level cache. */
#define STRIP_ROWS 96

#define PANEL_ALIGNMENT 64

bool simile_packed__has_bf16(void)
{
    return simile_cpu__kernels()->bf16_is_native();
}

size_t simile_packed__size(simile_precision precision, size_t in, size_t out)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    switch (precision) {
    case SIMILE_PRECISION_BF16:
        return kernels->bf16_panel_size(in, out);
    case SIMILE_PRECISION_INT8:
        return kernels->int8_panel_size(in, out);
    case SIMILE_PRECISION_F32:
        break;
    }
    return kernels->panel_size(in, out) * sizeof(simile_real);
}

void simile_packed__pack(const simile_packed *packed, const simile_real *const *rows)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    switch (packed->precision) {
    case SIMILE_PRECISION_BF16:
        kernels->bf16_panel_pack_rows(packed->panel, rows, packed->in, packed->out);
        break;
    case SIMILE_PRECISION_INT8:
        kernels->int8_panel_pack(packed->panel, rows, packed->in, packed->out);
        break;
    case SIMILE_PRECISION_F32:
        kernels->panel_pack_rows(packed->panel, rows, packed->in, packed->out);
        break;
    }
}

void simile_packed__pack_columns(const simile_packed *packed, const simile_real *w, size_t ldw)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    if (packed->precision == SIMILE_PRECISION_BF16) {
        kernels->bf16_panel_pack(packed->panel, w, ldw, packed->in, packed->out);
    } else {
        kernels->panel_pack(packed->panel, w, ldw, false, packed->in, packed->out);
    }
}

size_t simile_packed__work(simile_precision precision, size_t in)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    switch (precision) {
    case SIMILE_PRECISION_BF16:
        return kernels->bf16_work_size(STRIP_ROWS, in);
    case SIMILE_PRECISION_INT8:
        return kernels->int8_work_size(STRIP_ROWS, in);
    case SIMILE_PRECISION_F32:
        break;
    }
    return 0;
}

void simile_packed__multiply(simile_real *y, size_t ldy, const simile_packed *packed, const simile_real *x, size_t ldx,
                             size_t m, simile_gemm_start start, const simile_real *bias, void *work)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    const size_t n = packed->out, k = packed->in;
    simile_left left = {.values = x, .stride = ldx};
    if (packed->precision == SIMILE_PRECISION_F32) {
        kernels->gemm(y, ldy, left, packed->panel, m, n, k, start, bias);
        return;
    }
    for (size_t i = 0; i < m; i += STRIP_ROWS) {
        const size_t rows = m - i < STRIP_ROWS ? m - i : STRIP_ROWS;
        if (packed->precision == SIMILE_PRECISION_INT8) {
            kernels->int8_multiply(y, ldy, left.values, ldx, packed->panel, rows, n, k,
                                   start == SIMILE_GEMM_BIAS ? bias : NULL, work);
        } else {
            kernels->bf16_gemm(y, ldy, left, packed->panel, rows, n, k, start, bias, work);
        }
        y += rows * ldy;
        left.values += rows * ldx;
    }
}

/* The panel of B comes first in the workspace. */
static size_t outer_panel(size_t t, size_t n)
{
    const size_t depth = t < SIMILE_OUTER_DEPTH ? t : SIMILE_OUTER_DEPTH;
    const size_t n_bytes = simile_packed__size(SIMILE_PRECISION_BF16, depth, n);
    return (n_bytes + PANEL_ALIGNMENT - 1) / PANEL_ALIGNMENT * PANEL_ALIGNMENT;
}

size_t simile_packed__outer_work(simile_precision precision, size_t t, size_t n)
{
    if (precision != SIMILE_PRECISION_BF16) {
        return simile_gemm__outer_work(t, n) * sizeof(simile_real);
    }
    return outer_panel(t, n) +
           simile_cpu__kernels()->bf16_work_size(STRIP_ROWS, t < SIMILE_OUTER_DEPTH ? t : SIMILE_OUTER_DEPTH);
}

void simile_packed__outer(simile_precision precision, simile_real *c, size_t ldc, const simile_real *a, size_t lda,
                          const simile_real *b, size_t ldb, size_t t, size_t m, size_t n, void *work)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    if (precision != SIMILE_PRECISION_BF16) {
        simile_gemm__outer(c, ldc, a, lda, b, ldb, t, m, n, work);
        return;
    }
    void *rounded = (unsigned char *)work + outer_panel(t, n);
    for (size_t i = 0; i < t; i += SIMILE_OUTER_DEPTH) {
        const size_t depth = t - i < SIMILE_OUTER_DEPTH ? t - i : SIMILE_OUTER_DEPTH;
        kernels->bf16_panel_pack(work, b + i * ldb, ldb, depth, n);
        for (size_t j = 0; j < m; j += STRIP_ROWS) {
            const size_t rows = m - j < STRIP_ROWS ? m - j : STRIP_ROWS;
            simile_left left = {.values = a + i * lda + j, .stride = lda, .transposed = true};
            kernels->bf16_gemm(c + j * ldc, ldc, left, work, rows, n, depth, SIMILE_GEMM_ADD, NULL, rounded);
        }
    }
}
