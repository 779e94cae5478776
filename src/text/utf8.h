/* UTF-8: checking and mending what comes from outside, decoding what is known to be valid, encoding. */
#ifndef SIMILE_TEXT_UTF8_H
#define SIMILE_TEXT_UTF8_H

#include "buffer.h"
#include "simile/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool simile_utf8__is_valid(const char *text, size_t size);

/* Bytes from the start of the text that are well-formed; *bad is the length of the ill-formed part behind them (when
 * there is one), of which simile_utf8__repair makes one U+FFFD. */
size_t simile_utf8__valid_prefix(size_t *bad, const char *text, size_t size);

/* Replaces `fixed` by the text with U+FFFD for every maximal part of an ill-formed sequence (Unicode 15, section 3.9,
 * "U+FFFD Substitution of Maximal Subparts"; Python's errors="replace" does the same). */
simile_status simile_utf8__repair(simile_buffer *fixed, const char *text, size_t size);

/* The code point that starts at `text`, and its length in bytes. The text must be valid. */
static inline uint32_t simile_utf8__decode(size_t *length, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    if (s[0] < 0x80) {
        *length = 1;
        return s[0];
    }
    if (s[0] < 0xE0) {
        *length = 2;
        return (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    }
    if (s[0] < 0xF0) {
        *length = 3;
        return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    }
    *length = 4;
    return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
}

/* Writes up to 4 bytes; returns their number. */
size_t simile_utf8__encode(char *text, uint32_t code);

/* Code points in a valid text. */
size_t simile_utf8__count(const char *text, size_t size);

#endif
