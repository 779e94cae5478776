/* BERT's normalising: clean, part Chinese characters, strip accents, lower-case, in this order
 * (huggingface/tokenizers, normalizers/bert.rs). */
#ifndef SIMILE_TEXT_NORMALIZER_H
#define SIMILE_TEXT_NORMALIZER_H

#include "buffer.h"
#include "simile/status.h"
#include "simile/tokenizer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simile_normalizer {
    bool clean_text; /* drop controls, white space becomes a space */
    bool chinese;    /* spaces round Chinese characters */
    bool strip_accents;
    bool lowercase;
    uint8_t ascii[128]; /* what an ASCII byte becomes */
    uint8_t keeps[128]; /* 0: the byte is dropped */
    uint8_t kinds[256]; /* simile_byte_kind */
} simile_normalizer;

/* What an ASCII byte is to the words round it. Where only letters, spaces and punctuation stand, a text can be parted
 * into words without being normalised first. */
typedef enum simile_byte_kind {
    SIMILE_BYTE_OTHER, /* not ASCII, or dropped by cleaning: normalise */
    SIMILE_BYTE_LETTER,
    SIMILE_BYTE_PUNCTUATION, /* a word of its own */
    SIMILE_BYTE_SPACE,
} simile_byte_kind;

/* Fills the tables from the four switches. */
void simile_normalizer__prepare(simile_normalizer *normalizer);

/* Combining marks that wait for their order; valid when zeroed. */
typedef struct simile_marks {
    uint64_t *items;      /* [n]: combining class << 56 | place << 24 | code point */
    simile_span *sources; /* [n], by place */
    size_t n, capacity, sources_capacity;
} simile_marks;
void simile_marks__dispose(simile_marks *marks);

/* Where each byte of a normalised text came from: the code point in the text that was normalised. Valid when zeroed. */
typedef struct simile_alignment {
    simile_span *items; /* one for each normalised byte */
    size_t capacity;
} simile_alignment;
void simile_alignment__dispose(simile_alignment *alignment);

/* Replaces `normal` by the normalised text. `text` must be valid UTF-8. `marks` is scratch memory. `alignment` may be
 * NULL: not wanted. */
simile_status simile_normalizer__run(simile_buffer *normal, simile_alignment *alignment, simile_marks *marks,
                                     const simile_normalizer *normalizer, const char *text, size_t size);

#endif
