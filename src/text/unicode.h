/* What the tokenizer asks of Unicode, with the reference tokenizer's answers: utf8proc's properties, mended by
 * unicode_exceptions.inc. utf8proc stands behind this header and nowhere else. */
#ifndef SIMILE_TEXT_UNICODE_H
#define SIMILE_TEXT_UNICODE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIMILE_UNICODE_N_CODES   0x110000
#define SIMILE_UNICODE_REPLACING 0xFFFD /* U+FFFD, stands for what could not be decoded */

/* Properties of a code point, as bits. */
enum {
    SIMILE_UNICODE_IS_SPACE = 1,
    SIMILE_UNICODE_IS_CONTROL = 2, /* dropped by BERT's cleaning */
    SIMILE_UNICODE_IS_PUNCTUATION = 4,
    SIMILE_UNICODE_IS_MARK = 8, /* dropped when accents are stripped */
    SIMILE_UNICODE_IS_CHINESE = 16,
    SIMILE_UNICODE_IS_COMPOSED = 32, /* its canonical decomposition is not itself */
    SIMILE_UNICODE_IS_MOVING = 64,   /* its combining class is not 0 */
    SIMILE_UNICODE_IS_CASED = 128,   /* its lower case is not itself */
};

/* One entry per code point, filled by pages of 256 when first asked for: most texts need a few, and all of them would
 * cost ten times what opening a tokenizer costs. */
#define SIMILE_UNICODE_PAGE_BITS 8
#define SIMILE_UNICODE_N_PAGES   (SIMILE_UNICODE_N_CODES >> SIMILE_UNICODE_PAGE_BITS)
extern uint8_t simile_unicode__table[SIMILE_UNICODE_N_CODES];
extern atomic_bool simile_unicode__is_filled[SIMILE_UNICODE_N_PAGES];

/* Fills a page; safe from several threads. */
void simile_unicode__fill(uint32_t page);

static inline unsigned simile_unicode__properties(uint32_t code)
{
    const uint32_t page = code >> SIMILE_UNICODE_PAGE_BITS;

    if (!atomic_load_explicit(&simile_unicode__is_filled[page], memory_order_acquire))
        simile_unicode__fill(page);
    return simile_unicode__table[code];
}

/* The canonical decomposition; returns its length, 1 to 4. */
size_t simile_unicode__decompose(uint32_t parts[4], uint32_t code);

/* The canonical combining class, 0 to 254. */
unsigned simile_unicode__combining_class(uint32_t code);

/* The full lower case, without regard to context (a sigma is never final); returns its length, 1 or 2. */
size_t simile_unicode__lower(uint32_t lower[2], uint32_t code);

/* true for what a word is made of in the sense of \w: letters, marks, digits, connecting punctuation, joiners. */
bool simile_unicode__is_word(uint32_t code);

#endif
