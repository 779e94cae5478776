/* Kernel sets of this CPU. */
#include "kernel_sets.h"
#include "cpu.h"
#include "random.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

size_t kernel_sets_list(const simile_kernels *sets[MAX_KERNEL_SETS])
{
    size_t n = 0;
    while (simile_cpu__set(n)) {
        n++;
    }
    ck_assert_uint_le(n, MAX_KERNEL_SETS);
    for (size_t i = 0; i < n; i++) {
        sets[i] = simile_cpu__set(n - 1 - i);
    }
    return n;
}

float *kernel_sets_values(size_t n, double deviation, uint64_t stream)
{
    float *values = aligned_alloc(64, (n * sizeof *values / 64 + 1) * 64);
    simile_random random;
    ck_assert_ptr_nonnull(values);
    simile_random__init(&random, 21, stream);
    for (size_t i = 0; i < n; i++) {
        values[i] = (float)(deviation * simile_random__normal(&random));
    }
    return values;
}

float kernel_sets_to_bf16(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = (bits + 0x7FFFU + (bits >> 16 & 1U)) & 0xFFFF0000U;
    memcpy(&value, &bits, sizeof value);
    return value;
}
