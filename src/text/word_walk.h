/* A walk over the words of a valid text that is not normalised yet. Most words are ASCII between ASCII neighbours, and
 * are handed out as they stand; whatever touches another byte is handed out up to the next white space, for the
 * normaliser: no step of BERT's normalising looks across that. */
#ifndef SIMILE_TEXT_WORD_WALK_H
#define SIMILE_TEXT_WORD_WALK_H

#include "normalizer.h"
#include "word_key.h"
#include <stddef.h>
#include <stdint.h>

typedef enum simile_walked {
    SIMILE_WALKED_END,
    SIMILE_WALKED_SHORT, /* an ASCII word of 1 to SIMILE_WORD_KEY_SIZE bytes: `key` is its key, in lower case if asked
                          */
    SIMILE_WALKED_LONG,  /* a longer one, as it stands */
    SIMILE_WALKED_OTHER, /* some words that must be normalised first */
} simile_walked;

/* Start with {.normalizer = n, .text = t, .size = s}. */
typedef struct simile_word_walk {
    const simile_normalizer *normalizer;
    const char *text;
    size_t size, at;
    size_t start, length; /* of what was handed out */
    simile_word_key key;
} simile_word_walk;

/* A long word, or all that must be normalised together, from `start` on. */
static inline simile_walked simile_word_walk__long(simile_word_walk *walk)
{
    const uint8_t *kinds = walk->normalizer->kinds;
    size_t i = walk->start;
    simile_walked walked = SIMILE_WALKED_LONG;

    while (i < walk->size && kinds[(unsigned char)walk->text[i]] == SIMILE_BYTE_LETTER)
        i++;
    if (i < walk->size && kinds[(unsigned char)walk->text[i]] == SIMILE_BYTE_OTHER) {
        walked = SIMILE_WALKED_OTHER;
        while (i < walk->size && kinds[(unsigned char)walk->text[i]] != SIMILE_BYTE_SPACE)
            i++;
    }
    walk->at = i;
    walk->length = i - walk->start;
    return walked;
}

static inline simile_walked simile_word_walk__next(simile_word_walk *walk)
{
    const uint8_t *kinds = walk->normalizer->kinds;

    while (walk->at < walk->size && kinds[(unsigned char)walk->text[walk->at]] == SIMILE_BYTE_SPACE)
        walk->at++;
    if (walk->at >= walk->size)
        return SIMILE_WALKED_END;
    walk->start = walk->at;
    const simile_word_key bytes = simile_word_key__load(walk->text + walk->at, walk->size - walk->at);
    size_t run = simile_word_key__run(bytes.low);
    run += run == 8 ? simile_word_key__run(bytes.high) : 0;
    /* The byte whose kind tells whether the run stands alone: the one behind it, or itself when there is no run. */
    const size_t next = walk->at + run;
    const uint8_t kind = next < walk->size ? kinds[(unsigned char)walk->text[next]] : (uint8_t)SIMILE_BYTE_SPACE;
    if (run > SIMILE_WORD_KEY_SIZE || kind < SIMILE_BYTE_PUNCTUATION)
        return simile_word_walk__long(walk);
    walk->length = run == 0 ? 1 : run; /* no run: a punctuation character */
    walk->at += walk->length;
    walk->key = simile_word_key__cut(bytes, walk->length);
    if (walk->normalizer->lowercase) {
        walk->key.low = simile_word_key__lower(walk->key.low);
        walk->key.high = simile_word_key__lower(walk->key.high);
    }
    return SIMILE_WALKED_SHORT;
}

#endif
