/* A row's tokens as a line of text. */
#ifndef SIMILE_STREAM_TOKENIZE_PRINT_H
#define SIMILE_STREAM_TOKENIZE_PRINT_H

#include "buffer.h"
#include "simile/tokenize.h"

#include <stdint.h>

/* An id as decimal text with a space behind it, and the length of both as the last byte. */
#define SIMILE_ID_TEXT_SIZE 12
typedef struct simile_id_text {
    char bytes[SIMILE_ID_TEXT_SIZE];
} simile_id_text;

/* Fills texts[id] for the ids 0 … n − 1. */
void simile_tokenize__spell_ids(simile_id_text *texts, size_t n);

/* Appends the line of one row, its line end included, in a style that prints tokens. `ids` are the tokenizer's ids,
 * spelt; needed for SIMILE_TOKENIZE_IDS alone. */
simile_status simile_tokenize__print(simile_buffer *lines, const simile_tokens *tokens,
                                     const simile_tokenizer *tokenizer, const simile_id_text *ids,
                                     simile_tokenize_style style);

#endif
