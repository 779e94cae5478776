/* exp, erf and tanh of one real, written so that a loop over them becomes vectors: no branch, no call. In double they
 * are the C library's, since gradient checks need them exact. */
#ifndef SIMILE_TENSOR_TRANSCENDENTAL_H
#define SIMILE_TENSOR_TRANSCENDENTAL_H

#include "simd.h"
#include <stdint.h>
#include <string.h>

#ifdef SIMILE_REAL_IS_DOUBLE

static inline double real_exp(double x)
{
    return exp(x);
}
static inline double real_erf(double x)
{
    return erf(x);
}
static inline double real_tanh(double x)
{
    return tanh(x);
}

#else

/* x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ = 1 + r + r²·p(r), a polynomial fitted to a relative error of 3e-9; then 2ⁿ
 * goes into the exponent. Below −87.3 the result is 0; above 88.7 it is e^88.7. */
static inline float real_exp(float x)
{
    float bounded = x > 88.7F ? 88.7F : x;
    bounded = bounded < -87.3F ? -87.3F : bounded;
    /* Adding and taking away 1.5 · 2²³ rounds to the nearest whole number. */
    float shifted = SIMILE_FMA(bounded, 1.44269504F, 12582912.0F);
    float n = shifted - 12582912.0F;
    float r = SIMILE_FMA(n, -0.693145752F, bounded);
    r = SIMILE_FMA(n, -1.42860677e-6F, r);
    float p = 0.00138146093F;
    p = SIMILE_FMA(p, r, 0.00836871099F);
    p = SIMILE_FMA(p, r, 0.0416683890F);
    p = SIMILE_FMA(p, r, 0.166665211F);
    p = SIMILE_FMA(p, r, 0.499999940F);
    float e = SIMILE_FMA(p, r * r, r) + 1.0F;
    uint32_t bits;
    memcpy(&bits, &e, sizeof bits);
    bits += (uint32_t)(int32_t)n << 23;
    memcpy(&e, &bits, sizeof e);
    return x < -87.3F ? 0.0F : e;
}

/* erf(x) = x·P(x²)/Q(x²) on |x| ≤ 3.925 (there 1 − erf < 3e-8), fitted to an absolute error of 2e-8; the rest is ±1. */
static inline float real_erf(float x)
{
    float bounded = x > 3.925F ? 3.925F : x;
    bounded = bounded < -3.925F ? -3.925F : bounded;
    float u = bounded * bounded;
    float p = 2.03085460e-6F;
    p = SIMILE_FMA(p, u, 0.000287492003F);
    p = SIMILE_FMA(p, u, 0.00387635105F);
    p = SIMILE_FMA(p, u, 0.0530844219F);
    p = SIMILE_FMA(p, u, 0.192973197F);
    p = SIMILE_FMA(p, u, 1.12837899F);
    float q = 3.80312886e-5F;
    q = SIMILE_FMA(q, u, 0.00118975458F);
    q = SIMILE_FMA(q, u, 0.0151884044F);
    q = SIMILE_FMA(q, u, 0.115167715F);
    q = SIMILE_FMA(q, u, 0.504349709F);
    q = SIMILE_FMA(q, u, 1.0F);
    float e = bounded * p / q;
    e = e > 1.0F ? 1.0F : e;
    return e < -1.0F ? -1.0F : e;
}

/* tanh(x) = 1 − 2/(e²ˣ + 1); near 0, where that cancels, the odd series up to x⁹. */
static inline float real_tanh(float x)
{
    float u = x * x;
    float series = 0.0218694885F;
    series = SIMILE_FMA(series, u, -0.0539682540F);
    series = SIMILE_FMA(series, u, 0.133333333F);
    series = SIMILE_FMA(series, u, -0.333333333F);
    series = SIMILE_FMA(series * u, x, x);
    float closed = 1.0F - 2.0F / (real_exp(2.0F * x) + 1.0F);
    return u < 0.09F ? series : closed;
}

#endif
#endif
