/* Vectors of the kernel set that is compiled: `vec` holds VEC_WIDTH reals, `wide` WIDE_WIDTH doubles; a `lanes` holds
 * 16 of them whatever the set, so that a reduction adds the same partial sums in the same order on every set. A set
 * whose vec_fma rounds once says how many vector registers it has (VEC_REGISTERS), which sizes the tiles of its own
 * product; 0: it has none. */
#ifndef SIMILE_TENSOR_SIMD_H
#define SIMILE_TENSOR_SIMD_H

#include "real.h"
#include <math.h>
#include <stddef.h>

#if !defined(SIMILE_REAL_IS_DOUBLE) && defined(__AVX512F__)
#include <immintrin.h>
#define VEC_WIDTH     16
#define VEC_REGISTERS 32
typedef __m512 vec;
#define vec_load(p)      _mm512_loadu_ps(p)
#define vec_store(p, v)  _mm512_storeu_ps(p, v)
#define vec_set(x)       _mm512_set1_ps(x)
#define vec_fma(a, b, c) _mm512_fmadd_ps(a, b, c)
#define WIDE_WIDTH       8
typedef __m512d wide;
#define wide_load(p)      _mm512_loadu_pd(p)
#define wide_store(p, v)  _mm512_storeu_pd(p, v)
#define wide_set(x)       _mm512_set1_pd(x)
#define wide_fma(a, b, c) _mm512_fmadd_pd(a, b, c)
#elif !defined(SIMILE_REAL_IS_DOUBLE) && defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define VEC_WIDTH         8
#define VEC_REGISTERS     16
typedef __m256 vec;
#define vec_load(p)       _mm256_loadu_ps(p)
#define vec_store(p, v)   _mm256_storeu_ps(p, v)
#define vec_set(x)        _mm256_set1_ps(x)
#define vec_fma(a, b, c)  _mm256_fmadd_ps(a, b, c)
#define WIDE_WIDTH        4
typedef __m256d wide;
#define wide_load(p)      _mm256_loadu_pd(p)
#define wide_store(p, v)  _mm256_storeu_pd(p, v)
#define wide_set(x)       _mm256_set1_pd(x)
#define wide_fma(a, b, c) _mm256_fmadd_pd(a, b, c)
#elif !defined(SIMILE_REAL_IS_DOUBLE) && defined(SIMILE_SET_HAS_NEON)
/* Every arm64 compiler may use NEON, for the portable set too, so the set itself says that it does. */
#include <arm_neon.h>
#define VEC_WIDTH         4
#define VEC_REGISTERS     32
typedef float32x4_t vec;
#define vec_load(p)       vld1q_f32(p)
#define vec_store(p, v)   vst1q_f32(p, v)
#define vec_set(x)        vdupq_n_f32(x)
#define vec_fma(a, b, c)  vfmaq_f32(c, a, b)
#define WIDE_WIDTH        2
typedef float64x2_t wide;
#define wide_load(p)      vld1q_f64(p)
#define wide_store(p, v)  vst1q_f64(p, v)
#define wide_set(x)       vdupq_n_f64(x)
#define wide_fma(a, b, c) vfmaq_f64(c, a, b)
#else
/* What every machine of 128 bits has; a multiply and an add in place of the fused form. */
#define VEC_BYTES     16
#define VEC_REGISTERS 0
#ifdef SIMILE_REAL_IS_DOUBLE
#define VEC_WIDTH 2
#else
#define VEC_WIDTH 4
#endif
typedef simile_real vec __attribute__((vector_size(VEC_BYTES), aligned(sizeof(simile_real))));
static inline vec vec_load(const simile_real *p)
{
    return *(const vec *)p;
}
static inline void vec_store(simile_real *p, vec v)
{
    *(vec *)p = v;
}
static inline vec vec_set(simile_real x)
{
    return x - (vec){0};
}
#define vec_fma(a, b, c)  ((a) * (b) + (c))
#define WIDE_WIDTH        2
typedef double wide __attribute__((vector_size(VEC_BYTES), aligned(sizeof(double))));
static inline wide wide_load(const double *p)
{
    return *(const wide *)p;
}
static inline void wide_store(double *p, wide v)
{
    *(wide *)p = v;
}
static inline wide wide_set(double x)
{
    return x - (wide){0};
}
#define wide_fma(a, b, c) ((a) * (b) + (c))
#endif

/* a·b + c, fused where the set has it. */
#if VEC_REGISTERS > 0
#define SIMILE_FMA(a, b, c) __builtin_fmaf(a, b, c)
#else
#define SIMILE_FMA(a, b, c) ((a) * (b) + (c))
#endif

#define LANES         16
#define LANES_VECTORS (LANES / VEC_WIDTH)

/* Sixteen partial sums, added as a fixed tree: i with i + 8, then + 4, + 2, + 1. */
static inline simile_real lanes_sum(const simile_real partial[LANES])
{
    simile_real sum[LANES / 2];
    for (size_t i = 0; i < LANES / 2; i++) {
        sum[i] = partial[i] + partial[i + LANES / 2];
    }
    for (size_t width = LANES / 4; width > 0; width /= 2) {
        for (size_t i = 0; i < width; i++) {
            sum[i] += sum[i + width];
        }
    }
    return sum[0];
}

#endif
