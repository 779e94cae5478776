/* The functions that exist once for each kernel set, as one list: the table's fields, the sets' definitions and the
 * dispatch in gemm.c and elementwise.c all follow it. */
#ifndef SIMILE_TENSOR_KERNELS_H
#define SIMILE_TENSOR_KERNELS_H

#include "elementwise.h"
#include "gemm.h"
#include "plane.h"
#include "real.h"
#include "wide.h"

/* X(result, name, parameters) */
#define SIMILE_KERNEL_LIST(X)                                                                                          \
    X(size_t, panel_size, (size_t k, size_t n))                                                                        \
    X(void, panel_pack, (simile_real * panel, const simile_real *b, size_t ldb, bool transposed, size_t k, size_t n))  \
    X(void, panel_pack_rows, (simile_real * panel, const simile_real *const *rows, size_t k, size_t n))                \
    X(void, gemm,                                                                                                      \
      (simile_real * c, size_t ldc, simile_left a, const simile_real *panel, size_t m, size_t n, size_t k,             \
       simile_gemm_start start, const simile_real *bias))                                                              \
    X(bool, bf16_is_native, (void))                                                                                    \
    X(size_t, bf16_panel_size, (size_t k, size_t n))                                                                   \
    X(void, bf16_panel_pack, (void *panel, const simile_real *b, size_t ldb, size_t k, size_t n))                      \
    X(void, bf16_panel_pack_rows, (void *panel, const simile_real *const *rows, size_t k, size_t n))                   \
    X(size_t, bf16_work_size, (size_t m, size_t k))                                                                    \
    X(void, bf16_gemm,                                                                                                 \
      (simile_real * c, size_t ldc, simile_left a, const void *panel, size_t m, size_t n, size_t k,                    \
       simile_gemm_start start, const simile_real *bias, void *work))                                                  \
    X(size_t, int8_panel_size, (size_t k, size_t n))                                                                   \
    X(void, int8_panel_pack, (void *panel, const simile_real *const *rows, size_t k, size_t n))                        \
    X(size_t, int8_work_size, (size_t m, size_t k))                                                                    \
    X(void, int8_multiply,                                                                                             \
      (simile_real * y, size_t ldy, const simile_real *x, size_t ldx, const void *panel, size_t m, size_t n, size_t k, \
       const simile_real *bias, void *work))                                                                           \
    X(void, gelu_forward, (simile_real * y, const simile_real *x, size_t n))                                           \
    X(void, gelu_backward, (simile_real * dx, simile_real * y, const simile_real *dy, const simile_real *x, size_t n)) \
    X(void, tanh_forward, (simile_real * y, const simile_real *x, size_t n))                                           \
    X(simile_real, largest, (const simile_real *x, size_t n))                                                          \
    X(void, larger, (simile_real * y, const simile_real *x, size_t n))                                                 \
    X(simile_real, sum, (const simile_real *x, size_t n))                                                              \
    X(simile_real, exp_sum, (const simile_real *x, simile_real shift, simile_real scale, size_t n))                    \
    X(void, exp_add,                                                                                                   \
      (simile_real * sums, const simile_real *x, const simile_real *shifts, simile_real scale, size_t n))              \
    X(void, exp_weigh,                                                                                                 \
      (simile_real * y, const simile_real *x, simile_real shift, simile_real scale, simile_real weight, size_t n))     \
    X(void, exp_add_weighted,                                                                                          \
      (simile_real * y, const simile_real *x, const simile_real *shifts, simile_real scale,                            \
       const simile_real *weights, size_t n))                                                                          \
    X(void, layer_norm_forward,                                                                                        \
      (simile_real * y, simile_real * statistics, const simile_real *x, const simile_real *gamma,                      \
       const simile_real *beta, size_t rows, size_t width, double eps))                                                \
    X(void, layer_norm_backward,                                                                                       \
      (simile_real * dx, simile_real * dgamma, simile_real * dbeta, const simile_real *dy, const simile_real *x,       \
       const simile_real *statistics, const simile_real *gamma, size_t rows, size_t width))                            \
    X(void, softmax_forward, (simile_real * s, size_t rows, size_t width, size_t stride, simile_real scale))           \
    X(void, softmax_backward,                                                                                          \
      (simile_real * ds, const simile_real *dp, const simile_real *p, size_t rows, size_t width, size_t stride,        \
       simile_real scale))                                                                                             \
    X(void, dropout,                                                                                                   \
      (simile_real * y, const simile_real *x, size_t n, double p, const simile_dropout_site *site, size_t first))      \
    X(void, add, (simile_real * y, const simile_real *x, size_t n))                                                    \
    X(void, add_scaled, (simile_real * y, const simile_real *x, simile_real a, size_t n))                              \
    X(void, scale, (simile_real * y, const simile_real *x, simile_real a, size_t n))                                   \
    X(void, plane_forces,                                                                                              \
      (simile_plane_forces * forces, simile_real at_x, simile_real at_y, const simile_real *p, const simile_real *x,   \
       const simile_real *y, size_t n))                                                                                \
    X(void, wide_multiply,                                                                                             \
      (double *z, size_t ldz, const double *w, size_t ldw, const simile_real *const *rows, size_t m, size_t n,         \
       size_t k))                                                                                                      \
    X(void, wide_add_outer,                                                                                            \
      (double *g, size_t ldg, const double *p, size_t ldp, const simile_real *const *rows, size_t m, size_t n,         \
       size_t k))                                                                                                      \
    X(simile_real, dot, (const simile_real *x, const simile_real *y, size_t n))                                        \
    X(void, adamw,                                                                                                     \
      (simile_real * w, simile_real * m, simile_real * v, const simile_real *g, size_t n,                              \
       const simile_adamw_factors *factors))                                                                           \
    X(void, adamw_idle,                                                                                                \
      (simile_real * w, simile_real * m, simile_real * v, size_t n, const simile_adamw_factors *factors,               \
       size_t n_steps))                                                                                                \
    X(void, adamw_decay, (simile_real * w, size_t n, const simile_adamw_factors *factors, size_t n_steps))

#define SIMILE_KERNEL_FIELD(result, name, parameters) result(*name) parameters;
typedef struct simile_kernels {
    const char *name;
    SIMILE_KERNEL_LIST(SIMILE_KERNEL_FIELD)
} simile_kernels;

extern const simile_kernels simile_kernels__portable;
#if defined(__x86_64__) && !defined(SIMILE_REAL_IS_DOUBLE)
extern const simile_kernels simile_kernels__avx2;
extern const simile_kernels simile_kernels__avx512;
extern const simile_kernels simile_kernels__avx512vnni;
extern const simile_kernels simile_kernels__avx512bf16;
#endif
#if defined(__aarch64__) && !defined(SIMILE_REAL_IS_DOUBLE)
extern const simile_kernels simile_kernels__neon;
#endif

/* Inside src/tensor/kernels: SIMILE_KERNEL(gemm) is the name of this set's gemm. */
#ifdef SIMILE_KERNEL_SET
#define SIMILE_KERNEL_JOIN(set, name)                   simile_##set##__##name
#define SIMILE_KERNEL_PASTE(set, name)                  SIMILE_KERNEL_JOIN(set, name)
#define SIMILE_KERNEL(name)                             SIMILE_KERNEL_PASTE(SIMILE_KERNEL_SET, name)
#define SIMILE_KERNEL_DECLARE(result, name, parameters) result SIMILE_KERNEL(name) parameters;
SIMILE_KERNEL_LIST(SIMILE_KERNEL_DECLARE)
#endif

#endif
