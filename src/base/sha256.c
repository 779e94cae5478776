/* SHA-256 as FIPS 180-4 states it, one 64-byte block at a time. */
#include "sha256.h"

#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int n)
{
    return (x >> n) | (x << (32 - n));
}

/* The message schedule (section 6.2.2, step 1). */
static void expand(uint32_t words[64], const uint8_t block[64])
{
    for (size_t t = 0; t < 16; t++)
        words[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 |
                   block[4 * t + 3];
    for (size_t t = 16; t < 64; t++) {
        uint32_t x = words[t - 15], y = words[t - 2];
        uint32_t sigma_0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3);
        uint32_t sigma_1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >> 10);
        words[t] = sigma_1 + words[t - 7] + sigma_0 + words[t - 16];
    }
}

/* Steps 2 to 4: the working variables a … h are v[0] … v[7]. */
static void compress(uint32_t state[8], const uint8_t block[64])
{
    uint32_t words[64], v[8];
    expand(words, block);
    memcpy(v, state, sizeof v);
    for (size_t t = 0; t < 64; t++) {
        uint32_t sum_1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
        uint32_t chosen = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + sum_1 + chosen + constants[t] + words[t];
        uint32_t sum_0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + sum_0 + majority;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
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
    const uint8_t *next = bytes;
    while (size > 0) {
        size_t n_held = (size_t)(sha->n_bytes % 64);
        if (n_held == 0 && size >= 64) { /* whole blocks need no copy */
            compress(sha->state, next);
            sha->n_bytes += 64;
            next += 64;
            size -= 64;
            continue;
        }
        size_t n_taken = size < 64 - n_held ? size : 64 - n_held;
        memcpy(sha->block + n_held, next, n_taken);
        sha->n_bytes += n_taken;
        next += n_taken;
        size -= n_taken;
        if (n_held + n_taken == 64)
            compress(sha->state, sha->block);
    }
}

void simile_sha256__finish(char hex[65], simile_sha256 *sha)
{
    static const char digits[] = "0123456789abcdef";
    static const uint8_t padding[64] = {0x80};
    uint64_t n_bits = 8 * sha->n_bytes;
    size_t n_held = (size_t)(sha->n_bytes % 64);
    simile_sha256__add(sha, padding, n_held < 56 ? 56 - n_held : 120 - n_held);
    uint8_t length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (uint8_t)(n_bits >> (56 - 8 * i));
    simile_sha256__add(sha, length, sizeof length);
    for (size_t i = 0; i < 64; i++)
        hex[i] = digits[(sha->state[i / 8] >> (28 - 4 * (i % 8))) & 15U];
    hex[64] = '\0';
}

simile_status simile_sha256__file(char hex[65], const char *path)
{
    int file;
    do
        file = open(path, O_RDONLY | O_CLOEXEC);
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return simile_file__fail(path, "read", errno);

    simile_sha256 sha;
    simile_sha256__init(&sha);
    uint8_t piece[1 << 14];
    ssize_t n_read;
    do {
        n_read = read(file, piece, sizeof piece);
        if (n_read > 0)
            simile_sha256__add(&sha, piece, (size_t)n_read);
    } while (n_read > 0 || (n_read < 0 && errno == EINTR));
    simile_status status = n_read < 0 ? simile_file__fail(path, "read", errno) : SIMILE_OK;
    close(file); /* nothing was written */
    if (status == SIMILE_OK)
        simile_sha256__finish(hex, &sha);
    return status;
}
