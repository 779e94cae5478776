/* Products with packed weights, through the kernel set in use. */
#include "packed.h"
#include "cpu.h"
#include "kernels/kernels.h"

/* Rows that are rounded at once: bounds the workspace, and their rounded form stays in the second-level cache. */
#define STRIP_ROWS 96

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
        kernels->bf16_panel_pack(packed->panel, rows, packed->in, packed->out);
        break;
    case SIMILE_PRECISION_INT8:
        kernels->int8_panel_pack(packed->panel, rows, packed->in, packed->out);
        break;
    case SIMILE_PRECISION_F32:
        kernels->panel_pack_rows(packed->panel, rows, packed->in, packed->out);
        break;
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
                             size_t m, const simile_real *bias, void *work)
{
    const simile_kernels *kernels = simile_cpu__kernels();
    if (packed->precision == SIMILE_PRECISION_F32) {
        simile_left left = {.values = x, .stride = ldx};
        kernels->gemm(y, ldy, left, packed->panel, m, packed->out, packed->in,
                      bias ? SIMILE_GEMM_BIAS : SIMILE_GEMM_ZERO, bias);
        return;
    }
    __typeof__(kernels->int8_multiply) multiply =
        packed->precision == SIMILE_PRECISION_INT8 ? kernels->int8_multiply : kernels->bf16_multiply;
    for (size_t i = 0; i < m; i += STRIP_ROWS) {
        size_t rows = m - i < STRIP_ROWS ? m - i : STRIP_ROWS;
        multiply(y + i * ldy, ldy, x + i * ldx, ldx, packed->panel, rows, packed->out, packed->in, bias, work);
    }
}
