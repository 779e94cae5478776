/* Little-endian floating-point numbers as files hold them, read into float. Bytes may be unaligned. */
#ifndef SIMILE_FORMAT_FLOATS_H
#define SIMILE_FORMAT_FLOATS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the machine lays out its own numbers as the files do. */
static inline bool simile_floats__are_native(void)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* Each fills out [n]. F16 (IEEE 754 binary16) and BF16 convert exactly, subnormals, infinities and NaN included; F64 is
 * rounded to nearest, ties to even, and overflows to infinity. */
void simile_floats__from_f32(float *out, const unsigned char *bytes, size_t n);
void simile_floats__from_f16(float *out, const unsigned char *bytes, size_t n);
void simile_floats__from_bf16(float *out, const unsigned char *bytes, size_t n);
void simile_floats__from_i8(float *out, const unsigned char *bytes, size_t n);
void simile_floats__from_f64(float *out, const unsigned char *bytes, size_t n);

/* 4 × n bytes, little-endian. */
void simile_floats__to_f32(unsigned char *bytes, const float *values, size_t n);
/* 2 × n bytes, little-endian: rounded to nearest, ties to even; from 65520 on infinity. */
void simile_floats__to_f16(unsigned char *bytes, const float *values, size_t n);

/* How many values come before the first infinity or NaN; n when there is none. */
size_t simile_floats__count_finite(const float *values, size_t n);

#endif
