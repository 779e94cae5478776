/* Short ASCII words in two registers: where a word ends, its lower case and its key are found without a loop and
 * without a branch on its length, eight bytes at a time (SWAR: a mask has bit 7 of each byte that is meant). */
#ifndef SIMILE_TEXT_WORD_KEY_H
#define SIMILE_TEXT_WORD_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SIMILE_WORD_KEY_SIZE 15 /* bytes of a word that fits a key */

#define SIMILE_EACH_BYTE 0x0101010101010101u

/* A word's bytes, zeros, and its size as the last byte: no two words have the same key, and none has that of zeros.
 * `low` holds the first eight bytes, the first one in its lowest bits. */
typedef struct simile_word_key {
    uint64_t low, high;
} simile_word_key;

static inline uint64_t simile_word_key__half(const char *bytes)
{
    uint64_t half;
    memcpy(&half, bytes, sizeof half);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    half = __builtin_bswap64(half);
#endif
    return half;
}

/* Bytes from `first` to `last`, both below 0x80, among bytes below 0x80. */
static inline uint64_t simile_word_key__between(uint64_t half, unsigned char first, unsigned char last)
{
    return (half + (0x80u - first) * SIMILE_EACH_BYTE) & ~(half + (0x7Fu - last) * SIMILE_EACH_BYTE) &
           0x80 * SIMILE_EACH_BYTE;
}

/* The number of ASCII letters and digits that the half begins with, 0 to 8. */
static inline size_t simile_word_key__run(uint64_t half)
{
    const uint64_t ascii = half & 0x7F * SIMILE_EACH_BYTE;
    const uint64_t letters = simile_word_key__between(ascii | 0x20 * SIMILE_EACH_BYTE, 'a', 'z');
    const uint64_t digits = simile_word_key__between(ascii, '0', '9');
    const uint64_t others = (~(letters | digits) | half) & 0x80 * SIMILE_EACH_BYTE;
    return others == 0 ? 8 : (size_t)__builtin_ctzll(others) / 8;
}

/* Lower-cases the ASCII letters among eight bytes below 0x80. */
static inline uint64_t simile_word_key__lower(uint64_t half)
{
    return half | simile_word_key__between(half, 'A', 'Z') >> 2;
}

/* The key of the first `size` bytes of `raw`, 1 to SIMILE_WORD_KEY_SIZE. */
static inline simile_word_key simile_word_key__cut(simile_word_key raw, size_t size)
{
    static const uint64_t masks[2][SIMILE_WORD_KEY_SIZE + 1] = {
        {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, UINT64_MAX, UINT64_MAX,
         UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF},
    };
    return (simile_word_key){raw.low & masks[0][size], (raw.high & masks[1][size]) | (uint64_t)size << 56};
}

/* The first 16 bytes of `text`, zeros behind its end. */
static inline simile_word_key simile_word_key__load(const char *text, size_t size)
{
    char padded[16] = {0};
    if (size < sizeof padded) {
        memcpy(padded, text, size);
        text = padded;
    }
    return (simile_word_key){simile_word_key__half(text), simile_word_key__half(text + 8)};
}

/* Writes the word's bytes and zeros. */
static inline void simile_word_key__store(char bytes[16], simile_word_key key)
{
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (char)(key.low >> 8 * i);
        bytes[8 + i] = (char)(key.high >> 8 * i);
    }
    bytes[SIMILE_WORD_KEY_SIZE] = 0;
}

#endif
