/* Kernel sets of this CPU. */
#include "kernel_sets.h"
#include "random.h"
#include <check.h>
#include <stdlib.h>

size_t kernel_sets_list(const simile_kernels *sets[MAX_KERNEL_SETS])
{
    size_t n = 0;
    sets[n++] = &simile_kernels__portable;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sets[n++] = &simile_kernels__avx2;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        sets[n++] = &simile_kernels__avx512;
    }
#elif defined(__aarch64__)
    sets[n++] = &simile_kernels__neon;
#endif
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
