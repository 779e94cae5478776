/* Dropout from counter-based random numbers: Philox4x32-10 (random.h has the reference form), many blocks at a time so
 * that the rounds run in vectors. A block's four words give eight elements sixteen bits each. */
#include "kernels.h"
#include "simd.h"
#include <stdint.h>
#include <string.h>

#define BLOCKS   16 /* at a time */
#define ELEMENTS 8  /* of a block */
#define ROUNDS   10

typedef struct philox_state {
    uint32_t word[4][BLOCKS];
} philox_state;

/* One round: (c0, c1, c2, c3) → (hi(M1·c2) ^ c1 ^ k0, lo(M1·c2), hi(M0·c0) ^ c3 ^ k1, lo(M0·c0)) */
static inline void philox_round(philox_state *state, uint32_t key0, uint32_t key1)
{
    for (size_t b = 0; b < BLOCKS; b++) {
        uint64_t first = (uint64_t)0xD2511F53U * state->word[0][b];
        uint64_t second = (uint64_t)0xCD9E8D57U * state->word[2][b];
        uint32_t next0 = (uint32_t)(second >> 32) ^ state->word[1][b] ^ key0;
        uint32_t next2 = (uint32_t)(first >> 32) ^ state->word[3][b] ^ key1;
        state->word[0][b] = next0;
        state->word[1][b] = (uint32_t)second;
        state->word[2][b] = next2;
        state->word[3][b] = (uint32_t)first;
    }
}

/* Sixteen bits for each of the BLOCKS · ELEMENTS elements from block `block` on. */
static void draw(uint16_t bits[BLOCKS * ELEMENTS], const simile_dropout_site *site, size_t block)
{
    philox_state state;
    for (size_t b = 0; b < BLOCKS; b++) {
        state.word[0][b] = (uint32_t)(block + b);
        state.word[1][b] = site->counter[0];
        state.word[2][b] = site->counter[1];
        state.word[3][b] = site->counter[2];
    }
    uint32_t key0 = site->key[0], key1 = site->key[1];
    for (int round = 0; round < ROUNDS; round++) {
        philox_round(&state, key0, key1);
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    for (size_t b = 0; b < BLOCKS; b++) {
        for (size_t w = 0; w < 4; w++) {
            bits[b * ELEMENTS + 2 * w] = (uint16_t)state.word[w][b];
            bits[b * ELEMENTS + 2 * w + 1] = (uint16_t)(state.word[w][b] >> 16);
        }
    }
}

void SIMILE_KERNEL(dropout)(simile_real *y, const simile_real *x, size_t n, double p, const simile_dropout_site *site,
                            size_t first)
{
    if (p <= 0) {
        memmove(y, x, n * sizeof *y);
        return;
    }
    const uint32_t threshold = (uint32_t)(p * 65536 + 0.5);
    const simile_real keep = (simile_real)(1 / (1 - p));
    uint16_t bits[BLOCKS * ELEMENTS];
    for (size_t i = 0; i < n; i += BLOCKS * ELEMENTS) {
        size_t count = n - i < BLOCKS * ELEMENTS ? n - i : BLOCKS * ELEMENTS;
        draw(bits, site, (first + i) / ELEMENTS);
        for (size_t e = 0; e < count; e++) {
            simile_real factor = bits[e] >= threshold ? keep : 0;
            y[i + e] = x[i + e] * factor;
        }
    }
}
