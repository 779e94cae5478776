/* UTF-8 by the table of well-formed byte sequences (Unicode 15, table 3-7). */
#include "utf8.h"
#include <string.h>

/* Length of the sequence at `s` if it is well-formed; else 0, and *bad is the length of its maximal subpart. */
static size_t sequence(size_t *bad, const unsigned char *s, size_t size)
{
    unsigned char low = 0x80, high = 0xBF; /* range of the second byte */
    size_t length;

    *bad = 1;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    length = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (s[0] == 0xE0)
        low = 0xA0;
    else if (s[0] == 0xED)
        high = 0x9F;
    else if (s[0] == 0xF0)
        low = 0x90;
    else if (s[0] == 0xF4)
        high = 0x8F;
    for (size_t i = 1; i < length; i++) {
        if (i >= size || s[i] < low || s[i] > high) {
            *bad = i;
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

/* The number of ASCII bytes that the text begins with. */
static size_t ascii_prefix(const unsigned char *s, size_t size)
{
    size_t i = 0;

    for (; i + 32 <= size; i += 32) {
        uint64_t blocks[4];
        memcpy(blocks, s + i, sizeof blocks);
        if ((blocks[0] | blocks[1] | blocks[2] | blocks[3]) & 0x8080808080808080u)
            break;
    }
    for (; i + 8 <= size; i += 8) {
        uint64_t block;
        memcpy(&block, s + i, sizeof block);
        if (block & 0x8080808080808080u)
            break;
    }
    while (i < size && s[i] < 0x80)
        i++;
    return i;
}

size_t simile_utf8__valid_prefix(size_t *bad, const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t i = 0;

    while (i < size) {
        if (s[i] < 0x80)
            i += ascii_prefix(s + i, size - i);
        if (i >= size)
            break;
        size_t length = sequence(bad, s + i, size - i);
        if (length == 0)
            return i;
        i += length;
    }
    return i;
}

bool simile_utf8__is_valid(const char *text, size_t size)
{
    size_t bad = 0;
    return simile_utf8__valid_prefix(&bad, text, size) == size;
}

simile_status simile_utf8__repair(simile_buffer *fixed, const char *text, size_t size)
{
    simile_status status = SIMILE_OK;
    size_t i = 0;

    simile_buffer__clear(fixed);
    while (status == SIMILE_OK && i < size) {
        size_t bad = 0;
        size_t n_valid = simile_utf8__valid_prefix(&bad, text + i, size - i);
        status = simile_buffer__append(fixed, text + i, n_valid);
        i += n_valid;
        if (status == SIMILE_OK && i < size) {
            status = simile_buffer__append(fixed, "\xEF\xBF\xBD", 3);
            i += bad;
        }
    }
    return status;
}

size_t simile_utf8__encode(char *text, uint32_t code)
{
    if (code < 0x80) {
        text[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        text[0] = (char)(0xC0 | code >> 6);
        text[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        text[0] = (char)(0xE0 | code >> 12);
        text[1] = (char)(0x80 | (code >> 6 & 0x3F));
        text[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    text[0] = (char)(0xF0 | code >> 18);
    text[1] = (char)(0x80 | (code >> 12 & 0x3F));
    text[2] = (char)(0x80 | (code >> 6 & 0x3F));
    text[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t simile_utf8__count(const char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}
