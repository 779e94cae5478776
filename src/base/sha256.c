/* SHA-256. The names of the variables are those of FIPS 180-4. */
#include "sha256.h"
#include "descriptor.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 16384

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

/* The message schedule W (FIPS 180-4, 6.2.2, step 1). */
static void schedule(uint32_t w[64], const uint8_t block[64])
{
    for (size_t t = 0; t < 16; t++) {
        w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 |
               block[4 * t + 3];
    }
    for (size_t t = 16; t < 64; t++) {
        const uint32_t sigma0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
        const uint32_t sigma1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
    }
}

static uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) ^ (~x & z);
}

static uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
    return (x & y) ^ (x & z) ^ (y & z);
}

/* One block into the state (6.2.2, steps 2 to 4). */
static void compress(uint32_t state[8], const uint8_t block[64])
{
    uint32_t w[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    schedule(w, block);
    for (size_t t = 0; t < 64; t++) {
        const uint32_t sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        const uint32_t sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        const uint32_t t1 = h + sum1 + choose(e, f, g) + K[t] + w[t];
        const uint32_t t2 = sum0 + majority(a, b, c);
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    const uint32_t added[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++) {
        state[i] += added[i];
    }
}

void simile_sha256__init(simile_sha256 *sha)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(sha, 0, sizeof *sha);
    memcpy(sha->state, start, sizeof start);
}

void simile_sha256__add(simile_sha256 *sha, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    while (size > 0) {
        const size_t at = sha->n_bytes % 64, part = 64 - at < size ? 64 - at : size;
        memcpy(sha->block + at, p, part);
        sha->n_bytes += part;
        p += part;
        size -= part;
        if (sha->n_bytes % 64 == 0) {
            compress(sha->state, sha->block);
        }
    }
}

void simile_sha256__finish(char hex[65], simile_sha256 *sha)
{
    const uint64_t n_bits = sha->n_bytes * 8;
    const uint8_t one = 0x80, zero = 0;
    uint8_t length[8];
    for (size_t i = 0; i < 8; i++) {
        length[i] = (uint8_t)(n_bits >> (56 - 8 * i));
    }
    simile_sha256__add(sha, &one, 1);
    while (sha->n_bytes % 64 != 56) {
        simile_sha256__add(sha, &zero, 1);
    }
    simile_sha256__add(sha, length, sizeof length);
    for (size_t i = 0; i < 8; i++) {
        snprintf(hex + 8 * i, 9, "%08x", (unsigned)sha->state[i]);
    }
}

simile_status simile_sha256__file(char hex[65], const char *path)
{
    struct stat info;
    int descriptor;
    simile_status status = simile_descriptor__open(&descriptor, &info, path);
    if (status != SIMILE_OK) {
        return status;
    }
    uint8_t bytes[READ_SIZE];
    size_t n_read = sizeof bytes;
    simile_sha256 sha;
    simile_sha256__init(&sha);
    while (status == SIMILE_OK && n_read == sizeof bytes) {
        status = simile_descriptor__read(&n_read, descriptor, bytes, sizeof bytes, path);
        simile_sha256__add(&sha, bytes, n_read);
    }
    close(descriptor);
    if (status == SIMILE_OK) {
        simile_sha256__finish(hex, &sha);
    }
    return status;
}
