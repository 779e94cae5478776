/* Dispatch. */
#include "wide.h"
#include "cpu.h"
#include "kernels/kernels.h"

void simile_wide__multiply(double *z, size_t ldz, const double *w, size_t ldw, const simile_real *const *rows, size_t m,
                           size_t n, size_t k)
{
    simile_cpu__kernels()->wide_multiply(z, ldz, w, ldw, rows, m, n, k);
}

void simile_wide__add_outer(double *g, size_t ldg, const double *p, size_t ldp, const simile_real *const *rows,
                            size_t m, size_t n, size_t k)
{
    simile_cpu__kernels()->wide_add_outer(g, ldg, p, ldp, rows, m, n, k);
}
