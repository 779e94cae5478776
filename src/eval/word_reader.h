/* The words of a text: runs of letters, marks, digits and connecting punctuation, lower-cased. */
#ifndef SIMILE_EVAL_WORD_READER_H
#define SIMILE_EVAL_WORD_READER_H

#include "buffer.h"
#include "simile/model.h"
#include "simile/status.h"
#include <stdbool.h>

/* Valid when zeroed; reused from text to text. */
typedef struct simile_word_reader {
    simile_buffer text; /* repaired */
    size_t at;          /* in it */
    simile_buffer word; /* the one read last */
} simile_word_reader;

simile_status simile_word_reader__begin(simile_word_reader *reader, const simile_text *text);
/* Reads the next word; *more false: there is none. */
simile_status simile_word_reader__next(bool *more, simile_word_reader *reader);
void simile_word_reader__dispose(simile_word_reader *reader);

#endif
