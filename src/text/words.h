/* BERT's pre-tokenising: words are parted by white space, and each punctuation character is a word of its own
 * (huggingface/tokenizers, pre_tokenizers/bert.rs). */
#ifndef SIMILE_TEXT_WORDS_H
#define SIMILE_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* A walk over the words of a valid, normalised text. Start with {.next = text, .end = text + size}. */
typedef struct simile_words {
    const char *next, *end;
    const char *word; /* the current one, not ended by a NUL */
    size_t size;
} simile_words;

/* Goes to the next word; false at the end. */
bool simile_words__next(simile_words *words);

#endif
