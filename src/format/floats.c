/* Numbers of files: assembled byte by byte, so that neither alignment nor the machine's byte order matters. */
#include "floats.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static uint64_t read_word(const unsigned char *bytes, size_t size)
{
    uint64_t word = 0;

    for (size_t i = size; i-- > 0;)
        word = word << 8 | bytes[i];
    return word;
}

static float to_float(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof(value));
    return value;
}

void simile_floats__from_f32(float *out, const unsigned char *bytes, size_t n)
{
    if (simile_floats__are_native()) {
        if (n > 0)
            memcpy(out, bytes, n * sizeof(*out));
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = to_float((uint32_t)read_word(bytes + 4 * i, 4));
}

void simile_floats__from_bf16(float *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = to_float((uint32_t)read_word(bytes + 2 * i, 2) << 16);
}

/* Sign, 5 bits of exponent (bias 15), 10 of fraction. */
static float widen(uint32_t half)
{
    uint32_t sign = (half & 0x8000) << 16, exponent = half >> 10 & 0x1F, fraction = half & 0x3FF;

    if (exponent == 0x1F)
        return to_float(sign | 0x7F800000 | fraction << 13);
    if (exponent > 0)
        return to_float(sign | (exponent + 127 - 15) << 23 | fraction << 13);
    /* Zero or subnormal: fraction × 2⁻²⁴, exact in float. */
    return (sign ? -1.0f : 1.0f) * (float)fraction * 0x1p-24f;
}

void simile_floats__from_f16(float *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = widen((uint32_t)read_word(bytes + 2 * i, 2));
}

void simile_floats__from_f64(float *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = read_word(bytes + 8 * i, 8);
        double value;
        memcpy(&value, &bits, sizeof(value));
        out[i] = (float)value;
    }
}

/* A whole block at once, so that the compiler makes vectors of it: no branch, a fixed length. */
enum { FINITE_BLOCK = 256 };

static bool is_block_finite(const float *values)
{
    uint32_t found = 0;

    for (size_t i = 0; i < FINITE_BLOCK; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof(bits));
        /* A full exponent, infinity or NaN, carries into the sign. */
        found |= (bits & 0x7FFFFFFF) + 0x00800000;
    }
    return (found & 0x80000000) == 0;
}

size_t simile_floats__count_finite(const float *values, size_t n)
{
    size_t i = 0;

    while (n - i >= FINITE_BLOCK && is_block_finite(values + i))
        i += FINITE_BLOCK;
    while (i < n && isfinite(values[i]))
        i++;
    return i;
}

void simile_floats__from_i8(float *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(signed char)bytes[i];
}

void simile_floats__to_f32(unsigned char *bytes, const float *values, size_t n)
{
    if (simile_floats__are_native()) {
        if (n > 0)
            memcpy(bytes, values, n * sizeof(*values));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof(bits));
        for (size_t j = 0; j < 4; j++)
            bytes[4 * i + j] = (unsigned char)(bits >> (8 * j));
    }
}

/* x / 2^shift, rounded to nearest, ties to even. */
static uint32_t round_off(uint32_t x, uint32_t shift)
{
    uint32_t half = 1U << (shift - 1), rest = x & ((1U << shift) - 1), kept = x >> shift;

    return kept + (rest > half || (rest == half && kept & 1));
}

static uint32_t narrow(float value)
{
    uint32_t bits, sign, exponent, fraction;

    memcpy(&bits, &value, sizeof(bits));
    sign = bits >> 16 & 0x8000;
    exponent = bits >> 23 & 0xFF;
    fraction = bits & 0x7FFFFF;
    if (exponent == 0xFF)
        return sign | 0x7C00 | (fraction ? 0x200 | fraction >> 13 : 0);
    if (exponent > 127 + 15)
        return sign | 0x7C00;
    /* A carry out of the fraction goes into the exponent, as it should: at the top it makes infinity. */
    if (exponent > 127 - 15)
        return sign | round_off((exponent - (127 - 15)) << 23 | fraction, 13);
    /* Subnormal: the leading one becomes a bit of the fraction. Less than half of the least value is zero. */
    if (exponent < 127 - 25)
        return sign;
    return sign | round_off(0x800000 | fraction, 127 - 1 - exponent);
}

void simile_floats__to_f16(unsigned char *bytes, const float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t half = narrow(values[i]);
        bytes[2 * i] = (unsigned char)half;
        bytes[2 * i + 1] = (unsigned char)(half >> 8);
    }
}
