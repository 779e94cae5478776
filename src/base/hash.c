/* A 64-bit hash in the multiply and rotate family: every step is a bijection of the state, words are read as
 * little-endian whatever the machine, and a final avalanche spreads each input bit over all output bits. */
#include "hash.h"

#define MULTIPLIER_WORD  UINT64_C(0x9e3779b97f4a7c15) /* 2^64 divided by the golden ratio */
#define MULTIPLIER_STATE UINT64_C(0xd6e8feb86659fd93)

/* Up to eight bytes as a little-endian number. */
static uint64_t load(const unsigned char *bytes, size_t n)
{
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

static uint64_t absorb(uint64_t state, uint64_t word)
{
    word *= MULTIPLIER_WORD;
    word ^= word >> 32;
    state = (state ^ word) * MULTIPLIER_STATE;
    return (state << 29) | (state >> 35);
}

static uint64_t avalanche(uint64_t state)
{
    state = (state ^ (state >> 32)) * MULTIPLIER_STATE;
    state = (state ^ (state >> 32)) * MULTIPLIER_STATE;
    return state ^ (state >> 32);
}

uint64_t simile_hash__bytes(const void *bytes, size_t size, uint64_t seed)
{
    const unsigned char *next = bytes;
    uint64_t state = avalanche(seed + MULTIPLIER_WORD) ^ (size * MULTIPLIER_STATE);
    for (; size >= 8; size -= 8, next += 8)
        state = absorb(state, load(next, 8));
    if (size > 0)
        state = absorb(state, load(next, size));
    return avalanche(state);
}
