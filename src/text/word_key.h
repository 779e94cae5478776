/* Short ASCII words in registers: where a word ends, its lower case and its key are found without a loop and without a
 * branch on its length; 16 bytes at a time with SSE2, which every x86-64 has, else eight (SWAR: a mask has bit 7 of
 * each byte that is meant). */
#ifndef SIMILE_TEXT_WORD_KEY_H
#define SIMILE_TEXT_WORD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined __SSE2__
#include <emmintrin.h>
#endif

#define SIMILE_WORD_KEY_SIZE 15 /* bytes of a word that fits a key */

#define SIMILE_EACH_BYTE 0x0101010101010101u

/* A word's bytes, zeros, and its size as the last byte: no two words have the same key, and none has that of zeros.
 * `low` holds the first eight bytes, the first one in its lowest bits. */
typedef struct simile_word_key {
    uint64_t low, high;
} simile_word_key;

/* From the machine's order of bytes to little-endian, and back. */
static inline uint64_t simile_word_key__ordered(uint64_t half)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    half = __builtin_bswap64(half);
#endif
    return half;
}

static inline uint64_t simile_word_key__half(const char *bytes)
{
    uint64_t half;
    memcpy(&half, bytes, sizeof half);
    return simile_word_key__ordered(half);
}

#if defined __SSE2__

/* 0xFF for each byte from `first` to `last`. */
static inline __m128i simile_word_key__between(__m128i bytes, char first, char last)
{
    const __m128i offset = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8((char)(last - first))), offset);
}

/* The number of ASCII letters and digits that the 16 bytes begin with, and the bytes with their letters in lower case
 * if it is asked for. */
static inline size_t simile_word_key__scan(simile_word_key *key, bool lowercase)
{
    const __m128i small = _mm_set1_epi8(0x20), bytes = _mm_set_epi64x((long long)key->high, (long long)key->low);
    const __m128i letters = simile_word_key__between(_mm_or_si128(bytes, small), 'a', 'z');
    const __m128i in_word = _mm_or_si128(letters, simile_word_key__between(bytes, '0', '9'));
    const __m128i changed = _mm_or_si128(bytes, _mm_and_si128(letters, lowercase ? small : _mm_setzero_si128()));
    const unsigned others = ~(unsigned)_mm_movemask_epi8(in_word);

    key->low = (uint64_t)_mm_cvtsi128_si64(changed);
    key->high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(changed, changed));
    return (size_t)__builtin_ctz(others);
}

#else

/* Bytes from `first` to `last`, both below 0x80, among bytes below 0x80. */
static inline uint64_t simile_word_key__between(uint64_t half, unsigned char first, unsigned char last)
{
    return (half + (0x80u - first) * SIMILE_EACH_BYTE) & ~(half + (0x7Fu - last) * SIMILE_EACH_BYTE) &
           0x80 * SIMILE_EACH_BYTE;
}

static inline uint64_t simile_word_key__letters(uint64_t half)
{
    return simile_word_key__between((half & 0x7F * SIMILE_EACH_BYTE) | 0x20 * SIMILE_EACH_BYTE, 'a', 'z') & ~half;
}

/* The bytes that are neither ASCII letters nor digits. */
static inline uint64_t simile_word_key__others(uint64_t half, uint64_t letters)
{
    const uint64_t digits = simile_word_key__between(half & 0x7F * SIMILE_EACH_BYTE, '0', '9');
    return (~(letters | digits) | half) & 0x80 * SIMILE_EACH_BYTE;
}

/* The number of ASCII letters and digits that the 16 bytes begin with, and the bytes with their letters in lower case
 * if it is asked for. */
static inline size_t simile_word_key__scan(simile_word_key *key, bool lowercase)
{
    const uint64_t letters[2] = {simile_word_key__letters(key->low), simile_word_key__letters(key->high)};
    const uint64_t others[2] = {simile_word_key__others(key->low, letters[0]),
                                simile_word_key__others(key->high, letters[1])};

    if (lowercase) {
        key->low |= letters[0] >> 2;
        key->high |= letters[1] >> 2;
    }
    if (others[0] != 0)
        return (size_t)__builtin_ctzll(others[0]) / 8;
    return others[1] == 0 ? 16 : 8 + (size_t)__builtin_ctzll(others[1]) / 8;
}

#endif

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

/* Up to eight bytes, as a half with zeros behind them: parts that overlap hold the same bytes there. */
static inline uint64_t simile_word_key__few(const char *bytes, size_t size)
{
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t first, last;

    if (size < 4) /* the second of three bytes is another one; of two the last, of one the first */
        return size == 0 ? 0 : b[0] | (uint64_t)b[size / 2] << 8 * (size / 2) | (uint64_t)b[size - 1] << 8 * (size - 1);
    memcpy(&first, bytes, sizeof first);
    memcpy(&last, bytes + size - 4, sizeof last);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    first = __builtin_bswap32(first);
    last = __builtin_bswap32(last);
#endif
    return first | (uint64_t)last << 8 * (size - 4);
}

/* The first 16 bytes of `text`, zeros behind its end. */
static inline simile_word_key simile_word_key__load(const char *text, size_t size)
{
    if (size >= 16)
        return (simile_word_key){simile_word_key__half(text), simile_word_key__half(text + 8)};
    if (size <= 8)
        return (simile_word_key){simile_word_key__few(text, size), 0};
    return (simile_word_key){simile_word_key__half(text), simile_word_key__half(text + size - 8) >> 8 * (16 - size)};
}

/* The last `size` bytes before `end`, 1 to 15, zeros behind them; 16 bytes before `end` can be read. */
static inline simile_word_key simile_word_key__last(const char *end, size_t size)
{
    const uint64_t low = simile_word_key__half(end - 16), high = simile_word_key__half(end - 8);
    const size_t shift = 8 * (16 - size) % 64;
    const uint64_t upper = high >> shift, both = low >> shift | high << 1 << (63 - shift);

    return size <= 8 ? (simile_word_key){upper, 0} : (simile_word_key){both, upper};
}

/* A multiplicative hash of the halves. */
static inline uint64_t simile_word_key__hash(simile_word_key key)
{
    uint64_t mixed = (key.low ^ key.high * 0xC2B2AE3D27D4EB4Fu) * 0x9E3779B97F4A7C15u;

    mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u;
    return mixed ^ mixed >> 32;
}

/* Writes the word's bytes and zeros. */
static inline void simile_word_key__store(char bytes[16], simile_word_key key)
{
    const uint64_t low = simile_word_key__ordered(key.low), high = simile_word_key__ordered(key.high);

    memcpy(bytes, &low, sizeof low);
    memcpy(bytes + 8, &high, sizeof high);
    bytes[SIMILE_WORD_KEY_SIZE] = 0;
}

#endif
