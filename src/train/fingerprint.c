/* The fingerprint. */
#include "fingerprint.h"
#include "elementwise.h"
#include "gemm.h"
#include "hash.h"
#include "packed.h"
#include "simile/version.h"
#include <stdio.h>
#include <string.h>

#define ROWS  7
#define WIDTH 48 /* what a panel of any kernel set holds without a rest, and some */

/* Fixed numbers from −1 to 1. */
static void fill(simile_real *x, size_t n, uint64_t number)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t hash = simile_hash__bytes(&i, sizeof i, number);
        x[i] = (simile_real)((double)(hash >> 40) / (double)(1 << 23) - 1);
    }
}

/* A product, and what the other kernels make of it, one after another. */
static void compute(simile_real *c, const simile_real *a, simile_real *panel, const simile_real *b)
{
    simile_panel__pack(panel, b, WIDTH, false, WIDTH, WIDTH);
    simile_gemm__run(c, WIDTH, (simile_left){.values = a, .stride = WIDTH}, panel, ROWS, WIDTH, WIDTH, SIMILE_GEMM_ZERO,
                     NULL);
    simile_layer_norm__forward(c, NULL, c, b, b + WIDTH, ROWS, WIDTH, 1e-12);
    simile_gelu__forward(c, c, (size_t)ROWS * WIDTH);
    simile_exp__weigh(c, c, (simile_real)0.5, 2, 1, (size_t)ROWS * WIDTH);
    simile_softmax__forward(c, ROWS, WIDTH, WIDTH, (simile_real)0.25);
}

uint64_t simile_fingerprint__arithmetic(const simile_config *config)
{
    /* All vector sets agree in float32; in bfloat16 those with instructions for it sum in another order. */
    const bool has_own_order = config->train.precision == SIMILE_PRECISION_BF16 && simile_packed__has_bf16();
    static const size_t n = (size_t)ROWS * WIDTH;
    simile_real a[ROWS * WIDTH], b[WIDTH * WIDTH], c[ROWS * WIDTH];
    _Alignas(64) simile_real panel[WIDTH * 2 * WIDTH]; /* as wide as any set makes it */
    fill(a, n, 1);
    fill(b, (size_t)WIDTH * WIDTH, 2);
    compute(c, a, panel, b);
    const uint64_t hash = simile_hash__bytes(c, sizeof c, has_own_order);
    return simile_hash__bytes(simile_version(), strlen(simile_version()), hash);
}

void simile_fingerprint__print(char text[SIMILE_FINGERPRINT_SIZE], const simile_config *config)
{
    snprintf(text, SIMILE_FINGERPRINT_SIZE, "%s %s lanes %lld micro_batch_tokens %lld %016llx", simile_version(),
             simile_cpu_kernels(), (long long)config->compute.lanes, (long long)config->compute.micro_batch_tokens,
             (unsigned long long)simile_fingerprint__arithmetic(config));
}
