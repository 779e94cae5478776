/* Picks the kernel set once. */
#include "cpu.h"
#include "fail.h"
#include "kernels/kernels.h"
#include "simile/version.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const simile_kernels *chosen = &simile_kernels__portable;
static char refused[64]; /* the SIMILE_CPU that cannot be had; "": none */
static pthread_once_t once = PTHREAD_ONCE_INIT;

#if defined(__x86_64__) && !defined(SIMILE_REAL_IS_DOUBLE)
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

static bool has_vnni(void)
{
    return has_avx512() && __builtin_cpu_supports("avx512vnni");
}

static bool has_bf16(void)
{
    return has_vnni() && __builtin_cpu_supports("avx512bf16");
}
#endif

static bool has_nothing(void)
{
    return true;
}

/* Best first. */
static const struct {
    const simile_kernels *kernels;
    bool (*can_run)(void);
} sets[] = {
#if defined(__x86_64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    {&simile_kernels__avx512bf16, has_bf16},  {&simile_kernels__avx512vnni, has_vnni},
    {&simile_kernels__avx512, has_avx512},    {&simile_kernels__avx2, has_avx2},
#elif defined(__aarch64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    {&simile_kernels__neon, has_nothing}, /* every arm64 processor has NEON */
#endif
    {&simile_kernels__portable, has_nothing},
};
#define N_SETS (sizeof sets / sizeof *sets)

const simile_kernels *simile_cpu__set(size_t i)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    for (size_t j = 0; j < N_SETS; j++) {
        if (sets[j].can_run() && i-- == 0) {
            return sets[j].kernels;
        }
    }
    return NULL;
}

static void choose(void)
{
    const char *wanted = getenv("SIMILE_CPU");
    const simile_kernels *set;
    for (size_t i = 0; (set = simile_cpu__set(i)) != NULL; i++) {
        if (!wanted || !*wanted || strcmp(wanted, set->name) == 0) {
            chosen = set;
            return;
        }
    }
    strncpy(refused, wanted, sizeof refused - 1);
}

simile_status simile_cpu__check(void)
{
    pthread_once(&once, choose);
    if (refused[0]) {
        char names[96] = "";
        for (size_t i = 0; i < N_SETS; i++) {
            strcat(strcat(names, i > 0 ? ", " : ""), sets[i].kernels->name);
        }
        return simile_status__fail(
            SIMILE_ERROR_CONFIG,
            "SIMILE_CPU=%s: this machine cannot run that kernel set (the sets of its architecture "
            "are %s; unset it to let simile choose)",
            refused, names);
    }
    return SIMILE_OK;
}

const simile_kernels *simile_cpu__kernels(void)
{
    pthread_once(&once, choose);
    return chosen;
}

const char *simile_cpu_kernels(void)
{
    return simile_cpu__check() == SIMILE_OK ? chosen->name : NULL;
}
