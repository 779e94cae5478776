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

static bool can_run(const simile_kernels *kernels)
{
#if defined(__x86_64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    __builtin_cpu_init();
    bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (kernels == &simile_kernels__avx2) {
        return has_avx2;
    }
    if (kernels == &simile_kernels__avx512) {
        return has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    }
#elif defined(__aarch64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    if (kernels == &simile_kernels__neon) {
        return true; /* every arm64 processor has NEON */
    }
#endif
    return kernels == &simile_kernels__portable;
}

/* Best first. */
static const simile_kernels *const sets[] = {
#if defined(__x86_64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    &simile_kernels__avx512,
    &simile_kernels__avx2,
#elif defined(__aarch64__) && !defined(SIMILE_REAL_IS_DOUBLE)
    &simile_kernels__neon,
#endif
    &simile_kernels__portable,
};
#define N_SETS (sizeof sets / sizeof *sets)

static void choose(void)
{
    const char *wanted = getenv("SIMILE_CPU");
    for (size_t i = 0; i < N_SETS; i++) {
        bool is_wanted = !wanted || !*wanted || strcmp(wanted, sets[i]->name) == 0;
        if (is_wanted && can_run(sets[i])) {
            chosen = sets[i];
            return;
        }
    }
    strncpy(refused, wanted ? wanted : "", sizeof refused - 1);
}

simile_status simile_cpu__check(void)
{
    pthread_once(&once, choose);
    if (refused[0]) {
        char names[64] = "";
        for (size_t i = 0; i < N_SETS; i++) {
            strcat(strcat(names, i > 0 ? ", " : ""), sets[i]->name);
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
