/* Philox4x32-10: ten rounds of multiplication and key mixing turn a counter into four random words. */
#include "random.h"

#include <math.h>
#include <string.h>

enum { N_ROUNDS = 10 };

/* Constants of table 2 and section 3.3 of the paper: multipliers, and key increments (Weyl sequence). */
#define MULTIPLIER_0 UINT64_C(0xd2511f53)
#define MULTIPLIER_1 UINT64_C(0xcd9e8d57)
#define INCREMENT_0  UINT32_C(0x9e3779b9)
#define INCREMENT_1  UINT32_C(0xbb67ae85)
#define TWO_PI       6.28318530717958647692

void simile_random__block(uint32_t words[4], const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < N_ROUNDS; round++) {
        uint64_t product_0 = MULTIPLIER_0 * c0;
        uint64_t product_1 = MULTIPLIER_1 * c2;
        c0 = (uint32_t)(product_1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)product_1;
        c2 = (uint32_t)(product_0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)product_0;
        k0 += INCREMENT_0;
        k1 += INCREMENT_1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}

/* The seed is the key; the upper half of the counter names the stream, the lower half counts its blocks. */
void simile_random__init(simile_random *random, uint64_t seed, uint64_t stream)
{
    memset(random, 0, sizeof *random);
    random->key[0] = (uint32_t)seed;
    random->key[1] = (uint32_t)(seed >> 32);
    random->counter[2] = (uint32_t)stream;
    random->counter[3] = (uint32_t)(stream >> 32);
    random->n_used = 4;
}

uint32_t simile_random__next(simile_random *random)
{
    if (random->n_used >= 4) {
        simile_random__block(random->words, random->counter, random->key);
        random->n_used = 0;
        if (++random->counter[0] == 0)
            random->counter[1]++;
    }
    return random->words[random->n_used++];
}

static uint64_t next_64(simile_random *random)
{
    const uint64_t high = simile_random__next(random);
    return high << 32 | simile_random__next(random);
}

/* Draws at or above the largest multiple of n that fits are thrown away: the rest divides evenly. */
uint64_t simile_random__below(simile_random *random, uint64_t n)
{
    const uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    uint64_t draw = next_64(random);
    while (draw >= limit) {
        draw = next_64(random);
    }
    return draw % n;
}

double simile_random__uniform(simile_random *random)
{
    return (double)(next_64(random) >> 11) * 0x1p-53;
}

/* √(−2 ln u) · cos(2π v), with u in (0, 1] so that the logarithm is finite. */
double simile_random__normal(simile_random *random)
{
    const double u = 1 - simile_random__uniform(random), v = simile_random__uniform(random);
    return sqrt(-2 * log(u)) * cos(TWO_PI * v);
}

void simile_random__shuffle(simile_random *random, size_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = (size_t)simile_random__below(random, i);
        const size_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}
