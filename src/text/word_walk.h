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

/* The 16 bytes from the current place on, zeros behind the text. */
static inline simile_word_key simile_word_walk__bytes(const simile_word_walk *walk)
{
    const size_t left = walk->size - walk->at;

    if (left < 16 && walk->size >= 16)
        return simile_word_key__last(walk->text + walk->size, left);
    return simile_word_key__load(walk->text + walk->at, left);
}

static inline simile_walked simile_word_walk__next(simile_word_walk *walk)
{
    const uint8_t *kinds = walk->normalizer->kinds;

    while (walk->at < walk->size && kinds[(unsigned char)walk->text[walk->at]] == SIMILE_BYTE_SPACE)
        walk->at++;
    if (walk->at >= walk->size)
        return SIMILE_WALKED_END;
    walk->start = walk->at;
    simile_word_key bytes = simile_word_walk__bytes(walk);
    const size_t run = simile_word_key__scan(&bytes, walk->normalizer->lowercase), next = walk->at + run;
    /* The byte whose kind tells whether the run stands alone: the one behind it, or itself when there is no run. */
    const uint8_t kind = next < walk->size ? kinds[(unsigned char)walk->text[next]] : (uint8_t)SIMILE_BYTE_SPACE;
    if (run > SIMILE_WORD_KEY_SIZE || kind < SIMILE_BYTE_PUNCTUATION)
        return simile_word_walk__long(walk);
    walk->length = run == 0 ? 1 : run; /* no run: a punctuation character */
    walk->at = next + (run == 0 || kind == SIMILE_BYTE_SPACE);
    walk->key = simile_word_key__cut(bytes, walk->length);
    return SIMILE_WALKED_SHORT;
}

#endif
