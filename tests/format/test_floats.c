/* Numbers of files: half precision in both directions. */
#include "floats.h"
#include "suite.h"
#include <math.h>
#include <stdint.h>

static uint32_t half_of(float value)
{
    unsigned char bytes[2];
    simile_floats__to_f16(bytes, &value, 1);
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static float float_of(uint32_t half)
{
    const unsigned char bytes[2] = {(unsigned char)half, (unsigned char)(half >> 8)};
    float value;
    simile_floats__from_f16(&value, bytes, 1);
    return value;
}

START_TEST(floats__half_survives_there_and_back)
{
    for (uint32_t half = 0; half < 0x10000; half++) {
        const float value = float_of(half);
        if (isnan(value)) {
            ck_assert(isnan(float_of(half_of(value))));
        } else {
            ck_assert_uint_eq(half_of(value), half);
        }
    }
}
END_TEST

START_TEST(floats__half_rounds_to_nearest_and_ties_to_even)
{
    /* Between any two neighbours, subnormal ones and the last before infinity too. */
    for (uint32_t half = 0; half < 0x7BFF; half++) {
        const float low = float_of(half), high = float_of(half + 1);
        const float middle = (low + high) / 2; /* exact: a float has 13 further bits */
        ck_assert_uint_eq(half_of(middle), half + (half & 1));
        ck_assert_uint_eq(half_of(nextafterf(middle, 0)), half);
        ck_assert_uint_eq(half_of(nextafterf(middle, INFINITY)), half + 1);
        ck_assert_uint_eq(half_of(-middle), 0x8000 | (half + (half & 1)));
    }
}
END_TEST

START_TEST(floats__half_overflows_to_infinity)
{
    ck_assert_uint_eq(half_of(65519.996f), 0x7BFF);
    ck_assert_uint_eq(half_of(65520), 0x7C00);
    ck_assert_uint_eq(half_of(-3e38f), 0xFC00);
    ck_assert_uint_eq(half_of(INFINITY), 0x7C00);
    ck_assert(isnan(float_of(half_of(NAN))));
    ck_assert_uint_eq(half_of(1e-30f), 0);
}
END_TEST

START_TEST(floats__bytes_are_signed)
{
    const unsigned char bytes[] = {0, 127, 128, 255};
    float values[4];
    simile_floats__from_i8(values, bytes, 4);
    ck_assert(values[0] == 0 && values[1] == 127 && values[2] == -128 && values[3] == -1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {floats__half_survives_there_and_back, floats__half_rounds_to_nearest_and_ties_to_even,
                                  floats__half_overflows_to_infinity, floats__bytes_are_signed};
    return suite_run("floats", tests, sizeof tests / sizeof *tests);
}
