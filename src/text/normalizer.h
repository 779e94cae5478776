/* BERT's normalising: clean, part Chinese characters, strip accents, lower-case, in this order
 * (huggingface/tokenizers, normalizers/bert.rs). */
#ifndef SIMILE_TEXT_NORMALIZER_H
#define SIMILE_TEXT_NORMALIZER_H

#include "buffer.h"
#include "simile/status.h"
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
} simile_normalizer;

/* Fills the ASCII tables from the four switches. */
void simile_normalizer__prepare(simile_normalizer *normalizer);

/* Combining marks that wait for their order; valid when zeroed. */
typedef struct simile_marks {
    uint64_t *items; /* combining class << 56 | place << 24 | code point */
    size_t n, capacity;
} simile_marks;
void simile_marks__dispose(simile_marks *marks);

/* Replaces `normal` by the normalised text. `text` must be valid UTF-8. `marks` is scratch memory. */
simile_status simile_normalizer__run(simile_buffer *normal, simile_marks *marks, const simile_normalizer *normalizer,
                                     const char *text, size_t size);

#endif
