/* The walk looks at most characters once. */
#include "words.h"
#include "unicode.h"
#include "utf8.h"

#define BREAKS ((unsigned)(SIMILE_UNICODE_IS_SPACE | SIMILE_UNICODE_IS_PUNCTUATION))

static unsigned breaks_at(size_t *length, const char *text)
{
    unsigned char byte = (unsigned char)*text;

    if (byte < 0x80) {
        *length = 1;
        return simile_unicode__properties(byte) & BREAKS;
    }
    return simile_unicode__properties(simile_utf8__decode(length, text)) & BREAKS;
}

bool simile_words__next(simile_words *words)
{
    const char *at = words->next, *end = words->end;
    size_t length = 0;
    unsigned breaks = 0;

    while (at < end && (breaks = breaks_at(&length, at)) & SIMILE_UNICODE_IS_SPACE)
        at += length;
    if (at >= end) {
        words->next = end;
        return false;
    }
    words->word = at;
    at += length;
    if (breaks == 0)
        while (at < end && breaks_at(&length, at) == 0)
            at += length;
    words->size = (size_t)(at - words->word);
    words->next = at;
    return true;
}
